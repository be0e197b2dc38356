package io.straightway.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a registry that gave no answer is left alone: longer with each failure in a row, and drawn from the upper half of that time, so
 * that processes that failed together do not come back together.
 */
record Backoff(Duration first, Duration longest) {
    static final Backoff DEFAULT = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(15));

    /** @param failures in a row, from 1 */
    Instant end(Instant now, int failures) {
        long ceiling = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures - 1, 20));
        return now.plusMillis(ceiling / 2 + ThreadLocalRandom.current().nextLong(ceiling / 2 + 1));
    }
}
