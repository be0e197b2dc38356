package io.straightway.worker;

import io.straightway.event.NotDelivered;
import io.straightway.event.SchemaIds;
import io.straightway.event.StatusBoard;
import io.straightway.event.Submitter;
import io.straightway.event.Undecodable;
import io.straightway.event.UnitLabel;
import io.straightway.event.Wire;
import io.straightway.event.Workforce;
import io.straightway.job.Failure;
import io.straightway.job.UnitReport;
import io.straightway.job.UnitResult;
import io.straightway.job.WorkOrder;
import io.straightway.telemetry.Labels;
import io.straightway.telemetry.Meters;
import io.straightway.telemetry.Metric;
import io.straightway.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes units one by one for each of its devices and runs them there, until closed. */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private static final Duration RETRY = Duration.ofMillis(500);

    /** Longest pause after units that failed. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    /** Units per device whose uploads may overlap with computing the next one. */
    private static final int FINISHING = 2;

    private final String name;
    private final String pool;
    private final Duration lease;
    private final InstantSource clock;
    private final Map<String, Object> clients;
    private final Wire wire;
    private final StatusBoard board;
    private final Submitter reports;
    private final Telemetry telemetry;
    private final JobWatch watch;
    private final Heartbeats heartbeats;
    private final ExecutorService finishing = Executors.newCachedThreadPool(Thread.ofPlatform().name("finish-", 0).daemon().factory());
    private final List<Lane> lanes;
    private final List<Thread> loops;
    private volatile boolean draining;
    private volatile Instant idleSince;

    /** A device with what belongs to it. */
    private record Lane(Runners runners, DeviceThread device, BusyTime busy, Semaphore finishers, AtomicInteger failures) {
        static Lane of(Runners runners, int index) {
            return new Lane(runners, new DeviceThread("engine-" + index), new BusyTime(), new Semaphore(FINISHING), new AtomicInteger());
        }
    }

    /**
     * @param name unique for each start of a worker process
     * @param pool whose units it takes
     * @param runners who do the units, for each device
     * @param lease silence after which the coordinator gives a unit to another
     * @param heartbeat time between two heartbeats
     */
    public Worker(String name, String pool, Map<String, Object> clients, Wire wire, Submitter reports, StatusBoard board, List<Runners> runners, Duration lease,
            Duration heartbeat, InstantSource clock, Telemetry telemetry) {
        this.name = name;
        this.pool = pool;
        this.lease = lease;
        this.clock = clock;
        this.clients = Map.copyOf(clients);
        this.wire = wire;
        this.board = board;
        this.reports = reports;
        this.telemetry = telemetry;
        idleSince = clock.instant();
        watch = new JobWatch(board::of, clock);
        heartbeats = new Heartbeats(reports, watch, heartbeat, clock);
        lanes = IntStream.range(0, runners.size()).mapToObj(index -> Lane.of(runners.get(index), index)).toList();
        observe(telemetry.meters());
        loops = lanes.stream().map(lane -> Thread.ofPlatform().name("worker-" + lanes.indexOf(lane)).start(() -> run(lane))).toList();
    }

    private void observe(Meters meters) {
        meters.gauge(Metric.WORKER_DEVICES, this, worker -> worker.lanes.size(), pool);
        Labels.UNIT_KINDS.forEach(kind -> meters.gauge(Metric.UNITS, this,
                worker -> worker.inHand().stream().filter(order -> Labels.kind(order.work()).equals(kind)).count(), kind));
        lanes.stream().collect(Collectors.groupingBy(lane -> lane.runners().device())).forEach(
                (device, here) -> meters.sum(Metric.DEVICE_BUSY, this, worker -> here.stream().mapToDouble(lane -> lane.busy().seconds()).sum(), device));
    }

    private void run(Lane lane) {
        try {
            awaitIds();
            board.awaitCaughtUp(Duration.ofSeconds(30));
            Persistently.run(() -> UnitQueue.open(clients, member(lane), pool, this::handBack), queue -> take(lane, queue),
                    () -> draining, RETRY);
        } catch (InterruptedException e) {
            LOG.debug("worker interrupted");
        }
    }

    /** What the share group calls it: the only thing that an idle worker lets others know. */
    private String member(Lane lane) {
        return Workforce.Member.clientId(name, lanes.indexOf(lane), lane.runners().device());
    }

    /** With a schema registry: a unit must not be taken before it can be reported on. */
    private void awaitIds() throws InterruptedException {
        while (!draining) {
            try {
                wire.prepare(Set.of(pool));
                return;
            } catch (SchemaIds.Unanswered e) {
                Thread.sleep(RETRY);
            }
        }
    }

    private void take(Lane lane, UnitQueue queue) throws InterruptedException {
        pause(lane);
        Optional<UnitQueue.Taken> taken = queue.take();
        if (taken.isPresent()) {
            begin(lane, taken.get());
        }
    }

    /** A device that fails at everything, and fast, must not draw all units to itself: with each failure in a row it takes the next one later. */
    private static void pause(Lane lane) throws InterruptedException {
        int inARow = lane.failures().get();
        if (inARow > 0) {
            Thread.sleep(Math.min(LONGEST_PAUSE.toMillis(), RETRY.toMillis() << Math.min(inARow - 1, 10)));
        }
    }

    /** Makes the lease durable, only then lets go of the record, and runs the unit. */
    private void begin(Lane lane, UnitQueue.Taken taken) throws InterruptedException {
        WorkOrder order;
        try {
            order = wire.readUnit(taken.record().value());
        } catch (Undecodable e) {
            if (refused(taken.record(), e)) {
                taken.reject();
            } else {
                taken.release();
            }
            return;
        } catch (SchemaIds.Unanswered e) {
            LOG.warn("unit given back, its schema is not known yet: offset={} reason={}", taken.record().offset(), e.getMessage());
            taken.release();
            Thread.sleep(RETRY);
            return;
        }
        if (watch.over(order, Instant.ofEpochMilli(taken.record().timestamp()))) {
            taken.accept();
            return;
        }
        if (draining) {
            taken.release();
            return;
        }
        RunningUnit unit = new RunningUnit(order, name, lease, watch.newest(order), clock);
        UnitTrace trace = UnitTrace.begin(telemetry.tracing(), taken.record(), order, name, lane.runners().device());
        try {
            reports.report(new UnitReport.Started(order.unit(), order.attempt(), name), trace.context());
        } catch (NotDelivered e) {
            trace.givenBack();
            LOG.warn("unit given back, its lease could not be made durable: unit={} reason={}", order.unit(), e.getMessage());
            taken.release();
            return;
        }
        taken.accept();
        telemetry.meters().unitTaken(order.job().terms().priority(), Duration.between(Instant.ofEpochMilli(taken.record().timestamp()), unit.started()));
        heartbeats.begin(unit);
        // Taken while the drain began: nobody has told it yet.
        if (draining) {
            unit.stop(RunningUnit.Stop.DRAINING);
        }
        lane.finishers().acquire();
        compute(lane, unit, trace);
    }

    /**
     * A unit that another version has written, and this one can't read: the coordinator issues it anew in its own words, a few times, and then
     * says why it came to nothing. Without that the job would wait for ever.
     *
     * @return whether the coordinator knows of it, or it is no unit at all
     */
    private boolean refused(ConsumerRecord<byte[], byte[]> record, Undecodable why) {
        Optional<UnitLabel> label = UnitLabel.read(record.key(), record.headers());
        LOG.error("unit can't be read: unit={} offset={} reason={}", label.map(known -> known.unit().toString()).orElse("none"), record.offset(), why.getMessage());
        try {
            label.ifPresent(known -> {
                reports.report(new UnitReport.Started(known.unit(), known.attempt(), name));
                reports.report(new UnitReport.Failed(known.unit(), known.attempt(), name, new Failure.Transient("worker " + name + " can't read the unit: " + why.getMessage())));
            });
            return true;
        } catch (NotDelivered e) {
            LOG.warn("unit given back, the coordinator could not be told: offset={} reason={}", record.offset(), e.getMessage());
            return false;
        }
    }

    /**
     * A unit that came to busy workers again and again: through the coordinator, which issues it anew.
     *
     * @return whether the coordinator knows of it
     */
    private boolean handBack(ConsumerRecord<byte[], byte[]> record) {
        try {
            WorkOrder order = wire.readUnit(record.value());
            reports.report(new UnitReport.Started(order.unit(), order.attempt(), name));
            reports.report(new UnitReport.Stopped(order.unit(), order.attempt(), name, UnitResult.nothing(), order.checkpoint()));
            return true;
        } catch (Undecodable | NotDelivered | SchemaIds.Unanswered e) {
            LOG.warn("unit could not be handed back: offset={} reason={}", record.offset(), e.getMessage());
            return false;
        }
    }

    private void compute(Lane lane, RunningUnit unit, UnitTrace trace) {
        UnitRunner.Completion completion;
        lane.busy().begin();
        try {
            completion = lane.device().call(() -> {
                try (LogFields fields = LogFields.of(unit)) {
                    return lane.runners().of(unit.order()).run(unit);
                }
            });
        } catch (Throwable e) {
            completion = () -> {
                throw e instanceof Exception exception ? exception : new IllegalStateException(e);
            };
            LOG.warn("unit failed: unit={} attempt={}", unit.order().unit(), unit.order().attempt(), e);
        } finally {
            lane.busy().end();
        }
        UnitRunner.Completion last = completion;
        finishing.execute(() -> {
            try (LogFields fields = LogFields.of(unit)) {
                finish(lane, unit, last, trace);
            } finally {
                idleSince = clock.instant();
                heartbeats.end(unit);
                lane.finishers().release();
            }
        });
    }

    private void finish(Lane lane, RunningUnit unit, UnitRunner.Completion completion, UnitTrace trace) {
        WorkOrder order = unit.order();
        UnitReport report;
        try {
            UnitResult result = completion.complete();
            report = result.amount() >= order.work().amount()
                    ? new UnitReport.Finished(order.unit(), order.attempt(), name, result, following(lane, unit, result, trace))
                    : new UnitReport.Stopped(order.unit(), order.attempt(), name, result, unit.checkpoint());
            lane.failures().set(0);
        } catch (Throwable e) {
            Failure failure = Failures.of(e instanceof IllegalStateException wrapped && wrapped.getCause() instanceof Error error ? error : e);
            LOG.warn("unit failed: unit={} attempt={} code={} reason={}", order.unit(), order.attempt(), failure.code(), failure.message());
            report = new UnitReport.Failed(order.unit(), order.attempt(), name, failure);
            trace.failed(failure);
            if (failure.retryable()) {
                lane.failures().incrementAndGet();
            }
        }
        Meters.UnitEnd end = tell(unit, report, trace) ? end(report) : Meters.UnitEnd.LEASE_LOST;
        telemetry.meters().unitEnded(order.work(), end, Duration.between(unit.started(), clock.instant()));
        trace.end(end);
    }

    /** Spares the job another way through the queue. If it does not succeed, the coordinator issues that unit as it does any other. */
    private Optional<UnitResult> following(Lane lane, RunningUnit unit, UnitResult result, UnitTrace trace) {
        Optional<WorkOrder> next = unit.order().following(result);
        Optional<UnitRunner> runner = unit.mustStop() ? Optional.empty() : next.flatMap(lane.runners()::following);
        if (runner.isEmpty()) {
            return Optional.empty();
        }
        RunningUnit follower = new RunningUnit(next.get(), name, lease, unit.statusAtStart(), clock);
        UnitTrace within = trace.following(telemetry.tracing(), follower.order(), name, lane.runners().device());
        try {
            UnitResult done = runner.get().run(follower).complete();
            telemetry.meters().unitEnded(follower.order().work(), Meters.UnitEnd.FINISHED, Duration.between(follower.started(), clock.instant()));
            within.end(Meters.UnitEnd.FINISHED);
            return Optional.of(done);
        } catch (Throwable e) {
            within.givenBack();
            LOG.info("left to the queue: unit={} reason={}", next.get().unit(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Meters.UnitEnd end(UnitReport last) {
        return switch (last) {
            case UnitReport.Finished finished -> Meters.UnitEnd.FINISHED;
            case UnitReport.Stopped stopped -> Meters.UnitEnd.STOPPED;
            case UnitReport.Failed failed -> Meters.UnitEnd.FAILED;
            case UnitReport.Started started -> throw new IllegalArgumentException("not the last word: " + started);
            case UnitReport.Progressed progressed -> throw new IllegalArgumentException("not the last word: " + progressed);
        };
    }

    /**
     * The last word about a unit is repeated until it is durable, or until nobody listens to it any more.
     *
     * @return whether it is durable
     */
    private boolean tell(RunningUnit unit, UnitReport report, UnitTrace trace) {
        while (!unit.stopReason().equals(Optional.of(RunningUnit.Stop.LEASE_LOST))) {
            try {
                reports.report(report, trace.context());
                return true;
            } catch (NotDelivered e) {
                LOG.warn("report not yet durable: unit={} reason={}", report.unit(), e.getMessage());
                unit.checkLease();
            }
        }
        LOG.warn("unit abandoned, its lease is lost: unit={} attempt={}", report.unit(), report.attempt());
        return false;
    }

    public List<WorkOrder> inHand() {
        return heartbeats.units().stream().map(RunningUnit::order).toList();
    }

    /** For how long no unit has been in hand; zero while one is. */
    public Duration idle() {
        return heartbeats.units().isEmpty() ? Duration.between(idleSince, clock.instant()) : Duration.ZERO;
    }

    /** Whether every loop lives. A long unit is no illness. */
    public boolean alive() {
        return loops.stream().allMatch(Thread::isAlive);
    }

    /** Stops intake, stops the running units at their next safe points, hands their leases back. */
    @Override
    public void close() {
        draining = true;
        heartbeats.units().forEach(unit -> unit.stop(RunningUnit.Stop.DRAINING));
        try {
            Instant end = Instant.now().plusSeconds(30);
            for (Thread loop : loops) {
                loop.join(Duration.between(Instant.now(), end));
            }
            finishing.shutdown();
            finishing.awaitTermination(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heartbeats.close();
        lanes.forEach(lane -> lane.device().close());
    }
}
