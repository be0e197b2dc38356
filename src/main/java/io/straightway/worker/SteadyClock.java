package io.straightway.worker;

import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that nobody sets: it begins with the time of day, and goes on with the machine's own seconds. Leases and heartbeats are spans of
 * time, and must not shrink or stretch when the time of day is corrected.
 */
public final class SteadyClock implements InstantSource {
    private final Instant start = Instant.now();
    private final long nanos = System.nanoTime();

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - nanos);
    }
}
