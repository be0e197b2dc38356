package io.straightway.drill;

import io.straightway.event.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What can happen to coordinators, broker and store, and what outsiders may send. */
final class ClusterFaults {
    /** Longer than the session after which the others take a coordinator's partitions. */
    private static final Duration BEYOND_SESSION = Cluster.SESSION.plusSeconds(2);

    private ClusterFaults() {}

    static List<Fault> coordinators() {
        return List.of(
                new Fault("coordinator killed while jobs run", scene -> coordinator(scene, 0)),
                new Fault("coordinator killed while it admits jobs", scene -> coordinator(scene, 20)),
                new Fault("all coordinators killed, and one while it restores", ClusterFaults::restoring),
                new Fault("coordinator stopped beyond its session, then continued", ClusterFaults::stopped),
                new Fault("rebalance storm", ClusterFaults::storm));
    }

    static List<Fault> clocks() {
        return List.of(new Fault("coordinator's clock an hour fast, then right", scene -> {
            Part coordinator = scene.anyCoordinator();
            coordinator.jump(Duration.ofHours(1));
            Thread.sleep(4_000);
            coordinator.jump(Duration.ZERO);
            return Fault.Injection.ofCoordinators();
        }));
    }

    static List<Fault> surroundings() {
        return List.of(
                new Fault("broker killed and started again", ClusterFaults::broker),
                new Fault("store refuses connections", scene -> store(scene, StoreProxy.Mode.REFUSING)),
                new Fault("store is slow", scene -> store(scene, StoreProxy.Mode.SLOW)),
                new Fault("store cuts uploads short", scene -> store(scene, StoreProxy.Mode.CUTTING)),
                new Fault("duplicate and conflicting submissions", ClusterFaults::repeated),
                new Fault("poison records", ClusterFaults::poison));
    }

    private static Fault.Injection coordinator(Scene scene, int burst) throws Exception {
        scene.workload().burst(burst);
        scene.cluster().kill(scene.anyCoordinator());
        Fault.Injection injection = Fault.Injection.ofCoordinators();
        scene.cluster().startCoordinator();
        return injection;
    }

    private static Fault.Injection restoring(Scene scene) throws Exception {
        for (Part part : scene.cluster().coordinators()) {
            scene.cluster().kill(part);
        }
        Part first = scene.cluster().startCoordinator().awaitReady(Cluster.START);
        Thread.sleep(scene.random().nextInt(2_000));
        scene.cluster().kill(first);
        Fault.Injection injection = Fault.Injection.ofCoordinators();
        scene.cluster().startCoordinator();
        scene.cluster().startCoordinator();
        return injection;
    }

    private static Fault.Injection stopped(Scene scene) throws Exception {
        Part part = scene.anyCoordinator();
        part.signal("STOP");
        try {
            Thread.sleep(BEYOND_SESSION);
        } finally {
            part.signal("CONT");
        }
        return Fault.Injection.ofCoordinators();
    }

    /** Coordinators and workers come and go faster than their groups settle. */
    private static Fault.Injection storm(Scene scene) throws Exception {
        for (int i = 0; i < 2; i++) {
            Part oldCoordinator = scene.anyCoordinator();
            Part oldWorker = scene.anyWorker();
            Part coordinator = scene.cluster().startCoordinator();
            Part worker = scene.cluster().startWorker();
            coordinator.awaitReady(Cluster.START);
            scene.cluster().terminate(oldCoordinator);
            worker.awaitReady(Cluster.START);
            scene.cluster().terminate(oldWorker);
        }
        return Fault.Injection.ofCoordinators();
    }

    private static Fault.Injection broker(Scene scene) throws Exception {
        scene.cluster().broker().kill();
        scene.cluster().startBroker();
        return Fault.Injection.ofCoordinators();
    }

    private static Fault.Injection store(Scene scene, StoreProxy.Mode mode) throws Exception {
        StoreProxy proxy = scene.cluster().proxy();
        long before = proxy.disturbed();
        proxy.mode(mode);
        try {
            Thread.sleep(3_000);
            long until = System.nanoTime() + Recovery.PATIENCE.toNanos();
            while (proxy.disturbed() == before) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("nobody used the store within " + Recovery.PATIENCE + " while it was " + mode);
                }
                Thread.sleep(100);
            }
            // Not waited for: without a store, no job is admitted.
            Set<String> open = scene.witness().open();
            if (open.isEmpty()) {
                throw new MomentMissed("no job was open while the store was " + mode);
            }
            return Fault.Injection.of(open);
        } finally {
            proxy.mode(StoreProxy.Mode.OPEN);
        }
    }

    private static Fault.Injection repeated(Scene scene) throws Exception {
        scene.workload().repeat(20, 10);
        return Fault.Injection.ofCoordinators();
    }

    /** What nobody can read, on every topic that is read. */
    private static Fault.Injection poison(Scene scene) throws Exception {
        Map<String, Object> settings = new HashMap<>(scene.cluster().clients());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Topic topic : Stream.concat(Topic.ofJobs().stream(), Stream.of(Topic.SIGNALS, Topic.UNIT_REPORTS, Topic.UNITS)).toList()) {
                byte[] noise = new byte[200];
                scene.random().nextBytes(noise);
                for (byte[] value : List.of(noise, new byte[0], new byte[] {(byte) 0xC3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, new byte[] {0, 0, 0, 0, 7, 1},
                        "{\"id\": ".getBytes(StandardCharsets.UTF_8), "[1, 2, 3]".getBytes(StandardCharsets.UTF_8))) {
                    producer.send(new ProducerRecord<>(topic.topic(), null, value)).get();
                }
            }
        }
        return Fault.Injection.ofCoordinators();
    }
}
