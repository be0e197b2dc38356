package io.straightway.worker;

import io.straightway.data.DataException;
import io.straightway.engine.ProgramFailure;
import io.straightway.job.Failure;
import io.straightway.metric.MetricException;
import io.straightway.store.StoreUnavailable;
import io.straightway.train.Diverged;

/** Says what users see for what a runner threw. */
final class Failures {
    private Failures() {}

    static Failure of(Throwable thrown) {
        return switch (thrown) {
            case Diverged e -> new Failure.Diverged(String.valueOf(e.getMessage()));
            case StoreUnavailable e -> new Failure.StoreUnavailable(String.valueOf(e.getMessage()));
            case MetricException e -> new Failure.BadInput(String.valueOf(e.getMessage()));
            case DataException e -> new Failure.BadInput(String.valueOf(e.getMessage()));
            case OutOfMemoryError e -> new Failure.OutOfMemory("Java heap: " + e.getMessage());
            case ProgramFailure e when e.outOfMemory() -> new Failure.OutOfMemory(firstLine(e));
            case ProgramFailure e -> new Failure.Internal(describe(e));
            case IllegalArgumentException e -> new Failure.Internal(describe(e));
            case IllegalStateException e -> new Failure.Internal(describe(e));
            default -> new Failure.Transient(describe(thrown));
        };
    }

    private static String describe(Throwable e) {
        return e.getClass().getSimpleName() + ": " + firstLine(e);
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
