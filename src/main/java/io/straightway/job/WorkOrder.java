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

    /**
     * What follows as soon as this unit is done, whatever other units do: where it is the only one of its step, and so is the next one. A
     * worker may do it at once, and hand in both.
     *
     * @param result of this unit, all of it
     */
    public Optional<WorkOrder> following(UnitResult result) {
        return switch (job) {
            case GenerationSpec spec when unit.step() == 0 && spec.seeds().count() <= spec.shardImages() ->
                    Optional.of(new WorkOrder(new UnitId(spec.id(), 1, 0), 1, spec, new Work.AssembleImages(), result.artifacts(), Optional.empty()));
            default -> Optional.empty();
        };
    }
}
