package io.straightway.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.straightway.generate.ManifestEntry;
import io.straightway.json.Json;
import io.straightway.node.NodeLifecycle;
import io.straightway.store.Keys;
import io.straightway.store.ObjectInfo;
import io.straightway.store.ObjectStore;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a job has written: small files to read, lines of the manifest, and single images out of its shards. */
@Path("/api/v1/jobs/{id}")
public class ObjectsApi {
    static final int MOST_LINES = 500;
    static final int MOST_OBJECTS = 1_000;
    static final int LARGEST_OBJECT = 16 << 20;

    /** Lines before the page have to be read over: a second or two at most. Further on, the object itself is the better source. */
    static final int LAST_LINE = 1_000_000;

    /** Segments of letters, digits, dots, hyphens and underscores, each beginning with a letter or digit; nothing climbs out of the job. */
    private static final Pattern PATH = Pattern.compile("(?:[A-Za-z0-9][A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]+)*/){0,4}[A-Za-z0-9][A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]+)*");

    private static final Map<String, String> TYPES = Map.of("png", "image/png", "json", "application/json", "md", "text/plain;charset=UTF-8");

    private final NodeLifecycle lifecycle;
    private final Shards shards;

    @Inject
    ObjectsApi(NodeLifecycle lifecycle, Shards shards) {
        this.lifecycle = lifecycle;
        this.shards = shards;
    }

    /** Keys below the job's prefix, or below a folder of it, in their order. */
    @GET
    @Path("objects")
    @Produces(MediaType.APPLICATION_JSON)
    public String objects(@PathParam("id") String id, @QueryParam("under") @DefaultValue("") String under) {
        String prefix = known(id);
        if (!under.isEmpty() && !PATH.matcher(under).matches()) {
            throw Problem.badValue("under", under.length() > 80 ? under.substring(0, 80) + "…" : under, "a folder of the job, such as training/0-teacher");
        }
        List<ObjectInfo> all = store().list(under.isEmpty() ? prefix : prefix + under + "/");
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("total", all.size());
        ArrayNode objects = answer.putArray("objects");
        all.stream().limit(MOST_OBJECTS).forEach(object -> objects.addObject()
                .put("path", object.key().substring(prefix.length())).put("bytes", object.bytes()).put("modified", object.modified().toString()));
        return answer.toString();
    }

    /** A PNG, JSON or Markdown file, such as {@code grid.png} or {@code report.json}. */
    @GET
    @Path("objects/{path:.+}")
    public Response object(@PathParam("id") String id, @PathParam("path") String path) {
        String prefix = known(id);
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null || !PATH.matcher(path).matches()) {
            throw Problem.badValue("path", path.length() > 80 ? path.substring(0, 80) + "…" : path, "a file of the job that ends in .png, .json or .md");
        }
        ObjectInfo info = store().stat(prefix + path).orElseThrow(() -> Problem.of(404, "job " + id + " has no object " + path));
        if (info.bytes() > LARGEST_OBJECT) {
            throw Problem.of(413, "object " + path + " has " + info.bytes() + " bytes, more than " + LARGEST_OBJECT + ": read it from the store");
        }
        byte[] bytes = store().get(prefix + path).orElseThrow(() -> Problem.of(404, "job " + id + " has no object " + path));
        return Response.ok(bytes, type).header("Cache-Control", "no-cache").build();
    }

    /** Lines of the manifest from an offset on; each is one image. */
    @GET
    @Path("manifest")
    @Produces(MediaType.APPLICATION_JSON)
    public String manifest(@PathParam("id") String id, @QueryParam("offset") @DefaultValue("0") String offset, @QueryParam("limit") @DefaultValue("100") String limit) {
        known(id);
        int from = Limits.between("offset", offset, 0, LAST_LINE);
        int most = Limits.between("limit", limit, 1, MOST_LINES);
        List<ManifestEntry> lines = lines(id, from, most + 1);
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("offset", from).put("more", lines.size() > most);
        ArrayNode entries = answer.putArray("entries");
        lines.stream().limit(most).forEach(entries::addPOJO);
        return Json.line(answer);
    }

    /** The PNG of one line of the manifest. */
    @GET
    @Path("images/{index}")
    public Response image(@PathParam("id") String id, @PathParam("index") String index) {
        String prefix = known(id);
        int line = Limits.between("index", index, 0, LAST_LINE);
        ManifestEntry entry = lines(id, line, 1).stream().findFirst()
                .orElseThrow(() -> Problem.of(404, "the manifest of job " + id + " has no line " + index));
        if (!entry.shard().startsWith(prefix + "shards/")) {
            throw Problem.of(409, "line " + index + " of the manifest names a shard of another job");
        }
        byte[] png = shards.picture(entry).orElseThrow(() -> Problem.of(404, "shard " + entry.shard() + " has no " + entry.file()));
        return Response.ok(png, "image/png").header("Cache-Control", "private, max-age=3600").build();
    }

    private List<ManifestEntry> lines(String id, int offset, int limit) {
        return shards.lines(id, offset, limit).orElseThrow(() -> Problem.of(404, "job " + id + " has no manifest, or has none yet"));
    }

    /** The job's prefix. */
    private String known(String id) {
        Limits.name("id", id);
        if (lifecycle.node().board().of(id).isEmpty()) {
            throw Problem.of(404, "no job has the id " + id);
        }
        return Keys.job(id);
    }

    private ObjectStore store() {
        return lifecycle.node().store();
    }
}
