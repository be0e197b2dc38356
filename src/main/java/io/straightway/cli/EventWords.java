package io.straightway.cli;

import io.straightway.job.Distance;
import io.straightway.job.JobEvent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What happened to a job, in one line for people. */
final class EventWords {
    private EventWords() {}

    static String of(JobEvent.What what) {
        return printable(switch (what) {
            case JobEvent.Waiting waiting -> "waits for the end of " + String.join(", ", waiting.jobs());
            case JobEvent.Accepted accepted -> format("accepted: %d units, %,d network evaluations", accepted.units(), accepted.evaluations());
            case JobEvent.Rejected rejected -> "rejected, " + rejected.failure().code() + ": " + rejected.failure().message();
            case JobEvent.Started started -> "started";
            case JobEvent.Progress progress -> progress(progress);
            case JobEvent.StepCompleted step -> format("%s done: %d objects, %.1f device seconds%s", step.step(), step.outputs().size(), step.usage().deviceSeconds(),
                    step.distance().map(distance -> ", " + distance(distance)).orElse(""));
            case JobEvent.UnitRetried retry -> format("unit %s: attempt %d failed with %s, another follows: %s", retry.unit(), retry.failedAttempt(),
                    retry.failure().code(), retry.failure().message());
            case JobEvent.SubmissionRepeated repeated -> "submitted again, known and " + repeated.state();
            case JobEvent.SignalAnswered answer -> "signal " + answer.signal() + (answer.taken() ? " taken: " : " refused: ") + answer.reason();
            case JobEvent.Ended ended -> format("%s: %d of %d %s%s%s", ended.outcome().ending().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    ended.outcome().counts().succeeded(), ended.outcome().counts().requested(), ended.outcome().counts().unit(),
                    ended.outcome().distance().map(distance -> ", " + distance(distance)).orElse(""),
                    ended.outcome().failure().map(failure -> ", " + failure.code() + ": " + failure.message()).orElse(""));
        });
    }

    /** Without a bar, which is for those who watch. */
    static String progress(JobEvent.Progress progress) {
        return format("[%d/%d] %s %d %%, %s of %s%s", progress.stepNumber(), progress.steps(), progress.step(), percent(progress),
                amount(progress, progress.done()), amount(progress, progress.total()), details(progress));
    }

    static int percent(JobEvent.Progress progress) {
        return (int) (100 * Math.min(progress.done(), progress.total()) / Math.max(1, progress.total()));
    }

    /** Rate, measures, time left. */
    static String details(JobEvent.Progress progress) {
        return format("  %.0f/s", progress.perSecond()) + measures(progress.measures()) + eta(progress.etaSeconds());
    }

    /** Training is told in thousands of images (kimg), everything else in images. */
    static String amount(JobEvent.Progress progress, long images) {
        // The second stage of a kind is called kind-2.
        boolean training = List.of("teacher", "reflow", "consistency", "train").contains(progress.step().replaceFirst("-\\d+$", ""));
        return training ? format("%.1f kimg", images / 1000.0) : Long.toString(images);
    }

    static String distance(Distance distance) {
        return format("%s %.4g", distance.label(), distance.value());
    }

    private static String measures(Map<String, Double> measures) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(measures).forEach((name, value) -> text.append(format("  %s %.4g", name, value)));
        return text.toString();
    }

    private static String eta(Optional<Double> left) {
        return left.map(seconds -> format("  ETA %d:%02d", seconds.longValue() / 60, seconds.longValue() % 60)).orElse("");
    }

    /** Messages may quote what others wrote: without control characters, on one line. */
    static String printable(String text) {
        return text.codePoints().map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
