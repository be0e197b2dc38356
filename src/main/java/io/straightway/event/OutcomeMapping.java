package io.straightway.event;

import io.straightway.job.Artifact;
import io.straightway.job.Counts;
import io.straightway.job.Failure;
import io.straightway.job.Outcome;
import io.straightway.job.Usage;
import io.straightway.recipe.Violation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What came of work, to and from Avro. */
final class OutcomeMapping {
    private OutcomeMapping() {}

    static io.straightway.schema.Outcome write(Outcome o) {
        return new io.straightway.schema.Outcome(
                o.ending().name(),
                write(o.counts()),
                write(o.outputs()),
                o.distance().map(DistanceMapping::write).orElse(null),
                write(o.usage()),
                o.failure().map(OutcomeMapping::write).orElse(null),
                o.notes());
    }

    static Outcome read(io.straightway.schema.Outcome o) {
        io.straightway.schema.Counts c = o.getCounts();
        return new Outcome(
                Outcome.Ending.valueOf(o.getEnding()),
                new Counts(c.getUnit(), c.getRequested(), c.getSucceeded(), c.getFailed(), c.getCancelled(), c.getExpired()),
                read(o.getOutputs()),
                Optional.ofNullable(o.getDistance()).map(DistanceMapping::read),
                read(o.getUsage()),
                Optional.ofNullable(o.getFailure()).map(OutcomeMapping::read),
                o.getNotes());
    }

    private static io.straightway.schema.Counts write(Counts c) {
        return new io.straightway.schema.Counts(c.unit(), c.requested(), c.succeeded(), c.failed(), c.cancelled(), c.expired());
    }

    static io.straightway.schema.Artifact write(Artifact a) {
        return new io.straightway.schema.Artifact(a.role().name(), a.key(), a.sha256(), a.bytes(), a.count());
    }

    static Artifact read(io.straightway.schema.Artifact a) {
        return new Artifact(Artifact.Role.valueOf(a.getRole()), a.getKey(), a.getSha256(), a.getBytes(), a.getCount());
    }

    static List<io.straightway.schema.Artifact> write(List<Artifact> artifacts) {
        return artifacts.stream().map(OutcomeMapping::write).toList();
    }

    static List<Artifact> read(List<io.straightway.schema.Artifact> artifacts) {
        return artifacts.stream().map(OutcomeMapping::read).toList();
    }

    static io.straightway.schema.Usage write(Usage u) {
        return new io.straightway.schema.Usage(u.deviceSeconds(), u.evaluations());
    }

    static Usage read(io.straightway.schema.Usage u) {
        return new Usage(u.getDeviceSeconds(), u.getEvaluations());
    }

    /** Only what is finite: a diverging loss must not make an event that JSON can't carry. */
    static Map<String, Double> finite(Map<String, Double> measures) {
        return measures.entrySet().stream().filter(m -> Double.isFinite(m.getValue())).collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static io.straightway.schema.Failure write(Failure failure) {
        var written = io.straightway.schema.Failure.newBuilder()
                .setCode(failure.code())
                .setMessage(failure.message())
                .setViolations(List.of());
        switch (failure) {
            case Failure.Invalid f -> written.setViolations(f.violations().stream()
                    .map(v -> new io.straightway.schema.Violation(v.field(), v.value(), v.allowed())).toList());
            case Failure.LeaseLapsed f -> written.setWorker(f.worker());
            case Failure.Exhausted f -> written.setAttempts(f.attempts()).setLastCode(f.lastCode()).setLastMessage(f.lastMessage());
            case Failure.Cancelled f -> written.setSignalId(f.by());
            case Failure.Expired f -> written.setDeadline(f.deadline());
            case Failure.Conflict f -> {}
            case Failure.Forgotten f -> {}
            case Failure.Transient f -> {}
            case Failure.StoreUnavailable f -> {}
            case Failure.OutOfMemory f -> {}
            case Failure.Diverged f -> {}
            case Failure.BadInput f -> {}
            case Failure.GateClosed f -> {}
            case Failure.Internal f -> {}
        }
        return written.build();
    }

    static Failure read(io.straightway.schema.Failure f) {
        String message = f.getMessage();
        return switch (f.getCode()) {
            case "INVALID" -> new Failure.Invalid(
                    f.getViolations().stream().map(v -> new Violation(v.getField(), v.getValue(), v.getAllowed())).toList());
            case "CONFLICT" -> new Failure.Conflict(message);
            case "LEASE_LAPSED" -> new Failure.LeaseLapsed(or(f.getWorker(), "unknown"));
            case "TRANSIENT" -> new Failure.Transient(message);
            case "STORE_UNAVAILABLE" -> new Failure.StoreUnavailable(message);
            case "OUT_OF_MEMORY" -> new Failure.OutOfMemory(message);
            case "DIVERGED" -> new Failure.Diverged(message);
            case "BAD_INPUT" -> new Failure.BadInput(message);
            case "GATE_CLOSED" -> new Failure.GateClosed(message);
            case "EXHAUSTED" -> new Failure.Exhausted(or(f.getAttempts(), 0), or(f.getLastCode(), ""), or(f.getLastMessage(), message));
            case "CANCELLED" -> new Failure.Cancelled(or(f.getSignalId(), "unknown"));
            case "EXPIRED" -> new Failure.Expired(or(f.getDeadline(), Instant.EPOCH));
            case "FORGOTTEN" -> new Failure.Forgotten(message);
            case "INTERNAL" -> new Failure.Internal(message);
            // From a newer version: its code would be lost, so the message keeps it.
            default -> new Failure.Internal(f.getCode() + ": " + message);
        };
    }

    private static <T> T or(T value, T fallback) {
        return Optional.ofNullable(value).orElse(fallback);
    }
}
