package io.straightway.job;

import java.util.List;
import java.util.Optional;

/** Counts what became of a job's images or stages. */
final class Tally {
    private Tally() {}

    static String unit(JobSpec spec) {
        return switch (spec) {
            case GenerationSpec generation -> "images";
            case EvaluationSpec evaluation -> "images";
            case AblationSpec ablation -> "cells";
            case TrainingSpec training -> "stages";
        };
    }

    static long requested(JobSpec spec) {
        return switch (spec) {
            case GenerationSpec generation -> generation.seeds().count();
            case EvaluationSpec evaluation -> evaluation.images().orElse(0);
            case AblationSpec ablation -> ablation.cells().size();
            case TrainingSpec training -> training.stages().size();
        };
    }

    /** @param intent how the job came to its end, which tells whether what is missing failed, was cancelled or expired */
    static Counts of(JobSpec spec, List<StepRecord> steps, Intent intent) {
        long requested = requested(spec);
        long succeeded = switch (spec) {
            case GenerationSpec generation -> first(steps);
            case EvaluationSpec evaluation -> first(steps);
            case AblationSpec ablation -> AblationCourse.cells(steps);
            case TrainingSpec training -> Math.min(requested, steps.stream().filter(StepRecord::complete).count());
        };
        long missing = requested - succeeded;
        long failed = intent.ending().isPresent() ? (steps.isEmpty() ? 0 : lost(spec, steps)) : missing;
        return switch (intent) {
            case Intent.Expire expire -> new Counts(unit(spec), requested, succeeded, failed, 0, missing - failed);
            case Intent.Cancel cancel -> new Counts(unit(spec), requested, succeeded, failed, missing - failed, 0);
            case Intent.Finish finish -> new Counts(unit(spec), requested, succeeded, failed, 0, 0);
            case Intent.Pause pause -> new Counts(unit(spec), requested, succeeded, failed, 0, 0);
        };
    }

    private static long first(List<StepRecord> steps) {
        return steps.isEmpty() ? 0 : steps.getFirst().amount();
    }

    private static long lost(JobSpec spec, List<StepRecord> steps) {
        return switch (spec) {
            case TrainingSpec training -> 0;
            case GenerationSpec generation -> steps.getFirst().lost();
            case EvaluationSpec evaluation -> steps.getFirst().lost();
            case AblationSpec ablation -> AblationCourse.lost(ablation, steps);
        };
    }

    static Optional<Distance> distance(List<StepRecord> steps) {
        return steps.stream().flatMap(step -> step.distance().stream()).reduce((first, second) -> second);
    }
}
