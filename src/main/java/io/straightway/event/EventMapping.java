package io.straightway.event;

import io.straightway.job.AblationSpec;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobEvent;
import io.straightway.job.JobSpec;
import io.straightway.job.TrainingSpec;
import io.straightway.job.UnitId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Events to and from Avro. */
final class EventMapping {
    private EventMapping() {}

    /** One word for what happened, as in the field {@code type} and in CloudEvents types. Endings are types of their own. */
    static String type(JobEvent.What what) {
        return switch (what) {
            case JobEvent.Waiting e -> "waiting";
            case JobEvent.Accepted e -> "accepted";
            case JobEvent.Rejected e -> "rejected";
            case JobEvent.Started e -> "started";
            case JobEvent.Progress e -> "progress";
            case JobEvent.StepCompleted e -> "step-completed";
            case JobEvent.UnitRetried e -> "unit-retried";
            case JobEvent.SubmissionRepeated e -> "submission-repeated";
            case JobEvent.SignalAnswered e -> "signal-answered";
            case JobEvent.Ended e -> e.outcome().ending().name().toLowerCase(Locale.ROOT).replace('_', '-');
        };
    }

    static io.straightway.schema.JobEvent write(JobEvent event) {
        JobEvent.What what = event.what();
        var written = io.straightway.schema.JobEvent.newBuilder()
                .setJobId(event.job())
                .setSequence(event.sequence())
                .setTime(event.time())
                .setType(type(what))
                .setTerminal(what.terminal());
        switch (what) {
            case JobEvent.Waiting e -> written.setWaitingFor(e.jobs());
            case JobEvent.Accepted e -> written.setAccepted(accepted(e));
            case JobEvent.Rejected e -> written.setRejected(OutcomeMapping.write(e.failure()));
            case JobEvent.Started e -> {}
            case JobEvent.Progress e -> written.setProgress(new io.straightway.schema.Progress(e.step(), e.stepNumber(), e.steps(), e.done(),
                    e.total(), e.perSecond(), e.etaSeconds().orElse(null), OutcomeMapping.finite(e.measures())));
            case JobEvent.StepCompleted e -> written.setStepCompleted(new io.straightway.schema.StepCompleted(
                    e.step(), e.stepNumber(), e.steps(), OutcomeMapping.write(e.outputs()), OutcomeMapping.write(e.usage()),
                    e.distance().map(DistanceMapping::write).orElse(null)));
            case JobEvent.UnitRetried e -> written.setUnitRetried(new io.straightway.schema.UnitRetried(
                    e.unit().toString(), e.failedAttempt(), OutcomeMapping.write(e.failure())));
            case JobEvent.SubmissionRepeated e -> written.setRepeatedState(e.state());
            case JobEvent.SignalAnswered e ->
                    written.setSignalAnswered(new io.straightway.schema.SignalAnswered(e.signal(), e.taken(), e.reason()));
            case JobEvent.Ended e -> written.setOutcome(OutcomeMapping.write(e.outcome()))
                    .setAccepted(e.ran().map(EventMapping::accepted).orElse(null));
        }
        return written.build();
    }

    private static io.straightway.schema.Accepted accepted(JobEvent.Accepted e) {
        return switch (e.pinned()) {
            case GenerationSpec spec -> new io.straightway.schema.Accepted(JobWriter.generation(spec), null, null, e.units(), e.evaluations(), null);
            case TrainingSpec spec -> new io.straightway.schema.Accepted(null, JobWriter.training(spec), null, e.units(), e.evaluations(), null);
            case EvaluationSpec spec -> new io.straightway.schema.Accepted(null, null, JobWriter.evaluation(spec), e.units(), e.evaluations(), null);
            case AblationSpec spec -> new io.straightway.schema.Accepted(null, null, null, e.units(), e.evaluations(), AblationMapping.write(spec));
        };
    }

    private static JobEvent.Accepted accepted(io.straightway.schema.Accepted e) {
        return new JobEvent.Accepted(spec(e.getGeneration(), e.getTraining(), e.getEvaluation(), e.getAblation()), e.getUnits(), e.getEvaluations());
    }

    static JobEvent read(io.straightway.schema.JobEvent event) {
        return new JobEvent(event.getJobId(), event.getSequence(), event.getTime(), what(event));
    }

    private static JobEvent.What what(io.straightway.schema.JobEvent event) {
        if (event.getOutcome() != null) {
            return new JobEvent.Ended(OutcomeMapping.read(event.getOutcome()), Optional.ofNullable(event.getAccepted()).map(EventMapping::accepted));
        }
        return switch (event.getType()) {
            case "waiting" -> new JobEvent.Waiting(event.getWaitingFor());
            case "accepted" -> accepted(detail(event, event.getAccepted()));
            case "rejected" -> new JobEvent.Rejected(OutcomeMapping.read(detail(event, event.getRejected())));
            case "started" -> new JobEvent.Started();
            case "progress" -> {
                var e = detail(event, event.getProgress());
                yield new JobEvent.Progress(e.getStep(), e.getStepNumber(), e.getSteps(), e.getDone(), e.getTotal(), e.getPerSecond(),
                        Optional.ofNullable(e.getEtaSeconds()), e.getMeasures());
            }
            case "step-completed" -> {
                var e = detail(event, event.getStepCompleted());
                yield new JobEvent.StepCompleted(
                        e.getStep(), e.getStepNumber(), e.getSteps(), OutcomeMapping.read(e.getOutputs()), OutcomeMapping.read(e.getUsage()),
                        Optional.ofNullable(e.getDistance()).map(DistanceMapping::read));
            }
            case "unit-retried" -> {
                var e = detail(event, event.getUnitRetried());
                yield new JobEvent.UnitRetried(UnitId.parse(e.getUnit()), e.getFailedAttempt(), OutcomeMapping.read(e.getFailure()));
            }
            case "submission-repeated" -> new JobEvent.SubmissionRepeated(detail(event, event.getRepeatedState()));
            case "signal-answered" -> {
                var e = detail(event, event.getSignalAnswered());
                yield new JobEvent.SignalAnswered(e.getSignalId(), e.getTaken(), e.getReason());
            }
            default -> throw new IllegalArgumentException("type is " + event.getType() + ", which this version doesn't know");
        };
    }

    private static <T> T detail(io.straightway.schema.JobEvent event, T detail) {
        return Optional.ofNullable(detail).orElseThrow(() -> new IllegalArgumentException("event of type " + event.getType() + " has no detail"));
    }

    /** An admitted job inside another record: exactly one of the four is there, and it is readable, since we wrote it. */
    static JobSpec spec(
            io.straightway.schema.GenerationJob generation, io.straightway.schema.TrainingJob training, io.straightway.schema.EvaluationJob evaluation,
            io.straightway.schema.AblationJob ablation) {
        List<Submission> given = Stream.of(
                Optional.ofNullable(generation).map(JobReader::generation),
                Optional.ofNullable(training).map(JobReader::training),
                Optional.ofNullable(evaluation).map(JobReader::evaluation),
                Optional.ofNullable(ablation).map(AblationMapping::read))
                .flatMap(Optional::stream).toList();
        if (given.size() != 1) {
            throw new IllegalArgumentException(given.size() + " of generation, training, evaluation and ablation are set, allowed: exactly one");
        }
        return switch (given.getFirst()) {
            case Submission.Readable readable -> readable.spec();
            case Submission.Unreadable unreadable -> throw new IllegalArgumentException("job " + unreadable.id() + ": " + unreadable.violations());
        };
    }
}
