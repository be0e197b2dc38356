package io.straightway.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A whole Kafka cluster of one node in this JVM, for the quick start and for tests. Reachable from this machine only. What it has stored
 * is there again when it is started in the same directory.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int NODE = 1;

    private final String bootstrapServers;
    private final KafkaRaftServer server;

    private EmbeddedKafka(String bootstrapServers, KafkaRaftServer server) {
        this.bootstrapServers = bootstrapServers;
        this.server = server;
    }

    /**
     * Returns once the broker answers.
     *
     * @param directory for its data; made if missing
     * @param port to listen on, 0 for any that is free
     */
    public static EmbeddedKafka start(Path directory, int port) {
        return start(directory, port, Map.of());
    }

    /**
     * @param settings of the broker, stronger than those chosen here; clients come in by the listener {@code CLIENTS}, whose security
     *     protocol is PLAINTEXT unless {@code listener.security.protocol.map} says otherwise
     */
    public static EmbeddedKafka start(Path directory, int port, Map<String, String> settings) {
        int clients = port == 0 ? freePort() : port;
        format(directory);
        Properties properties = properties(directory, clients, freePort());
        properties.putAll(settings);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
        return new EmbeddedKafka(HOST + ":" + clients, server);
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path directory) {
        try {
            Files.createDirectories(directory);
            if (Files.exists(directory.resolve("meta.properties"))) {
                return;
            }
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(directory.toString())
                    .setDirectories(List.of(directory.toString()))
                    .setIgnoreFormatted(true)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException("could not prepare " + directory + " for Kafka", e);
        } catch (Exception e) {
            throw new IllegalStateException("could not prepare " + directory + " for Kafka: " + e.getMessage(), e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties properties(Path directory, int clients, int controller) {
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", Integer.toString(NODE));
        p.put("listeners", "CLIENTS://" + HOST + ":" + clients + ",CONTROLLER://" + HOST + ":" + controller);
        p.put("advertised.listeners", "CLIENTS://" + HOST + ":" + clients);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("inter.broker.listener.name", "CLIENTS");
        p.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controller);
        p.put("log.dirs", directory.toString());
        p.put("auto.create.topics.enable", "false");

        // One node: no replicas, and one partition of each internal topic is enough.
        for (String single : List.of(
                "default.replication.factor", "min.insync.replicas",
                "offsets.topic.replication.factor", "offsets.topic.num.partitions",
                "transaction.state.log.replication.factor", "transaction.state.log.min.isr", "transaction.state.log.num.partitions",
                "share.coordinator.state.topic.replication.factor", "share.coordinator.state.topic.min.isr",
                "share.coordinator.state.topic.num.partitions")) {
            p.put(single, "1");
        }

        // A guest in this JVM: few threads, little memory.
        p.put("num.network.threads", "1");
        p.put("num.io.threads", "2");
        p.put("background.threads", "2");
        p.put("num.recovery.threads.per.data.dir", "1");
        p.put("log.cleaner.dedupe.buffer.size", "2097152");

        // Read from the beginning with every start, before anybody gets an answer; nothing is compacted but what lies in a closed segment.
        p.put("offsets.topic.segment.bytes", "1048576");
        p.put("transaction.state.log.segment.bytes", "1048576");
        p.put("share.coordinator.state.topic.segment.bytes", "1048576");

        // Short, so that a restart need not wait long for the registration of the run before to lapse; not so short that a busy machine takes
        // a living broker for a dead one, and its topics with it.
        p.put("broker.session.timeout.ms", "6000");
        p.put("broker.heartbeat.interval.ms", "500");
        p.put("initial.broker.registration.timeout.ms", "30000");

        // Groups get their first record in under a second instead of after six.
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("group.share.heartbeat.interval.ms", "500");
        p.put("group.share.min.heartbeat.interval.ms", "100");
        p.put("group.share.assignment.interval.ms", "0");
        p.put("group.share.min.session.timeout.ms", "6000");
        p.put("group.share.min.record.lock.duration.ms", "1000");
        p.put("group.share.record.lock.duration.ms", "15000");
        return p;
    }
}
