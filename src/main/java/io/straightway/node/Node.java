package io.straightway.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.straightway.catalog.StoreCatalog;
import io.straightway.config.StraightwayConfig;
import io.straightway.config.StraightwayConfig.Role;
import io.straightway.coordinator.Coordinator;
import io.straightway.embedded.EmbeddedKafka;
import io.straightway.embedded.EmbeddedStore;
import io.straightway.engine.Devices;
import io.straightway.engine.Torch;
import io.straightway.event.SchemaIds;
import io.straightway.event.SharePool;
import io.straightway.event.StatusBoard;
import io.straightway.event.Submitter;
import io.straightway.event.Topics;
import io.straightway.event.Wire;
import io.straightway.registry.SchemaRegistry;
import io.straightway.store.ObjectStore;
import io.straightway.store.Patience;
import io.straightway.store.StoreAccess;
import io.straightway.telemetry.Meters;
import io.straightway.telemetry.Telemetry;
import io.straightway.worker.PreviewRule;
import io.straightway.worker.Runners;
import io.straightway.worker.SteadyClock;
import io.straightway.worker.Workbench;
import io.straightway.worker.Worker;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything this process runs. */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Map<String, Object> clients;
    private final ObjectStore store;
    private final StatusBoard board;
    private final Telemetry telemetry;
    private final Optional<SchemaRegistry> registry;
    private Optional<Coordinator> coordinator = Optional.empty();
    private Optional<Worker> worker = Optional.empty();

    private Node(Map<String, Object> clients, ObjectStore store, StatusBoard board, Telemetry telemetry, Optional<SchemaRegistry> registry) {
        this.clients = clients;
        this.store = store;
        this.board = board;
        this.telemetry = telemetry;
        this.registry = registry;
    }

    /** Counts in memory only. */
    public static Node start(StraightwayConfig config) {
        return start(config, new SimpleMeterRegistry());
    }

    /**
     * Returns once everything is started; the coordinator may still be taking its partitions.
     *
     * @param registry of the metrics
     */
    public static Node start(StraightwayConfig config, MeterRegistry registry) {
        return start(config, Observers.of(config, registry));
    }

    /** @param observers are closed with the node */
    public static Node start(StraightwayConfig config, Observers observers) {
        long begin = System.nanoTime();
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        parts.push(observers);
        try {
            Map<String, Object> clients = new HashMap<>(Settings.kafka(config));
            StoreAccess access = Settings.store(config);
            if (config.embedded().enabled()) {
                Path data = Path.of(config.data()).toAbsolutePath();
                // A thread of its own: those of the common pool don't find the application's classes in development mode.
                CompletableFuture<EmbeddedKafka> broker = CompletableFuture.supplyAsync(
                        () -> EmbeddedKafka.start(data.resolve("kafka"), config.embedded().kafkaPort()), task -> Thread.ofPlatform().name("broker-start").start(task));
                // Also if the store beside it does not start.
                parts.push(() -> broker.handle((started, failure) -> Optional.ofNullable(started)).join().ifPresent(EmbeddedKafka::close));
                EmbeddedStore objects = EmbeddedStore.start(data.resolve("objects"), config.embedded().storePort(), access.accessKey(), access.secretKey());
                parts.push(objects);
                EmbeddedKafka kafka = broker.join();
                clients.put("bootstrap.servers", kafka.bootstrapServers());
                access = new StoreAccess(objects.endpoint(), access.bucket(), access.accessKey(), access.secretKey(), access.region());
                LOG.info("embedded broker and object store started: kafka={} store={} millis={}", kafka.bootstrapServers(), objects.endpoint(), millisSince(begin));
            }
            int partitions;
            try (Admin admin = Admin.create(clients)) {
                Topics.create(admin, config.pools(), config.kafka().partitions(), config.kafka().replication());
                SharePool.prepare(admin, SharePool.GROUP);
                partitions = Topics.partitionsByJob(admin);
            }
            Meters meters = observers.telemetry().meters();
            ObjectStore store = ObjectStore.of(access, Patience.DEFAULT, meters::storeError);
            parts.push(store);
            store.ensureBucket();
            Optional<SchemaRegistry> registry = Settings.registry(config);
            registry.ifPresent(parts::push);
            Wire wire = Settings.wire(config, registry.map(Function.identity()));
            learnIds(wire, config);
            StatusBoard board = StatusBoard.follow(clients, wire);
            parts.push(board);
            JobCensus.register(board, meters);
            Node node = new Node(Map.copyOf(clients), store, board, observers.telemetry(), registry);
            node.startRoles(config, wire, parts, partitions, observers);
            node.parts.addAll(parts);
            LOG.info("started: roles={} millis={}", config.roles(), millisSince(begin));
            return node;
        } catch (RuntimeException e) {
            closeAll(parts);
            throw e instanceof CompletionException && e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * A schema registry that does not answer yet is waited for by those who need it; one that refuses would let them wait for ever.
     *
     * @throws SchemaIds.Refused if somebody has to change something first
     */
    private static void learnIds(Wire wire, StraightwayConfig config) {
        try {
            wire.prepare(config.pools());
        } catch (SchemaIds.Refused e) {
            throw e;
        } catch (SchemaIds.Unanswered e) {
            LOG.warn("not ready before the schema registry answers: reason={}", e.getMessage());
        }
    }

    private void startRoles(StraightwayConfig config, Wire wire, Deque<AutoCloseable> parts, int partitions, Observers observers) {
        if (config.roles().contains(Role.COORDINATOR)) {
            Coordinator started = Coordinator.start(clients, Path.of(config.data()).toAbsolutePath().resolve("coordinator"),
                    wire, new StoreCatalog(store), Settings.rules(config), partitions, config.kafka().replication(), telemetry);
            parts.push(started);
            coordinator = Optional.of(started);
            parts.push(new Janitor(board, store));
            parts.push(new QueueWatch(clients, config.pools(), telemetry.meters(), InstantSource.system()));
        }
        if (config.roles().contains(Role.WORKER)) {
            String name = workerName();
            Submitter reports = new Submitter(clients, wire);
            parts.push(reports);
            List<Workbench> benches = benches(config, name.substring(name.lastIndexOf('-') + 1), observers);
            Worker started = new Worker(name, config.worker().pool(), clients, wire, reports, board,
                    benches.stream().map(Runners::of).toList(), config.units().lease(), config.worker().heartbeat(), new SteadyClock(), telemetry);
            parts.push(started);
            worker = Optional.of(started);
        }
    }

    /** One for each device. */
    private List<Workbench> benches(StraightwayConfig config, String run, Observers observers) {
        Devices devices = Settings.devices(config);
        PreviewRule previews = new PreviewRule(config.worker().previewImages(), config.worker().previewShare());
        LOG.info("devices: use={} reason=\"{}\" libtorch={}", devices.all(), devices.reason(), Torch.libtorch().version());
        return devices.all().stream().map(device -> Workbench.open(store, device, switch (config.worker().training()) {
            case ONE -> List.of(device);
            case ALL -> devices.all();
        }, run, config.worker().threads(), Settings.extractors(config), observers.telemetry().meters(), observers.tracker(), previews)).toList();
    }

    /** Host, process, and a token that differs at each start, so that a restarted worker is another holder of leases. */
    private static String workerName() {
        String host = Optional.ofNullable(System.getenv("HOSTNAME")).filter(h -> h.matches("[A-Za-z0-9.-]+")).orElse("worker");
        return "%s-%d-%06x".formatted(host, ProcessHandle.current().pid(), ThreadLocalRandom.current().nextInt(1 << 24));
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    /** For clients in this process; names the embedded broker where there is one. */
    public Map<String, Object> clients() {
        return clients;
    }

    public ObjectStore store() {
        return store;
    }

    public StatusBoard board() {
        return board;
    }

    /** For whoever counts or traces something in this process. */
    public Telemetry telemetry() {
        return telemetry;
    }

    /** Empty where records need none. */
    public Optional<SchemaRegistry> registry() {
        return registry;
    }

    public Optional<Coordinator> coordinator() {
        return coordinator;
    }

    public Optional<Worker> worker() {
        return worker;
    }

    @Override
    public void close() {
        closeAll(parts);
    }

    private static void closeAll(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("a part did not stop cleanly: reason={}", e.getMessage());
            }
        }
    }
}
