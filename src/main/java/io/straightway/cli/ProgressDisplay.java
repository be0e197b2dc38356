package io.straightway.cli;

import io.straightway.job.JobEvent;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** Jobs' events for people: a line that moves on a terminal; elsewhere a line where something changes, without control characters. */
final class ProgressDisplay {
    /** Of a step, in percent, between two lines that do not move. */
    private static final int STRIDE = 10;

    private static final int BAR = 24;
    private static final String CLEAR = "\r\033[K";

    private final PrintStream out;
    private final boolean moves;
    private final boolean named;
    private final Map<String, Shown> shown = new HashMap<>();
    private boolean moving;

    /** The last line about a job's progress. */
    private record Shown(int step, int percent) {}

    /** Of one job after the other. */
    ProgressDisplay(PrintStream out) {
        this(out, Terminal.attached(), false);
    }

    /**
     * @param moves whether one line is written over and over
     * @param named whether each line begins with the job's id
     */
    ProgressDisplay(PrintStream out, boolean moves, boolean named) {
        this.out = out;
        this.moves = moves;
        this.named = named;
    }

    void show(JobEvent event) {
        switch (event.what()) {
            case JobEvent.Progress progress -> progress(event.job(), progress);
            case JobEvent.Ended ended -> line(Summary.of(event.job(), ended.outcome()));
            default -> line(prefix(event.job()) + EventWords.of(event.what()));
        }
    }

    private String prefix(String job) {
        return named ? job + "  " : "";
    }

    private void progress(String job, JobEvent.Progress progress) {
        if (moves) {
            out.print(CLEAR + prefix(job) + "[%d/%d] %-8s %s %s/%s%s".formatted(progress.stepNumber(), progress.steps(), progress.step(), bar(progress),
                    EventWords.amount(progress, progress.done()), EventWords.amount(progress, progress.total()), EventWords.details(progress)));
            out.flush();
            moving = true;
            return;
        }
        Shown last = shown.getOrDefault(job, new Shown(0, 0));
        int percent = EventWords.percent(progress);
        boolean complete = percent == 100 && last.percent() != 100;
        if (progress.stepNumber() != last.step() || percent >= last.percent() + STRIDE || complete) {
            shown.put(job, new Shown(progress.stepNumber(), percent));
            out.println(prefix(job) + EventWords.progress(progress));
        }
    }

    private static String bar(JobEvent.Progress progress) {
        int filled = BAR * EventWords.percent(progress) / 100;
        return "█".repeat(filled) + "░".repeat(BAR - filled);
    }

    private void line(String text) {
        if (moving) {
            out.println();
            moving = false;
        }
        out.println(text);
    }
}
