package io.straightway.web;

import io.straightway.event.EventJson;
import io.straightway.event.JobStatus;
import io.straightway.node.NodeLifecycle;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.stream.Collectors;

/** The newest status of every job, read from the status topic. */
@Path("/jobs")
@Produces(MediaType.APPLICATION_JSON)
public class JobsResource {
    private final NodeLifecycle lifecycle;

    @Inject
    JobsResource(NodeLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    /** Newest first. */
    @GET
    public String jobs() {
        return lifecycle.node().board().all().stream()
                .sorted(Comparator.comparing(JobStatus::received).reversed())
                .map(status -> new String(EventJson.bytes(status), StandardCharsets.UTF_8))
                .collect(Collectors.joining(",\n", "[", "]"));
    }

    @GET
    @Path("{id}")
    public byte[] job(@PathParam("id") String id) {
        return lifecycle.node().board().of(id).map(EventJson::bytes).orElseThrow(() -> new NotFoundException("no job has the id " + id));
    }
}
