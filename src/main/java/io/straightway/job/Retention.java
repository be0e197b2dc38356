package io.straightway.job;

import java.time.Duration;

/**
 * How long ended jobs are kept.
 *
 * @param jobs time after its end for which a job is answered for in full, and its objects are kept
 * @param ids time after that for which its id is known as one that was used
 */
public record Retention(Duration jobs, Duration ids) {}
