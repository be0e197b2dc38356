package io.straightway.worker;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop over something that can break in ways which its documentation does not tell: then it is closed, and another one is opened. A thread
 * that dies of a failure that passes would leave a worker that is there, takes nothing, and says so to nobody but its health.
 */
final class Persistently {
    private static final Logger LOG = LoggerFactory.getLogger(Persistently.class);

    private Persistently() {}

    interface Opening<R> {
        R open() throws InterruptedException;
    }

    interface Round<R> {
        void go(R resource) throws InterruptedException;
    }

    /** What a loop is about; closing it throws nothing that must be handled. */
    interface Resource extends AutoCloseable {
        @Override
        void close();
    }

    /** Goes round until {@code ended}. */
    static <R extends Resource> void run(Opening<R> opening, Round<R> round, BooleanSupplier ended, Duration pause) throws InterruptedException {
        while (!ended.getAsBoolean()) {
            try (R resource = opening.open()) {
                while (!ended.getAsBoolean()) {
                    round.go(resource);
                }
            } catch (RuntimeException e) {
                LOG.warn("begins anew: reason={}", e.toString());
                Thread.sleep(pause);
            }
        }
    }
}
