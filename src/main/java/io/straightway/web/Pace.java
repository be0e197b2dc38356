package io.straightway.web;

import io.straightway.event.JobStatus;
import io.straightway.job.AblationSpec;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobSpec;
import io.straightway.job.ModelName;
import io.straightway.job.TrainingSpec;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * What an evaluation of the network takes.
 *
 * @param secondsPerEvaluation of one image, on the device that ran the basis
 * @param basis job that showed it
 */
record Pace(double secondsPerEvaluation, String basis) {

    /** By the newest job of the same kind and model that has ended; empty if there is none. */
    static Optional<Pace> of(JobSpec spec, Collection<JobStatus> jobs) {
        Like like = like(spec);
        return jobs.stream().filter(job -> job.kind().equals(like.kind()) && ModelName.parse(job.model()).name().equals(like.model()))
                .filter(job -> job.outcome().filter(outcome -> outcome.usage().evaluations() > 0 && outcome.usage().deviceSeconds() > 0).isPresent())
                .max(Comparator.comparing(JobStatus::updated))
                .map(job -> new Pace(job.outcome().orElseThrow().usage().deviceSeconds() / job.outcome().orElseThrow().usage().evaluations(), job.job()));
    }

    private record Like(String kind, String model) {}

    private static Like like(JobSpec spec) {
        return switch (spec) {
            case GenerationSpec generation -> new Like("generation", generation.model().name());
            case TrainingSpec training -> new Like("training", training.model());
            case EvaluationSpec evaluation -> new Like("evaluation", "");
            case AblationSpec ablation -> new Like("ablation", ablation.model());
        };
    }

    SubmissionApi.DryRun.Estimate estimate(long evaluations) {
        return new SubmissionApi.DryRun.Estimate(evaluations * secondsPerEvaluation, basis);
    }
}
