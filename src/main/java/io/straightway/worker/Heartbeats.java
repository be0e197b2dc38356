package io.straightway.worker;

import io.straightway.event.Submitter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the leases of the units in hand, and tells those that are over. */
final class Heartbeats implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

    private final Submitter reports;
    private final JobWatch watch;
    private final InstantSource clock;
    private final Set<RunningUnit> units = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService beat =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("heartbeats").daemon().factory());

    Heartbeats(Submitter reports, JobWatch watch, Duration interval, InstantSource clock) {
        this.reports = reports;
        this.watch = watch;
        this.clock = clock;
        beat.scheduleWithFixedDelay(this::beatAll, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    void begin(RunningUnit unit) {
        units.add(unit);
    }

    void end(RunningUnit unit) {
        units.remove(unit);
    }

    Set<RunningUnit> units() {
        return Set.copyOf(units);
    }

    private void beatAll() {
        for (RunningUnit unit : units) {
            try {
                watch.verdict(unit).ifPresent(unit::stop);
                Instant sent = clock.instant();
                reports.report(unit.heartbeat());
                unit.renewed(sent);
            } catch (RuntimeException e) {
                LOG.warn("heartbeat failed: unit={} reason={}", unit.order().unit(), e.getMessage());
            }
            unit.checkLease();
        }
    }

    @Override
    public void close() {
        beat.shutdownNow();
    }
}
