package io.straightway.audit;

import io.straightway.event.JobStatus;
import io.straightway.job.AblationSpec;
import io.straightway.job.Counts;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobSpec;
import io.straightway.job.Outcome;
import io.straightway.job.TrainingSpec;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Do submissions, events and status of a job tell one story? What its events say among themselves, {@link Trail} has judged already.
 *
 * @param settled records older than this are followed by all that belongs to them
 */
record Story(Trail trail, Instant settled, Consumer<Finding> findings) {

    void check() {
        if (trail.blurred()) {
            return;
        }
        if (trail.last().isEmpty()) {
            begun();
        } else if (!moving()) {
            state();
            trail.status().ifPresent(this::sequence);
        }
        trail.outcome().ifPresent(this::requested);
    }

    private void begun() {
        if (trail.status().isPresent()) {
            JobStatus status = trail.status().get();
            // Before its first event a job is pending, and waits for the object store to answer.
            if (status.sequence() >= 0 && status.updated().isBefore(settled)) {
                findings.accept(new Finding.Loss(trail.job(), "is " + status.state() + ", but has no events"));
            }
        } else if (trail.submitted().filter(time -> time.isBefore(settled)).isPresent()) {
            findings.accept(new Finding.Loss(trail.job(), "was submitted on " + trail.submitted().get() + ", but neither accepted nor rejected"));
        }
    }

    /** Whether events and status may differ only because one of them has just gone on. */
    private boolean moving() {
        Instant newest = Stream.concat(trail.last().stream().map(event -> event.time()), trail.status().stream().map(JobStatus::updated))
                .max(Instant::compareTo).orElseThrow();
        boolean agree = trail.status().filter(status -> status.sequence() == trail.last().orElseThrow().sequence()).isPresent();
        return !agree && !newest.isBefore(settled);
    }

    private void state() {
        Optional<JobStatus> status = trail.status();
        if (trail.running()) {
            if (status.isEmpty()) {
                findings.accept(new Finding.Loss(trail.job(), "was accepted, but has neither terminal event nor status"));
            } else if (status.get().ended()) {
                findings.accept(new Finding.Loss(trail.job(), "is " + status.get().state() + ", but has no terminal event"));
            }
        }
        trail.outcome().ifPresent(outcome -> {
            if (status.isEmpty()) {
                findings.accept(new Finding.Loss(trail.job(), "ended as " + outcome.ending() + ", but has no status"));
            } else if (!status.get().outcome().equals(Optional.of(outcome))) {
                findings.accept(new Finding.CountMismatch(trail.job(), "the status says "
                        + status.get().outcome().map(Story::shown).orElse(status.get().state()) + ", the terminal event " + shown(outcome)));
            }
        });
    }

    private static String shown(Outcome outcome) {
        Counts counts = outcome.counts();
        return outcome.ending() + " (" + counts.succeeded() + " succeeded, " + counts.failed() + " failed, " + counts.cancelled() + " cancelled, "
                + counts.expired() + " expired, " + outcome.outputs().size() + " outputs)";
    }

    private void sequence(JobStatus status) {
        long last = trail.last().orElseThrow().sequence();
        if (status.sequence() > last) {
            findings.accept(new Finding.Gap(trail.job(),
                    "the status knows of event " + status.sequence() + ", the last one on the topic is " + last));
        } else if (status.sequence() < last) {
            findings.accept(new Finding.CountMismatch(trail.job(),
                    "the status knows only of event " + status.sequence() + ", the last one on the topic is " + last));
        }
    }

    private void requested(Outcome outcome) {
        trail.pinned().map(Story::asked).filter(asked -> asked != outcome.counts().requested()).ifPresent(asked -> findings.accept(
                new Finding.CountMismatch(trail.job(), outcome.counts().requested() + " " + outcome.counts().unit() + " are accounted for, the job asked for " + asked)));
    }

    private static long asked(JobSpec spec) {
        return switch (spec) {
            case GenerationSpec generation -> generation.seeds().count();
            case TrainingSpec training -> training.stages().size();
            case EvaluationSpec evaluation -> evaluation.images().orElse(0);
            case AblationSpec ablation -> ablation.cells().size();
        };
    }
}
