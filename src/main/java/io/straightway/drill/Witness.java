package io.straightway.drill;

import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.Wire;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A consumer of the events topic that forgets nothing. Thread-safe. */
final class Witness implements AutoCloseable {
    /** @param at {@link System#nanoTime()} when it was read */
    record Seen(JobEvent event, long at) {}

    private final EventReader reader;
    private final Map<String, List<Seen>> events = new HashMap<>();
    private volatile boolean closing;

    Witness(Map<String, Object> clients, Wire wire) {
        reader = new EventReader(clients, wire, From.BEGINNING);
        Thread.ofPlatform().name("witness").daemon().start(this::follow);
    }

    private void follow() {
        try (reader) {
            while (!closing) {
                List<JobEvent> next = reader.poll(Duration.ofMillis(200));
                long now = System.nanoTime();
                synchronized (this) {
                    next.forEach(event -> events.computeIfAbsent(event.job(), job -> new ArrayList<>()).add(new Seen(event, now)));
                    notifyAll();
                }
            }
        }
    }

    synchronized List<Seen> of(String job) {
        return List.copyOf(events.getOrDefault(job, List.of()));
    }

    synchronized Set<String> jobs() {
        return Set.copyOf(events.keySet());
    }

    /** Jobs that were accepted and have not ended. */
    synchronized Set<String> open() {
        return events.entrySet().stream()
                .filter(job -> job.getValue().stream().anyMatch(seen -> seen.event().what() instanceof JobEvent.Accepted))
                .filter(job -> job.getValue().stream().noneMatch(seen -> seen.event().what().terminal()))
                .map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    synchronized long ended() {
        return events.values().stream().filter(job -> job.stream().anyMatch(seen -> seen.event().what().terminal())).count();
    }

    /** How the job ended; empty if it has not, or was rejected. */
    Optional<Outcome> outcome(String job) {
        return of(job).stream().flatMap(seen -> seen.event().what() instanceof JobEvent.Ended ended ? java.util.stream.Stream.of(ended.outcome())
                : java.util.stream.Stream.empty()).findFirst();
    }

    /** The first event that is wanted and was read after {@code since}. */
    synchronized Optional<Seen> await(Predicate<JobEvent> wanted, long since, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<Seen> found = events.values().stream().flatMap(List::stream).filter(seen -> seen.at() > since && wanted.test(seen.event()))
                    .min(java.util.Comparator.comparingLong(Seen::at));
            long left = until - System.nanoTime();
            if (found.isPresent() || left <= 0) {
                return found;
            }
            wait(Math.max(1, left / 1_000_000));
        }
    }

    @Override
    public void close() {
        closing = true;
        reader.stop();
    }
}
