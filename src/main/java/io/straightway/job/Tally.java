package io.straightway.job;

import java.util.List;
import java.util.Optional;

/** Counts what became of a job's images or stages. */
final class Tally {
    private Tally() {}

    static String unit(JobSpec spec) {
        return switch (spec) {
            case GenerationSpec generation -> "images";
            case TrainingSpec training -> "stages";
        };
    }

    static long requested(JobSpec spec) {
        return switch (spec) {
            case GenerationSpec generation -> generation.seeds().count();
            case TrainingSpec training -> training.stages().size();
        };
    }

    /** @param cancelled whether what is missing was cancelled; else it failed */
    static Counts of(JobSpec spec, List<StepRecord> steps, boolean cancelled) {
        long requested = requested(spec);
        long succeeded = switch (spec) {
            case GenerationSpec generation -> steps.isEmpty() ? 0 : steps.getFirst().amount();
            case TrainingSpec training -> Math.min(requested, steps.stream().filter(StepRecord::complete).count());
        };
        long failed = cancelled ? (steps.isEmpty() ? 0 : lost(spec, steps.getFirst())) : requested - succeeded;
        return new Counts(unit(spec), requested, succeeded, failed, requested - succeeded - failed, 0);
    }

    private static long lost(JobSpec spec, StepRecord step) {
        return spec instanceof GenerationSpec ? step.lost() : 0;
    }

    static Optional<Distance> distance(List<StepRecord> steps) {
        return steps.stream().flatMap(step -> step.distance().stream()).reduce((first, second) -> second);
    }
}
