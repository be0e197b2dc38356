package io.straightway.event;

import io.straightway.job.Artifact;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is remembered of one job's events, in bounded space: of progress every second event is forgotten whenever there are too many, so
 * that a curve over a long training keeps its shape; of everything else the first and the newest are kept. For one thread.
 */
final class Story {
    static final int MOST_PROGRESS = 400;
    static final int MOST_TOLD = 300;

    /** Of what was told, the beginning: waiting, acceptance, the first steps. */
    private static final int FIRST = 60;

    /** A step of a large job writes thousands of objects, which the manifest lists. */
    static final int MOST_OUTPUTS = 40;

    private final List<JobEvent> told = new ArrayList<>();
    private final List<JobEvent> progress = new ArrayList<>();
    private boolean thinned;
    private long newest = -1;

    /** False for an event that was there before. */
    boolean add(JobEvent event) {
        if (event.sequence() <= newest) {
            return false;
        }
        newest = event.sequence();
        if (event.what() instanceof JobEvent.Progress) {
            progress.add(event);
            if (progress.size() > MOST_PROGRESS) {
                List<JobEvent> kept = Stream.iterate(0, i -> i < progress.size(), i -> i + 2).map(progress::get).toList();
                progress.clear();
                progress.addAll(kept);
                thinned = true;
            }
        } else {
            told.add(brief(event));
            if (told.size() > MOST_TOLD) {
                told.remove(FIRST);
                thinned = true;
            }
        }
        return true;
    }

    /** In their order. */
    List<JobEvent> after(long sequence) {
        return Stream.concat(told.stream(), progress.stream()).filter(event -> event.sequence() > sequence)
                .sorted(Comparator.comparingLong(JobEvent::sequence)).toList();
    }

    /** Whether events are missing in between. */
    boolean thinned() {
        return thinned;
    }

    int size() {
        return told.size() + progress.size();
    }

    private static JobEvent brief(JobEvent event) {
        return switch (event.what()) {
            case JobEvent.StepCompleted step when step.outputs().size() > MOST_OUTPUTS -> with(event, new JobEvent.StepCompleted(
                    step.step(), step.stepNumber(), step.steps(), shown(step.outputs()), step.usage(), step.distance()));
            case JobEvent.Ended ended when ended.outcome().outputs().size() > MOST_OUTPUTS -> {
                Outcome all = ended.outcome();
                yield with(event, new JobEvent.Ended(new Outcome(all.ending(), all.counts(), shown(all.outputs()), all.distance(), all.usage(), all.failure(),
                        all.notes()), ended.ran()));
            }
            default -> event;
        };
    }

    /** What people look at comes before parts. */
    private static List<Artifact> shown(List<Artifact> outputs) {
        return outputs.stream().sorted(Comparator.comparing(Story::part)).limit(MOST_OUTPUTS).toList();
    }

    private static boolean part(Artifact output) {
        return switch (output.role()) {
            case SHARD, MANIFEST_PART, MOMENTS, FEATURES, PAIRS, CHECKPOINT, CELL, STUDENT -> true;
            case MODEL, REFERENCE, MANIFEST, GRID, REPORT, EXPORT, PLOT -> false;
        };
    }

    private static JobEvent with(JobEvent event, JobEvent.What what) {
        return new JobEvent(event.job(), event.sequence(), event.time(), what);
    }
}
