package io.straightway.worker;

import ai.djl.engine.EngineException;
import io.straightway.data.DataException;
import io.straightway.job.Failure;
import io.straightway.store.StoreUnavailable;
import io.straightway.train.Diverged;
import java.util.Locale;

/** Says what users see for what a runner threw. */
final class Failures {
    private Failures() {}

    static Failure of(Throwable thrown) {
        return switch (thrown) {
            case Diverged e -> new Failure.Diverged(e.getMessage());
            case StoreUnavailable e -> new Failure.StoreUnavailable(e.getMessage());
            case DataException e -> new Failure.BadInput(e.getMessage());
            case OutOfMemoryError e -> new Failure.OutOfMemory("Java heap: " + e.getMessage());
            case EngineException e when outOfMemory(e) -> new Failure.OutOfMemory(firstLine(e));
            case EngineException e -> new Failure.Internal("engine: " + firstLine(e));
            case IllegalArgumentException e -> new Failure.Internal(describe(e));
            case IllegalStateException e -> new Failure.Internal(describe(e));
            default -> new Failure.Transient(describe(thrown));
        };
    }

    private static boolean outOfMemory(EngineException e) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("out of memory") || text.contains("can't allocate memory") || text.contains("not enough memory");
    }

    private static String describe(Throwable e) {
        return e.getClass().getSimpleName() + ": " + firstLine(e);
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
