package io.straightway.drill;

import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import io.straightway.embedded.EmbeddedStore;
import io.straightway.event.SharePool;
import io.straightway.event.StatusBoard;
import io.straightway.event.Topics;
import io.straightway.event.Wire;
import io.straightway.job.Retention;
import io.straightway.node.Settings;
import io.straightway.store.ObjectStore;
import io.straightway.store.StoreAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;

/**
 * A whole installation: broker, coordinators and workers as processes of their own, each to be killed by itself. The object store runs here,
 * behind a proxy that can be a bad network.
 */
final class Cluster implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(4);

    /** After which the others take a silent coordinator's partitions: the shortest that brokers allow by default. */
    static final Duration SESSION = Duration.ofSeconds(6);

    /** On a machine that others use too, a Java process may take minutes to start. */
    static final Duration START = Duration.ofMinutes(5);

    private final Path folder;
    private final Duration perImage;
    private final int port = freePort();
    private final EmbeddedStore objects;
    private final StoreProxy proxy;
    private final StraightwayConfig config;
    private final ObjectStore store;
    private final Optional<ShiftedClock> clocks;
    private final List<Part> coordinators = new CopyOnWriteArrayList<>();
    private final List<Part> workers = new CopyOnWriteArrayList<>();
    private final StatusBoard board;
    private Part broker;
    private int started;

    /** Returns once broker, coordinators and workers are ready. */
    Cluster(Path folder, int coordinators, int workers, Duration perImage) throws IOException, InterruptedException {
        this.folder = folder;
        this.perImage = perImage;
        clocks = ShiftedClock.compile(folder);
        StoreAccess access = Settings.store(ConfigLoader.load());
        objects = EmbeddedStore.start(folder.resolve("objects"), 0, access.accessKey(), access.secretKey());
        proxy = new StoreProxy(objects.endpoint());
        config = ConfigLoader.load(Map.of("straightway.kafka.bootstrap-servers", "127.0.0.1:" + port, "straightway.embedded.enabled", "false",
                "straightway.store.endpoint", objects.endpoint().toString()));
        store = ObjectStore.of(Settings.store(config));
        store.ensureBucket();
        StandIn.publish(store);
        startBroker();
        try (Admin admin = Admin.create(clients())) {
            Topics.create(admin, config.pools(), config.kafka().partitions(), config.kafka().replication());
            SharePool.prepare(admin, SharePool.GROUP);
        }
        board = StatusBoard.follow(clients(), wire());
        for (int i = 0; i < coordinators; i++) {
            startCoordinator();
        }
        for (int i = 0; i < workers; i++) {
            startWorker();
        }
        for (Part part : List.copyOf(this.coordinators)) {
            part.awaitReady(START);
        }
        for (Part part : List.copyOf(this.workers)) {
            part.awaitReady(START);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    void startBroker() throws IOException, InterruptedException {
        broker = Part.start("broker", folder, Map.of(), Optional.empty(), "broker", "--port", Integer.toString(port), "--data", folder.resolve("kafka").toString());
        broker.awaitReady(START);
    }

    Part startCoordinator() throws IOException {
        String name = "coordinator-" + ++started;
        Map<String, String> environment = environment(name);
        environment.put("STRAIGHTWAY_KAFKA_PROPERTIES__CONSUMER_SESSION_TIMEOUT_MS_", Long.toString(SESSION.toMillis()));
        environment.put("STRAIGHTWAY_KAFKA_PROPERTIES__CONSUMER_HEARTBEAT_INTERVAL_MS_", Long.toString(SESSION.toMillis() / 6));
        Part part = Part.start(name, folder, environment, clocks, "coordinator");
        coordinators.add(part);
        return part;
    }

    Part startWorker() throws IOException {
        String name = "worker-" + ++started;
        Part part = Part.start(name, folder, environment(name), clocks, "worker", "--millis-per-image", Long.toString(perImage.toMillis()));
        workers.add(part);
        return part;
    }

    private Map<String, String> environment(String name) {
        return new HashMap<>(Map.of(
                "STRAIGHTWAY_EMBEDDED_ENABLED", "false",
                "STRAIGHTWAY_ROLES", "coordinator",
                "STRAIGHTWAY_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + port,
                "STRAIGHTWAY_STORE_ENDPOINT", proxy.endpoint().toString(),
                "STRAIGHTWAY_DATA", folder.resolve(name).toString(),
                "STRAIGHTWAY_UNITS_LEASE", LEASE.toString(),
                "STRAIGHTWAY_WORKER_HEARTBEAT", "PT0.5S",
                // Each fault may cost a unit an attempt; the outcome is known only if no unit runs out of them.
                "STRAIGHTWAY_UNITS_ATTEMPTS", "100",
                "STRAIGHTWAY_UNITS_LONGEST_BACKOFF", "PT2S",
                "STRAIGHTWAY_UNITS_QUEUE_LIMIT", "PT30S"));
    }

    /** Ends the part with SIGKILL. */
    void kill(Part part) throws InterruptedException {
        coordinators.remove(part);
        workers.remove(part);
        part.kill();
    }

    /** Ends the part with SIGTERM. */
    void terminate(Part part) throws InterruptedException {
        coordinators.remove(part);
        workers.remove(part);
        part.terminate();
    }

    /** Of the topics that are keyed by job. */
    int partitions() {
        return config.kafka().partitions();
    }

    Path folder() {
        return folder;
    }

    Map<String, Object> clients() {
        return Settings.kafka(config);
    }

    Retention retention() {
        return Settings.rules(config).retention();
    }

    Wire wire() {
        return Settings.wire(config);
    }

    /** Not through the proxy. */
    ObjectStore store() {
        return store;
    }

    StoreProxy proxy() {
        return proxy;
    }

    StatusBoard board() {
        return board;
    }

    Part broker() {
        return broker;
    }

    List<Part> coordinators() {
        return List.copyOf(coordinators);
    }

    List<Part> workers() {
        return List.copyOf(workers);
    }

    /** Whether clocks can be shifted here. */
    boolean shiftable() {
        return clocks.isPresent();
    }

    /** The process of a worker of that name, if it still runs. */
    Optional<Part> worker(String name) {
        long pid = WorkerGroup.pid(name);
        return workers.stream().filter(part -> part.pid() == pid).findFirst();
    }

    @Override
    public void close() throws Exception {
        board.close();
        for (Part part : workers) {
            part.close();
        }
        for (Part part : coordinators) {
            part.close();
        }
        broker.close();
        store.close();
        proxy.close();
        objects.close();
    }
}
