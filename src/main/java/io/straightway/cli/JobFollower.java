package io.straightway.cli;

import io.straightway.event.EventReader;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import java.time.Duration;

/** Reads events until a job has ended. */
final class JobFollower {
    private final EventReader events;
    private final ProgressDisplay display;

    JobFollower(EventReader events, ProgressDisplay display) {
        this.events = events;
        this.display = display;
    }

    /** Whether the job succeeded. Shows every event of the job on the way. */
    boolean follow(String id) {
        while (true) {
            for (JobEvent event : events.poll(Duration.ofMillis(500))) {
                if (event.job().equals(id)) {
                    display.show(event);
                    if (event.what().terminal() || event.what() instanceof JobEvent.Rejected) {
                        return event.what() instanceof JobEvent.Ended ended && ended.outcome().ending() == Outcome.Ending.SUCCEEDED;
                    }
                }
            }
        }
    }
}
