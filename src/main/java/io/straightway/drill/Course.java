package io.straightway.drill;

import io.straightway.job.JobEvent;
import java.util.List;
import java.util.stream.LongStream;

/** The events of one job, in the order of the topic. */
record Course(List<JobEvent> events) {

    /** Terminal events. */
    long ends() {
        return ends(events);
    }

    /**
     * Terminal events beyond what there has to be.
     *
     * @param refusals that there may be: an invalid submission is refused as often as it was sent, a valid one never
     */
    long duplicated(int refusals) {
        List<JobEvent> before = events.stream().takeWhile(JobEvent::leavesNothing).toList();
        return Math.max(0, ends(before) - refusals) + Math.max(0, ends(known()) - 1);
    }

    /** Whether the events have the numbers 0, 1, 2…, each once. */
    boolean numbered() {
        return known().stream().map(JobEvent::sequence).toList().equals(LongStream.range(0, known().size()).boxed().toList());
    }

    /** Since there is a job under the id. */
    private List<JobEvent> known() {
        return events.stream().dropWhile(JobEvent::leavesNothing).toList();
    }

    private static long ends(List<JobEvent> some) {
        return some.stream().filter(event -> event.what().terminal()).count();
    }
}
