package io.straightway.coordinator;

import io.straightway.job.Retention;
import io.straightway.job.RetryPolicy;
import java.util.Set;

/**
 * What the operator decides for all jobs.
 *
 * @param pools of workers that a job may name
 */
public record Rules(RetryPolicy retries, Retention retention, Set<String> pools) {
    public Rules {
        pools = Set.copyOf(pools);
    }
}
