package io.straightway.drill;

import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.Wire;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.job.UnitId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A consumer of the events topic that forgets nothing. Thread-safe. */
final class Witness implements AutoCloseable {
    /** @param at {@link System#nanoTime()} when it was read */
    record Seen(JobEvent event, long at) {}

    private static final Logger LOG = LoggerFactory.getLogger(Witness.class);

    /** After a failure. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Where events come from. */
    interface Source {
        List<JobEvent> poll(Duration timeout);

        /** Makes a waiting poll return. */
        default void stop() {}

        /** Called by the thread that polls. */
        default void close() {}
    }

    private final Source source;
    private final Map<String, List<Seen>> events = new HashMap<>();
    private volatile boolean closing;

    Witness(Map<String, Object> clients, Wire wire) {
        this(of(new EventReader(clients, wire, From.BEGINNING)));
    }

    Witness(Source source) {
        this.source = source;
        Thread.ofPlatform().name("witness").daemon().start(this::follow);
    }

    private static Source of(EventReader reader) {
        return new Source() {
            @Override
            public List<JobEvent> poll(Duration timeout) {
                return reader.poll(timeout);
            }

            @Override
            public void stop() {
                reader.stop();
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    private void follow() {
        while (!closing) {
            try {
                take(source.poll(Duration.ofMillis(200)));
            } catch (RuntimeException e) {
                // The broker may be away, and a witness that stopped here would find everything lost.
                LOG.warn("events could not be read: reason={}", e.getMessage());
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        source.close();
    }

    /** What is noted as seen before some moment is found by whoever asks after it: the time is taken within the lock. */
    private synchronized void take(List<JobEvent> next) {
        long now = System.nanoTime();
        next.forEach(event -> events.computeIfAbsent(event.job(), job -> new ArrayList<>()).add(new Seen(event, now)));
        notifyAll();
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

    /** Whether the end of each of these jobs was read at {@code until} or before. */
    synchronized boolean ended(Set<String> jobs, long until) {
        return jobs.stream().allMatch(job -> of(job).stream().anyMatch(seen -> seen.event().what().terminal() && seen.at() <= until));
    }

    /**
     * Waits until it is known whether the attempt at a unit broke off: another attempt is announced before the unit's step or job ends, or it is not.
     *
     * @param since an attempt that broke off before is none that does
     * @return empty if neither happens in time
     */
    Optional<Boolean> brokeOff(UnitId unit, int attempt, long since, Duration patience) throws InterruptedException {
        return await(event -> event.job().equals(unit.job()) && (retried(event, unit, attempt) || event.what().terminal()
                || event.what() instanceof JobEvent.StepCompleted done && done.stepNumber() == unit.step() + 1), Long.MIN_VALUE, patience)
                .map(seen -> retried(seen.event(), unit, attempt) && seen.at() > since);
    }

    private static boolean retried(JobEvent event, UnitId unit, int attempt) {
        return event.what() instanceof JobEvent.UnitRetried retried && retried.unit().equals(unit) && retried.failedAttempt() == attempt;
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
        source.stop();
    }
}
