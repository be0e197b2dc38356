package io.straightway.job;

import java.util.List;
import java.util.Optional;

/**
 * A unit as it goes to a worker: everything needed, so that the worker asks nobody.
 *
 * @param unit its name
 * @param attempt 1 for the first; fences off reports and objects of earlier ones
 * @param job the admitted spec
 * @param work what to do
 * @param inputs what earlier steps wrote
 * @param checkpoint where an earlier attempt got to
 */
public record WorkOrder(UnitId unit, int attempt, JobSpec job, Work work, List<Artifact> inputs, Optional<Artifact> checkpoint) {
    public WorkOrder {
        inputs = List.copyOf(inputs);
    }
}
