package io.straightway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.straightway.event.EventJson;
import io.straightway.event.JobStatus;
import io.straightway.job.JobEvent;
import io.straightway.job.JobSpec;
import io.straightway.job.Outcome;
import io.straightway.job.UnitId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that topics tell about one job, in the order in which one asks: what is pending, what failed last, who was heard of last, and
 * then what the job is and what it has done.
 *
 * @param history its events, oldest first; older ones may be gone
 * @param lease time for which a heartbeat renews a lease
 */
record Description(JobStatus status, List<JobEvent> history, Duration lease, Instant now) {

    /** An attempt that failed and is to be made again. */
    record Retry(UnitId unit, int attempt, Instant since) {}

    /** A failure that a person may have to do something about. */
    record Failed(String what, String code, String message, Instant time) {}

    /** Failed attempts of the running step that nobody has taken up again. */
    List<Retry> pending() {
        Map<UnitId, Retry> open = new LinkedHashMap<>();
        if (!status.ended()) {
            for (JobEvent event : history) {
                switch (event.what()) {
                    case JobEvent.UnitRetried retry -> open.put(retry.unit(), new Retry(retry.unit(), retry.failedAttempt() + 1, event.time()));
                    case JobEvent.StepCompleted step -> open.clear();
                    default -> {}
                }
            }
            status.leases().forEach(held -> open.remove(held.unit()));
        }
        return List.copyOf(open.values());
    }

    Optional<Failed> lastFailure() {
        List<Failed> failures = new ArrayList<>();
        for (JobEvent event : history) {
            switch (event.what()) {
                case JobEvent.UnitRetried retry -> failures.add(new Failed("unit " + retry.unit() + ", attempt " + retry.failedAttempt(),
                        retry.failure().code(), retry.failure().message(), event.time()));
                case JobEvent.Rejected rejected -> failures.add(new Failed("submission", rejected.failure().code(), rejected.failure().message(), event.time()));
                case JobEvent.Ended ended -> ended.outcome().failure().ifPresent(
                        failure -> failures.add(new Failed("job", failure.code(), failure.message(), event.time())));
                default -> {}
            }
        }
        return failures.isEmpty() ? Optional.empty() : Optional.of(failures.getLast());
    }

    /** When a worker was last heard of: a heartbeat renews the lease. */
    Optional<Instant> lastHeartbeat() {
        return status.leases().stream().map(held -> held.expires().minus(lease)).max(Instant::compareTo).map(at -> at.isAfter(now) ? now : at);
    }

    /** With every option decided, if it was accepted and that event is still there. */
    Optional<JobSpec> spec() {
        return history.stream().map(JobEvent::what).flatMap(what -> switch (what) {
            case JobEvent.Accepted accepted -> Optional.of(accepted.pinned()).stream();
            case JobEvent.Ended ended -> ended.ran().map(JobEvent.Accepted::pinned).stream();
            default -> Optional.<JobSpec>empty().stream();
        }).findFirst();
    }

    List<JobEvent.StepCompleted> steps() {
        return history.stream().map(JobEvent::what).filter(JobEvent.StepCompleted.class::isInstance).map(JobEvent.StepCompleted.class::cast).toList();
    }

    String text() {
        List<String> parts = new ArrayList<>();
        parts.add(head().toString());
        spec().ifPresent(spec -> parts.add("Job\n" + indented(YamlText.of(Output.tree(EventJson.bytes(spec))))));
        if (!steps().isEmpty()) {
            Table table = new Table("STEP", "NAME", "OBJECTS", "DEVICE-S", "EVALUATIONS", "DISTANCE");
            steps().forEach(step -> table.row(step.stepNumber() + "/" + step.steps(), step.step(), step.outputs().size(),
                    String.format(Locale.ROOT, "%.1f", step.usage().deviceSeconds()), step.usage().evaluations(),
                    step.distance().map(EventWords::distance).orElse("-")));
            parts.add("Steps\n" + indented(table.toString()));
        }
        if (!status.leases().isEmpty()) {
            Table table = new Table("UNIT", "ATTEMPT", "WORKER", "FOR", "DONE", "LEASE LAPSES IN");
            status.leases().forEach(held -> table.row(held.unit(), held.attempt(), held.worker(), Age.of(held.started(), now), held.done(),
                    Age.of(Duration.between(now, held.expires()))));
            parts.add("Units in the hands of workers\n" + indented(table.toString()));
        }
        status.outcome().ifPresent(outcome -> parts.add("Outcome\n" + indented(Summary.of(status.job(), outcome))));
        return String.join("\n\n", parts);
    }

    private Table head() {
        Table table = new Table();
        table.row("Id", status.job());
        table.row("State", status.state() + ", " + Age.of(status.received(), now) + " after it came, status of " + Age.of(status.updated(), now) + " ago");
        table.row("Pending", pending().isEmpty() ? "no failed attempt" : String.join("; ", pending().stream()
                .map(retry -> "unit " + retry.unit() + ", attempt " + retry.attempt() + " since " + Age.of(retry.since(), now)).toList()));
        table.row("Last failure", lastFailure().map(failed -> failed.what() + ": " + failed.code() + ", " + EventWords.printable(failed.message()) + " ("
                + Age.of(failed.time(), now) + " ago)").orElse("none"));
        table.row("Last heartbeat", lastHeartbeat().map(at -> Age.of(at, now) + " ago").orElse(status.ended() ? "none, it has ended" : "none, no worker holds a unit"));
        table.row("Progress", status.stepName().map(name -> "step " + status.step() + "/" + status.steps() + " " + name + ", ").orElse("")
                + status.done() + "/" + status.total() + status.etaSeconds().map(seconds -> ", " + Age.of(Duration.ofSeconds(seconds.longValue())) + " left").orElse(""));
        table.row("Kind", status.kind());
        table.row("Model", status.model());
        status.dataset().ifPresent(name -> table.row("Data set", name));
        distances().forEach(distance -> table.row("Distance", distance));
        return table;
    }

    private List<String> distances() {
        return status.outcome().flatMap(Outcome::distance).map(Summary::distance).stream().toList();
    }

    private static String indented(String text) {
        return text.stripTrailing().indent(2).stripTrailing();
    }

    ObjectNode tree() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("id", status.job());
        tree.put("state", status.state());
        var pending = tree.putArray("pending");
        pending().forEach(retry -> pending.addObject().put("unit", retry.unit().toString()).put("attempt", retry.attempt()).put("since", retry.since().toString()));
        lastFailure().ifPresent(failed -> tree.putObject("lastFailure").put("what", failed.what()).put("code", failed.code()).put("message", failed.message())
                .put("time", failed.time().toString()));
        lastHeartbeat().ifPresent(at -> tree.put("lastHeartbeat", at.toString()));
        spec().ifPresent(spec -> tree.set("job", Output.tree(EventJson.bytes(spec))));
        var steps = tree.putArray("steps");
        history.stream().filter(event -> event.what() instanceof JobEvent.StepCompleted).map(event -> Output.tree(EventJson.bytes(event)).path("stepCompleted"))
                .forEach((JsonNode step) -> steps.add(step));
        tree.set("status", Output.tree(EventJson.bytes(status)));
        return tree;
    }
}
