package io.straightway.cli;

import io.straightway.event.EventJson;
import io.straightway.job.JobEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine;

/** A job's events for people: a line that moves on a terminal, a line now and then elsewhere. */
final class ProgressDisplay {
    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final int BAR = 24;

    private final PrintStream out;
    private final boolean terminal = CommandLine.Help.Ansi.AUTO.enabled();
    private Instant lastPlain = Instant.EPOCH;
    private boolean moving;

    ProgressDisplay(PrintStream out) {
        this.out = out;
    }

    void show(JobEvent event) {
        switch (event.what()) {
            case JobEvent.Waiting waiting -> line("waits for the end of " + String.join(", ", waiting.jobs()));
            case JobEvent.Accepted accepted -> line("accepted: %d units, %,d network evaluations".formatted(accepted.units(), accepted.evaluations()));
            case JobEvent.Rejected rejected -> line("rejected, %s: %s".formatted(rejected.failure().code(), rejected.failure().message()));
            case JobEvent.Started started -> line("started");
            case JobEvent.Progress progress -> progress(event.time(), progress);
            case JobEvent.StepCompleted step -> line("%s done: %d objects, %.1f device seconds%s".formatted(step.step(), step.outputs().size(),
                    step.usage().deviceSeconds(), step.distance().map(distance -> ", %s %.4g".formatted(distance.label(), distance.value())).orElse("")));
            case JobEvent.UnitRetried retry -> line("unit %s: attempt %d failed with %s, another follows: %s".formatted(
                    retry.unit(), retry.failedAttempt(), retry.failure().code(), retry.failure().message()));
            case JobEvent.SubmissionRepeated repeated -> line("submitted again, known and " + repeated.state());
            case JobEvent.SignalAnswered answer -> line("signal %s %s: %s".formatted(answer.signal(), answer.taken() ? "taken" : "refused", answer.reason()));
            // Without the options that the job was run with: they were shown when it was accepted, or stand in the job's file.
            case JobEvent.Ended ended -> line(ended.outcome().ending() + "\n" + EventJson.pretty(
                    new JobEvent(event.job(), event.sequence(), event.time(), new JobEvent.Ended(ended.outcome(), Optional.empty()))));
        }
    }

    private void progress(Instant time, JobEvent.Progress progress) {
        boolean complete = progress.done() >= progress.total();
        if (!terminal && !complete && time.isBefore(lastPlain.plus(QUIET))) {
            return;
        }
        lastPlain = time;
        String text = "[%d/%d] %-8s %s %s/%s  %.0f/s%s%s".formatted(progress.stepNumber(), progress.steps(), progress.step(), bar(progress),
                amount(progress, progress.done()), amount(progress, progress.total()), progress.perSecond(), measures(progress.measures()), eta(progress));
        if (terminal) {
            out.print("\r\033[K" + text);
            out.flush();
            moving = true;
        } else {
            out.println(text);
        }
    }

    private static String bar(JobEvent.Progress progress) {
        int filled = (int) (BAR * progress.done() / Math.max(1, progress.total()));
        return "█".repeat(filled) + "░".repeat(BAR - filled);
    }

    /** Training is told in thousands of images (kimg), everything else in images. */
    private static String amount(JobEvent.Progress progress, long images) {
        // The second stage of a kind is called kind-2.
        boolean training = List.of("teacher", "reflow", "consistency", "train").contains(progress.step().replaceFirst("-\\d+$", ""));
        return training ? "%.1f kimg".formatted(images / 1000.0) : "%d".formatted(images);
    }

    private static String measures(Map<String, Double> measures) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(measures).forEach((name, value) -> text.append("  ").append(name).append(' ').append(String.format(Locale.ROOT, "%.4g", value)));
        return text.toString();
    }

    private static String eta(JobEvent.Progress progress) {
        return progress.etaSeconds().map(seconds -> "  ETA %d:%02d".formatted(seconds.longValue() / 60, seconds.longValue() % 60)).orElse("");
    }

    private void line(String text) {
        if (moving) {
            out.println();
            moving = false;
        }
        out.println(text);
    }
}
