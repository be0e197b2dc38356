package io.straightway.event;

import io.straightway.job.AblationSpec;
import io.straightway.job.Active;
import io.straightway.job.Closed;
import io.straightway.job.Counts;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.Forgotten;
import io.straightway.job.GenerationSpec;
import io.straightway.job.Job;
import io.straightway.job.JobEvent;
import io.straightway.job.JobSpec;
import io.straightway.job.Outcome;
import io.straightway.job.Pending;
import io.straightway.job.TrainingSpec;
import io.straightway.job.Unit;
import io.straightway.job.UnitId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Newest state of a job, as everyone may see it.
 *
 * @param job the job's id
 * @param kind {@code generation}, {@code training}, {@code evaluation} or {@code ablation}; empty text for a forgotten job
 * @param state as {@link Job#state()}
 * @param sequence of the newest event, −1 before the first
 * @param model that is used or trained; empty text for an evaluation
 * @param dataset that is learned or compared with, if known
 * @param step number of the current step from 1; 0 while none runs
 * @param steps in the plan; 0 while none runs
 * @param done images, pairs or training images of the current step; what succeeded once the job has ended
 * @param total of the current step; what was requested otherwise
 * @param perSecond mean rate of the current step
 * @param etaSeconds to the end of the job, if it goes on as in this step
 * @param waitingFor jobs that must end before this one begins
 */
public record JobStatus(
        String job,
        String kind,
        String state,
        long sequence,
        Instant updated,
        Instant received,
        String model,
        Optional<String> dataset,
        int step,
        int steps,
        Optional<String> stepName,
        long done,
        long total,
        double perSecond,
        Optional<Double> etaSeconds,
        Map<String, Double> measures,
        List<Lease> leases,
        Optional<Outcome> outcome,
        List<String> waitingFor) {

    public JobStatus {
        waitingFor = List.copyOf(waitingFor);
        measures = Map.copyOf(measures);
        leases = List.copyOf(leases);
    }

    /** A unit that a worker holds. */
    public record Lease(UnitId unit, int attempt, String worker, Instant started, Instant expires, long done) {}

    public boolean ended() {
        return outcome.isPresent() || forgotten();
    }

    /** Whether only the id is known any more. */
    public boolean forgotten() {
        return state.equals("FORGOTTEN");
    }

    public static JobStatus of(Job job, Instant now) {
        return switch (job) {
            case Pending pending -> still(pending, now, 0, requested(pending.spec()), Optional.empty());
            case Closed closed -> {
                Counts counts = closed.outcome().counts();
                yield still(closed, now, counts.succeeded(), counts.requested(), Optional.of(closed.outcome()));
            }
            case Active active -> running(active, now);
            case Forgotten forgotten -> new JobStatus(forgotten.id(), "", forgotten.state(), forgotten.nextSequence() - 1, now, forgotten.received(), "",
                    Optional.empty(), 0, 0, Optional.empty(), 0, 0, 0, Optional.empty(), Map.of(), List.of(), Optional.empty(), List.of());
        };
    }

    /** A job of which no step runs. */
    private static JobStatus still(Job.Known job, Instant now, long done, long total, Optional<Outcome> outcome) {
        return new JobStatus(job.spec().id(), kind(job.spec()), job.state(), job.nextSequence() - 1, now, job.received(), model(job.spec()),
                dataset(job.spec()), 0, 0, Optional.empty(), done, total, 0, Optional.empty(), Map.of(), List.of(), outcome,
                job instanceof Pending pending ? pending.waitingFor() : List.of());
    }

    private static JobStatus running(Active job, Instant now) {
        JobEvent.Progress progress = job.progress(now);
        List<Lease> leases = IntStream.range(0, job.units().size()).boxed()
                .flatMap(i -> job.units().get(i).state() instanceof Unit.Leased held
                        ? Stream.of(new Lease(new UnitId(job.spec().id(), job.step(), i),
                                held.attempt(), held.worker(), held.started(), held.expires(), held.done()))
                        : Stream.empty())
                .toList();
        return new JobStatus(job.spec().id(), kind(job.spec()), job.state(), job.nextSequence() - 1, now, job.received(), model(job.pinned()),
                dataset(job.pinned()), progress.stepNumber(), progress.steps(), Optional.of(progress.step()), progress.done(), progress.total(),
                progress.perSecond(), progress.etaSeconds(), OutcomeMapping.finite(progress.measures()), leases, Optional.empty(), List.of());
    }

    private static String kind(JobSpec spec) {
        return switch (spec) {
            case GenerationSpec generation -> "generation";
            case TrainingSpec training -> "training";
            case EvaluationSpec evaluation -> "evaluation";
            case AblationSpec ablation -> "ablation";
        };
    }

    private static String model(JobSpec spec) {
        return switch (spec) {
            case GenerationSpec generation -> generation.model().toString();
            case TrainingSpec training -> training.model();
            case EvaluationSpec evaluation -> "";
            case AblationSpec ablation -> ablation.model();
        };
    }

    private static Optional<String> dataset(JobSpec spec) {
        return switch (spec) {
            case GenerationSpec generation -> generation.reference();
            case TrainingSpec training -> Optional.of(training.dataset());
            case EvaluationSpec evaluation -> Optional.of(evaluation.dataset());
            case AblationSpec ablation -> ablation.dataset();
        };
    }

    private static long requested(JobSpec spec) {
        return switch (spec) {
            case GenerationSpec generation -> generation.seeds().count();
            case TrainingSpec training -> training.stages().size();
            case EvaluationSpec evaluation -> evaluation.images().orElse(0);
            case AblationSpec ablation -> ablation.cells().size();
        };
    }
}
