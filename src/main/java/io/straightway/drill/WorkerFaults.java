package io.straightway.drill;

import io.straightway.event.JobStatus;
import io.straightway.job.JobEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What can happen to a worker. */
final class WorkerFaults {
    private static final Duration JUMP = Duration.ofHours(1);
    private static final Duration WRONG = Duration.ofSeconds(4);

    private WorkerFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("worker killed while computing", WorkerFaults::computing),
                new Fault("worker killed while uploading", WorkerFaults::uploading),
                new Fault("worker killed while taking units", WorkerFaults::taking),
                new Fault("worker killed while joining", WorkerFaults::joining),
                new Fault("worker terminated", WorkerFaults::terminated),
                new Fault("worker stopped beyond its lease, then continued", WorkerFaults::zombie));
    }

    static List<Fault> clocks() {
        return List.of(
                new Fault("worker's clock an hour fast, then right", scene -> jump(scene, JUMP)),
                new Fault("worker's clock an hour slow, then right", scene -> jump(scene, JUMP.negated())));
    }

    private static Fault.Injection computing(Scene scene) throws Exception {
        Scene.Held held = scene.held();
        scene.cluster().kill(held.worker());
        Fault.Injection injection = Fault.Injection.of(Set.of(held.job()));
        scene.cluster().startWorker();
        return injection;
    }

    private static Fault.Injection uploading(Scene scene) throws Exception {
        StoreProxy proxy = scene.cluster().proxy();
        proxy.held().clear();
        proxy.mode(StoreProxy.Mode.HOLDING);
        try {
            String token = proxy.held().poll(180, TimeUnit.SECONDS);
            if (token == null) {
                throw new IllegalStateException("no worker uploaded a shard");
            }
            List<JobStatus.Lease> leases = scene.cluster().board().all().stream().flatMap(status -> status.leases().stream())
                    .filter(lease -> lease.worker().endsWith("-" + token)).toList();
            Part worker = leases.stream().flatMap(lease -> scene.cluster().worker(lease.worker()).stream()).findFirst()
                    .orElseThrow(() -> new IllegalStateException("nobody holds a lease under the token " + token));
            scene.cluster().kill(worker);
            Fault.Injection injection = Fault.Injection.of(leases.stream().map(lease -> lease.unit().job()).collect(Collectors.toSet()));
            scene.cluster().startWorker();
            return injection;
        } finally {
            proxy.mode(StoreProxy.Mode.OPEN);
        }
    }

    /** Units of one image each: at any moment, most workers are between taking a unit and making its lease durable, or reporting its end. */
    private static Fault.Injection taking(Scene scene) throws Exception {
        scene.workload().burst(20);
        Thread.sleep(scene.random().nextInt(400));
        Set<String> open = scene.open();
        scene.cluster().kill(scene.anyWorker());
        Fault.Injection injection = Fault.Injection.of(open);
        scene.cluster().startWorker();
        return injection;
    }

    private static Fault.Injection joining(Scene scene) throws Exception {
        Part extra = scene.cluster().startWorker().awaitReady(Cluster.START);
        Thread.sleep(scene.random().nextInt(500));
        Set<String> open = scene.open();
        scene.cluster().kill(extra);
        return Fault.Injection.of(open);
    }

    private static Fault.Injection terminated(Scene scene) throws Exception {
        Scene.Held held = scene.held();
        scene.cluster().terminate(held.worker());
        Fault.Injection injection = Fault.Injection.drained(Set.of(held.job()));
        scene.cluster().startWorker();
        return injection;
    }

    private static Fault.Injection zombie(Scene scene) throws Exception {
        for (int i = 0; i < 20; i++) {
            long begin = System.nanoTime();
            Scene.Held held = scene.held();
            held.worker().signal("STOP");
            try {
                boolean lapsed = scene.witness().await(event -> event.what() instanceof JobEvent.UnitRetried retried
                        && retried.unit().equals(held.lease().unit()) && retried.failedAttempt() == held.lease().attempt(), begin, Cluster.LEASE.multipliedBy(3)).isPresent();
                if (lapsed) {
                    return Fault.Injection.of(Set.of(held.job()));
                }
            } finally {
                held.worker().signal("CONT");
            }
            // It had just finished the unit: that was no zombie.
        }
        throw new IllegalStateException("no stopped worker held a unit");
    }

    /** The clock is wrong for some seconds. Once it is right again, this very worker must work again. */
    private static Fault.Injection jump(Scene scene, Duration by) throws Exception {
        Part worker = scene.held().worker();
        worker.jump(by);
        Thread.sleep(WRONG);
        worker.jump(Duration.ZERO);
        Set<String> open = scene.open();
        Fault.Injection injection = Fault.Injection.of(open);
        scene.awaitWork(worker);
        return injection;
    }
}
