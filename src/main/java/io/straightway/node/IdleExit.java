package io.straightway.node;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a worker's process to end, once, when the worker has had nothing to do for a time. */
final class IdleExit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IdleExit.class);
    private static final long LOOK_MILLIS = 500;

    private final ScheduledExecutorService look = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("idle-exit").daemon().factory());

    /**
     * @param idle for how long there has been nothing to do
     * @param limit from which on the process ends
     * @param exit begins the end of the process and returns
     */
    IdleExit(Supplier<Duration> idle, Duration limit, Runnable exit) {
        var unused = look.scheduleWithFixedDelay(() -> {
            if (idle.get().compareTo(limit) >= 0) {
                LOG.info("the worker has had no unit for its time and leaves: limit={}", limit);
                look.shutdown();
                exit.run();
            }
        }, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        look.shutdownNow();
    }
}
