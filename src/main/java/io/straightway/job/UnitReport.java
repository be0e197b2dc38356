package io.straightway.job;

import java.util.Map;
import java.util.Optional;

/**
 * What a worker says about a unit. A report counts only if it comes from the holder of the unit's lease.
 */
public sealed interface UnitReport {
    UnitId unit();

    /** Attempt that the worker was given. */
    int attempt();

    /** The worker's name, unique for each start of a worker process. */
    String worker();

    /** The worker has taken the unit. From here on the lease is the coordinator's. */
    record Started(UnitId unit, int attempt, String worker) implements UnitReport {}

    /**
     * Heartbeat: renews the lease.
     *
     * @param done images, pairs or training images so far
     * @param measures figures of the moment, such as {@code loss}
     * @param checkpoint newest complete checkpoint
     */
    record Progressed(UnitId unit, int attempt, String worker, long done, Map<String, Double> measures, Optional<Artifact> checkpoint)
            implements UnitReport {
        public Progressed {
            measures = Map.copyOf(measures);
        }
    }

    /**
     * The unit is done.
     *
     * @param following result of the only unit of the next step, if the worker did that one at once ({@link WorkOrder#following})
     */
    record Finished(UnitId unit, int attempt, String worker, UnitResult result, Optional<UnitResult> following) implements UnitReport {
        public Finished(UnitId unit, int attempt, String worker, UnitResult result) {
            this(unit, attempt, worker, result, Optional.empty());
        }
    }

    /**
     * The unit ended early: because its job is ending, and what it had finished is kept; or because its job rests or its worker leaves,
     * and another attempt goes on from the checkpoint.
     */
    record Stopped(UnitId unit, int attempt, String worker, UnitResult result, Optional<Artifact> checkpoint) implements UnitReport {}

    record Failed(UnitId unit, int attempt, String worker, Failure failure) implements UnitReport {}
}
