package io.straightway.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.straightway.event.EventBoard;
import io.straightway.event.EventJson;
import io.straightway.event.JobStatus;
import io.straightway.job.JobEvent;
import io.straightway.job.Signal;
import io.straightway.json.Json;
import io.straightway.node.NodeLifecycle;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What jobs there are, how they stand, what happened to them, and orders to them. */
@Path("/api/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
public class JobsApi {
    static final int MOST_JOBS = 500;

    private static final String KINDS = "cancel, pause or resume";

    private final NodeLifecycle lifecycle;
    private final Followers followers;

    @Inject
    JobsApi(NodeLifecycle lifecycle, Followers followers) {
        this.lifecycle = lifecycle;
        this.followers = followers;
    }

    /** Newest first. */
    @GET
    public String jobs(@QueryParam("state") @DefaultValue("") String state, @QueryParam("offset") @DefaultValue("0") String offset,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        int from = Limits.between("offset", offset, 0, Integer.MAX_VALUE);
        int most = Limits.between("limit", limit, 1, MOST_JOBS);
        List<JobStatus> all = lifecycle.node().board().all().stream().filter(job -> state.isEmpty() || job.state().equals(state))
                .sorted(Comparator.comparing(JobStatus::received).reversed().thenComparing(JobStatus::job)).toList();
        return list(all.size(), all.stream().skip(from).limit(most).toList()).toString();
    }

    /** The newest jobs, for a stream to begin with. */
    ObjectNode newest() {
        List<JobStatus> all = lifecycle.node().board().all().stream().sorted(Comparator.comparing(JobStatus::received).reversed()).toList();
        return list(all.size(), all.stream().limit(MOST_JOBS).toList());
    }

    private ObjectNode list(int total, List<JobStatus> jobs) {
        Map<String, WaitingLine.Place> line = line();
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("total", total);
        ArrayNode listed = answer.putArray("jobs");
        jobs.forEach(job -> listed.add(status(job, line)));
        return answer;
    }

    private Map<String, WaitingLine.Place> line() {
        return WaitingLine.of(lifecycle.node().board().all(), WaitingLine.told(followers.events()));
    }

    private static ObjectNode status(JobStatus job, Map<String, WaitingLine.Place> line) {
        ObjectNode status = (ObjectNode) tree(EventJson.bytes(job));
        if (line.containsKey(job.job())) {
            status.putObject("queue").put("position", line.get(job.job()).position()).put("of", line.get(job.job()).of());
        }
        return status;
    }

    @GET
    @Path("{id}")
    public String job(@PathParam("id") String id) {
        JobStatus status = known(id);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.set("status", status(status, line()));
        spec(id).ifPresent(event -> answer.set("accepted", tree(EventJson.bytes(event)).path("accepted")));
        return answer.toString();
    }

    private Optional<JobEvent> spec(String id) {
        return heard(id, -1).events().stream().filter(event -> event.what() instanceof JobEvent.Accepted).findFirst();
    }

    /** Those after a sequence, in order. */
    @GET
    @Path("{id}/events")
    public String events(@PathParam("id") String id, @QueryParam("after") @DefaultValue("-1") String after) {
        known(id);
        EventBoard.Heard heard = heard(id, Limits.between("after", after, -1, Integer.MAX_VALUE));
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("thinned", heard.thinned());
        ArrayNode events = answer.putArray("events");
        heard.events().forEach(event -> events.add(tree(EventJson.bytes(event))));
        return answer.toString();
    }

    private EventBoard.Heard heard(String id, long after) {
        return followers.events().of(id, after).orElseGet(() -> new EventBoard.Heard(List.of(), true));
    }

    /** {@code {"kind": "cancel"}}; the answer to it comes as an event. */
    @POST
    @Path("{id}/signals")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response signal(@PathParam("id") String id, byte[] body) {
        known(id);
        Signal.Kind kind = kind(body);
        String signal = kind.name().toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID();
        followers.submitter().signal(new Signal(signal, id, kind));
        return Response.accepted(JsonNodeFactory.instance.objectNode().put("signalId", signal).toString()).build();
    }

    private static Signal.Kind kind(byte[] body) {
        String kind;
        try {
            kind = body.length > 1_000 ? "" : Json.read(body, JsonNode.class).path("kind").asText();
        } catch (UncheckedIOException e) {
            throw Problem.of(400, "the body is not JSON, allowed: {\"kind\": K} where K is " + KINDS);
        }
        return Stream.of(Signal.Kind.values()).filter(known -> known.name().toLowerCase(Locale.ROOT).equals(kind)).findFirst()
                .orElseThrow(() -> Problem.badValue("kind", kind, KINDS));
    }

    private JobStatus known(String id) {
        return lifecycle.node().board().of(Limits.name("id", id)).orElseThrow(() -> Problem.of(404, "no job has the id " + id));
    }

    private static JsonNode tree(byte[] json) {
        return Json.read(json, JsonNode.class);
    }
}
