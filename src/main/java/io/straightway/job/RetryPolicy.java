package io.straightway.job;

import java.time.Duration;

/**
 * How long a unit may be silent, and how often it is tried.
 *
 * @param lease time without a heartbeat after which a unit is given to another worker
 * @param attempts most attempts per unit
 * @param backoff wait before the second attempt; doubles with each further one
 * @param longestBackoff upper bound of the wait
 * @param queueLimit time after which a unit that nobody took is put into the queue once more, in case its record was lost to
 *     the queue's delivery limit
 */
public record RetryPolicy(Duration lease, int attempts, Duration backoff, Duration longestBackoff, Duration queueLimit) {

    Duration backoff(int failedAttempts) {
        Duration doubled = backoff.multipliedBy(1L << Math.min(20, failedAttempts - 1));
        return doubled.compareTo(longestBackoff) > 0 ? longestBackoff : doubled;
    }
}
