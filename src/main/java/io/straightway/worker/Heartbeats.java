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

    /** How often units are told to stop, where they must; more often than heartbeats, which others have to read. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Submitter reports;
    private final JobWatch watch;
    private final Duration interval;
    private final InstantSource clock;
    private final Set<RunningUnit> units = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService beat =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("heartbeats").daemon().factory());

    Heartbeats(Submitter reports, JobWatch watch, Duration interval, InstantSource clock) {
        this.reports = reports;
        this.watch = watch;
        this.interval = interval;
        this.clock = clock;
        var unused = beat.scheduleWithFixedDelay(this::lookAtAll, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
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

    private void lookAtAll() {
        for (RunningUnit unit : units) {
            watch.verdict(unit).ifPresent(unit::stop);
            if (!clock.instant().isBefore(unit.lastBeat().plus(interval))) {
                beat(unit);
            }
            unit.checkLease();
        }
    }

    private void beat(RunningUnit unit) {
        Instant sent = clock.instant();
        try {
            reports.report(unit.heartbeat(sent));
            unit.renewed(sent);
        } catch (RuntimeException e) {
            LOG.warn("heartbeat failed: unit={} reason={}", unit.order().unit(), e.getMessage());
        }
    }

    @Override
    public void close() {
        beat.shutdownNow();
    }
}
