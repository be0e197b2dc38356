package io.straightway.cli;

import io.straightway.event.EventReader;
import io.straightway.job.JobEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The events of one job so far, oldest first. */
final class Histories {
    private Histories() {}

    /** @param events of the job, from the beginning; reading can go on with it */
    static List<JobEvent> of(EventReader events, String job) {
        List<JobEvent> history = new ArrayList<>();
        while (!events.caughtUp()) {
            events.poll(Duration.ofMillis(200)).stream().filter(event -> event.job().equals(job)).forEach(history::add);
        }
        return history;
    }
}
