package io.straightway.cli;

import io.straightway.event.EventReader;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads events until jobs have ended. */
final class JobFollower {
    private final EventReader events;
    private final Consumer<JobEvent> display;
    private final Function<String, Optional<Outcome>> ended;

    /**
     * @param display sees every event of the jobs on the way
     * @param ended how a job has ended that was submitted again: its terminal event lies before where the events are read
     */
    JobFollower(EventReader events, Consumer<JobEvent> display, Function<String, Optional<Outcome>> ended) {
        this.events = events;
        this.display = display;
        this.ended = ended;
    }

    /** The event with which each job ended, in the order of the ids. */
    Map<String, JobEvent> follow(List<String> ids) {
        Map<String, JobEvent> ends = new LinkedHashMap<>();
        Set<String> open = new HashSet<>(ids);
        while (!open.isEmpty()) {
            for (JobEvent event : events.poll(Duration.ofMillis(500))) {
                if (open.contains(event.job())) {
                    display.accept(event);
                    end(event).ifPresent(end -> {
                        open.remove(end.job());
                        ends.put(end.job(), end);
                    });
                }
            }
        }
        Map<String, JobEvent> ordered = new LinkedHashMap<>();
        ids.forEach(id -> ordered.put(id, ends.get(id)));
        return ordered;
    }

    private Optional<JobEvent> end(JobEvent event) {
        return switch (event.what()) {
            case JobEvent.Ended closed -> Optional.of(event);
            // Also a conflict, which ends nothing but the wish to follow this submission.
            case JobEvent.Rejected rejected -> Optional.of(event);
            case JobEvent.SubmissionRepeated repeated -> ended.apply(event.job()).map(outcome -> {
                JobEvent end = new JobEvent(event.job(), event.sequence(), event.time(), new JobEvent.Ended(outcome, Optional.empty()));
                display.accept(end);
                return end;
            });
            default -> Optional.empty();
        };
    }
}
