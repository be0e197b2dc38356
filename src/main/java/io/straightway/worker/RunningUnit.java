package io.straightway.worker;

import io.straightway.job.Artifact;
import io.straightway.job.UnitReport;
import io.straightway.job.WorkOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A unit in this worker's hands: what its runner tells (progress, checkpoints), what it must be told (stop), and the worker's own
 * clock of the lease. Thread-safe.
 */
public final class RunningUnit {

    /** Why a unit must stop before its end. The first reason stays. */
    enum Stop {
        /** The job is ending: hand in what is finished. */
        JOB_ENDING,
        /** The job is to rest: it will go on from the checkpoint. */
        JOB_PAUSING,
        /** This worker is shutting down: let another one go on from the checkpoint. */
        DRAINING,
        /** The lease is another's, or lapsed: whatever is reported would be ignored. */
        LEASE_LOST
    }

    private final WorkOrder order;
    private final String worker;
    private final Duration lease;
    private final Instant statusAtStart;
    private final InstantSource clock;
    private final Instant started;
    private final Map<String, Double> measures = new ConcurrentHashMap<>();
    private final AtomicReference<Optional<Stop>> stop = new AtomicReference<>(Optional.empty());
    private volatile Optional<Artifact> checkpoint;
    private volatile long done;
    private volatile Instant leasedUntil;
    private volatile Instant lastBeat;

    /** @param statusAtStart when the job's newest status was written, before this unit was taken */
    RunningUnit(WorkOrder order, String worker, Duration lease, Instant statusAtStart, InstantSource clock) {
        this.order = order;
        this.worker = worker;
        this.lease = lease;
        this.statusAtStart = statusAtStart;
        this.clock = clock;
        started = clock.instant();
        leasedUntil = started.plus(lease);
        lastBeat = started;
        checkpoint = order.checkpoint();
    }

    public WorkOrder order() {
        return order;
    }

    String worker() {
        return worker;
    }

    Instant statusAtStart() {
        return statusAtStart;
    }

    Instant started() {
        return started;
    }

    // --- for the runner ---

    public void progressed(long amount) {
        done = amount;
    }

    void measured(String name, double value) {
        if (Double.isFinite(value)) {
            measures.put(name, value);
        }
    }

    void checkpointed(Artifact newest) {
        checkpoint = Optional.of(newest);
    }

    Optional<Artifact> checkpoint() {
        return checkpoint;
    }

    public boolean mustStop() {
        return stop.get().isPresent();
    }

    /** Whether what this attempt writes may be another's by now. */
    boolean leaseLost() {
        return stop.get().equals(Optional.of(Stop.LEASE_LOST));
    }

    /** Whether the unit was told to stop so that another attempt goes on from its checkpoint. */
    boolean resumes() {
        return stop.get().map(reason -> reason == Stop.JOB_PAUSING || reason == Stop.DRAINING).orElse(false);
    }

    // --- for the worker ---

    void stop(Stop reason) {
        stop.compareAndSet(Optional.empty(), Optional.of(reason));
    }

    Optional<Stop> stopReason() {
        return stop.get();
    }

    /** @param at when it is sent */
    UnitReport.Progressed heartbeat(Instant at) {
        lastBeat = at;
        return new UnitReport.Progressed(order.unit(), order.attempt(), worker, done, Map.copyOf(measures), checkpoint);
    }

    Instant lastBeat() {
        return lastBeat;
    }

    /** A heartbeat sent at {@code sent} is durable. */
    void renewed(Instant sent) {
        leasedUntil = sent.plus(lease);
    }

    /** One lost heartbeat is no reason to stop; a lease that has lapsed by our own clock is. */
    void checkLease() {
        if (clock.instant().isAfter(leasedUntil)) {
            stop(Stop.LEASE_LOST);
        }
    }
}
