package io.straightway.web;

import io.straightway.event.EventBoard;
import io.straightway.event.JobStatus;
import io.straightway.job.JobEvent;
import io.straightway.job.Terms;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which jobs wait for a worker, and in which order their turn comes: within a pool by priority, then by time of receipt. A job waits while
 * it runs and no worker holds a unit of it.
 */
final class WaitingLine {
    private WaitingLine() {}

    /**
     * @param position from 1
     * @param of how many wait in the pool
     */
    record Place(int position, int of) {}

    private record Waiting(JobStatus job, Terms terms) {}

    /** @param terms of a job by its id */
    static Map<String, Place> of(Collection<JobStatus> jobs, Function<String, Terms> terms) {
        Map<String, List<Waiting>> pools = new HashMap<>();
        jobs.stream().filter(job -> job.state().equals("RUNNING") && job.leases().isEmpty())
                .map(job -> new Waiting(job, terms.apply(job.job())))
                .sorted(Comparator.comparing((Waiting waiting) -> waiting.terms().priority()).thenComparing(waiting -> waiting.job().received()))
                .forEach(waiting -> pools.computeIfAbsent(waiting.terms().pool(), pool -> new ArrayList<>()).add(waiting));
        Map<String, Place> places = new HashMap<>();
        pools.values().forEach(line -> {
            for (int i = 0; i < line.size(); i++) {
                places.put(line.get(i).job().job(), new Place(i + 1, line.size()));
            }
        });
        return places;
    }

    /** As the job was accepted; the usual ones if that is not remembered. */
    static Function<String, Terms> told(EventBoard events) {
        return job -> events.of(job, -1).stream().flatMap(heard -> heard.events().stream()).map(JobEvent::what)
                .filter(JobEvent.Accepted.class::isInstance).map(what -> ((JobEvent.Accepted) what).pinned().terms()).findFirst().orElse(Terms.STANDARD);
    }
}
