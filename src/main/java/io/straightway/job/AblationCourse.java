package io.straightway.job;

import java.util.List;

/** How an ablation goes from step to step: what fails takes its own cells along, not the job. */
final class AblationCourse {
    static final String TRAIN = "train";
    static final String MEASURE = "measure";

    private AblationCourse() {}

    /** Whether the step after this one is worth its cost. */
    static boolean goesOn(StepRecord over, boolean ending) {
        return switch (over.name()) {
            // A job that is ending shows the cells that it has, but does not begin to measure.
            case MEASURE -> over.amount() > 0;
            case TRAIN -> over.amount() > 0 && !ending;
            // Every student needs all of the teacher and of the pairs.
            default -> over.complete() && !ending;
        };
    }

    /** Cells that were measured, or were there. */
    static long cells(List<StepRecord> steps) {
        return steps.stream().flatMap(step -> step.artifacts().stream()).filter(artifact -> artifact.role() == Artifact.Role.CELL).count();
    }

    /** Cells that failed for good before the job came to its end early. */
    static long lost(AblationSpec spec, List<StepRecord> steps) {
        return steps.stream().filter(step -> step.name().equals(MEASURE)).mapToLong(StepRecord::lost).sum() / spec.judging().images();
    }
}
