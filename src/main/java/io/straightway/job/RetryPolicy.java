package io.straightway.job;

import java.time.Duration;

/**
 * How long a unit may be silent, and how often it is tried.
 *
 * @param lease time without a heartbeat after which a unit is given to another worker
 * @param attempts failed attempts after which a unit is given up
 * @param backoff wait after the first failure; doubles with each further one
 * @param longestBackoff upper bound of the wait
 * @param queueLimit time after which a unit that nobody took is put into the queue once more, in case its record was lost to
 *     the queue's delivery limit
 */
public record RetryPolicy(Duration lease, int attempts, Duration backoff, Duration longestBackoff, Duration queueLimit) {

    /**
     * From half of the wait to all of it, so that units that failed together do not come back together. Which part is decided by the unit,
     * since the same input must always give the same next state.
     */
    Duration backoff(UnitId unit, int failures) {
        Duration doubled = backoff.multipliedBy(1L << Math.min(20, failures - 1));
        long ceiling = Math.min(doubled.toMillis(), longestBackoff.toMillis());
        return Duration.ofMillis(ceiling / 2 + Math.floorMod((31L * unit.hashCode() + failures) * 0x9E3779B97F4A7C15L, ceiling / 2 + 1));
    }
}
