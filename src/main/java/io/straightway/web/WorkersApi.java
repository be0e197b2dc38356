package io.straightway.web;

import io.straightway.config.StraightwayConfig;
import io.straightway.event.JobStatus;
import io.straightway.event.Workforce;
import io.straightway.json.Json;
import io.straightway.node.NodeLifecycle;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Who is there, on which devices, and what they hold: members of the share group, and holders of leases. */
@Path("/api/v1/workers")
@Produces(MediaType.APPLICATION_JSON)
public class WorkersApi {
    private final NodeLifecycle lifecycle;
    private final Followers followers;
    private final Duration lease;

    @Inject
    WorkersApi(NodeLifecycle lifecycle, Followers followers, StraightwayConfig config) {
        this.lifecycle = lifecycle;
        this.followers = followers;
        lease = config.units().lease();
    }

    /**
     * @param workers by name
     * @param problem why idle workers and devices are not known, if they are not
     */
    record Workers(Instant time, List<WorkerRow> workers, Optional<String> problem) {}

    /**
     * @param present whether the broker knows it; a worker that is not may have died, or be on its way out
     * @param devices empty if they are not known
     */
    record WorkerRow(String name, boolean present, Optional<String> host, List<String> devices, List<Held> units) {}

    /** @param heard when the coordinator last heard of it, by this node's length of a lease */
    record Held(String job, String unit, String step, int attempt, Instant started, Instant heard, Instant expires, long done) {}

    @GET
    public String workers() {
        Map<String, List<Workforce.Member>> members = new TreeMap<>();
        Optional<String> problem = Optional.empty();
        try {
            followers.workforce().members().forEach(member -> members.merge(member.worker(), List.of(member), WorkersApi::both));
        } catch (Workforce.NotDescribed e) {
            problem = Optional.of(String.valueOf(e.getMessage()));
        }
        Map<String, List<Held>> held = new TreeMap<>();
        lifecycle.node().board().all().forEach(job -> job.leases().forEach(unit -> held.merge(unit.worker(), List.of(held(job, unit)), WorkersApi::both)));
        TreeSet<String> names = new TreeSet<>(members.keySet());
        names.addAll(held.keySet());
        List<WorkerRow> rows = names.stream().map(name -> row(name, members.getOrDefault(name, List.of()), held.getOrDefault(name, List.of()))).toList();
        return Json.line(new Workers(Instant.now(), rows, problem));
    }

    private static WorkerRow row(String name, List<Workforce.Member> members, List<Held> units) {
        return new WorkerRow(name, !members.isEmpty(), members.stream().map(Workforce.Member::host).findFirst(),
                members.stream().map(Workforce.Member::device).sorted().toList(), units);
    }

    private Held held(JobStatus job, JobStatus.Lease unit) {
        return new Held(job.job(), unit.unit().toString(), job.stepName().orElse(""), unit.attempt(), unit.started(), unit.expires().minus(lease), unit.expires(),
                unit.done());
    }

    private static <T> List<T> both(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
