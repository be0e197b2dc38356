package io.straightway.drill;

import java.time.Duration;
import java.util.List;
import java.util.Set;

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
        long begin = System.nanoTime();
        scene.cluster().kill(held.worker());
        Fault.Injection injection = Fault.Injection.of(Set.of(held.job()));
        scene.cluster().startWorker();
        scene.requireBrokenOff(held, begin);
        return injection;
    }

    private static Fault.Injection uploading(Scene scene) throws Exception {
        StoreProxy proxy = scene.cluster().proxy();
        proxy.mode(StoreProxy.Mode.HOLDING);
        try {
            Scene.Held held = scene.uploading();
            scene.cluster().kill(held.worker());
            Fault.Injection injection = Fault.Injection.of(Set.of(held.job()));
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
        long begin = System.nanoTime();
        scene.cluster().terminate(held.worker());
        Fault.Injection injection = Fault.Injection.drained(Set.of(held.job()), begin);
        scene.cluster().startWorker();
        return injection;
    }

    private static Fault.Injection zombie(Scene scene) throws Exception {
        Scene.Held held = scene.held();
        long begin = System.nanoTime();
        held.worker().signal("STOP");
        try {
            scene.requireBrokenOff(held, begin);
        } finally {
            held.worker().signal("CONT");
        }
        // Others may have ended the job by now.
        return Fault.Injection.drained(Set.of(held.job()), begin);
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
