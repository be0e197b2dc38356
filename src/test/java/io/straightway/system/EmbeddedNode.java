package io.straightway.system;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.straightway.cli.Straightway;
import io.straightway.config.StraightwayConfig;
import io.straightway.event.Topic;
import io.straightway.job.Outcome;
import io.straightway.node.Node;
import io.straightway.store.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A node with broker and store in this JVM, shared by all classes of tests in it that register it. */
final class EmbeddedNode implements BeforeAllCallback {
    /** A model that {@link #trained()} has made. */
    static final String MODEL = "tiny";

    static final String TRAINING = "tiny-training";

    private Running running;

    @Override
    public void beforeAll(ExtensionContext context) {
        // Of the session, for Surefire asks each class of a process by a run of its own.
        running = context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Running.class, key -> Running.start(), Running.class);
    }

    Outside outside() {
        return running.outside;
    }

    /** Properties of Kafka clients that reach its broker. */
    Map<String, Object> clients() {
        return running.node.clients();
    }

    String storeEndpoint() {
        return "http://127.0.0.1:" + running.storePort;
    }

    ObjectStore store() {
        return running.node.store();
    }

    /** Its metrics, as Prometheus reads them. */
    String scrape() {
        return running.registry.scrape();
    }

    /** Exit code of a command of the command line that is told where this node's broker and store are. */
    int command(String... args) {
        // Contexts of whoever runs the tests are none of theirs.
        Map<String, String> settings = Map.of(
                "straightway.kafka.bootstrap-servers", (String) clients().get("bootstrap.servers"),
                "straightway.store.endpoint", storeEndpoint(),
                "user.home", running.data.toString());
        Map<String, Optional<String>> before = settings.keySet().stream().collect(Collectors.toMap(key -> key, key -> Optional.ofNullable(System.getProperty(key))));
        settings.forEach(System::setProperty);
        try {
            return Straightway.commandLine(args).execute(args);
        } finally {
            before.forEach((key, value) -> value.ifPresentOrElse(text -> System.setProperty(key, text), () -> System.clearProperty(key)));
        }
    }

    /** The same, with what the command says. */
    Ran run(String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            return new Ran(command(args), said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** Of a command: exit code, standard output, standard error. */
    record Ran(int code, String out, String err) {}

    /** How the training ended that made {@link #MODEL}; runs it the first time. */
    Outcome trained() {
        return running.trained();
    }

    private record Running(Path data, int storePort, Node node, Outside outside, PrometheusMeterRegistry registry) implements AutoCloseable {

        static Running start() {
            try {
                Path data = Files.createTempDirectory("straightway-it");
                int storePort = freePort();
                PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
                Node node = Node.start(config(Map.of(
                        "straightway.data", data.toString(),
                        "straightway.embedded.kafka-port", "0",
                        "straightway.embedded.store-port", Integer.toString(storePort),
                        "straightway.worker.heartbeat", "PT0.5S",
                        "straightway.worker.threads", "1",
                        // Trainings here are so short that they would have none.
                        "straightway.worker.preview-images", "4",
                        "straightway.worker.preview-share", "1")), registry);
                TinyWorld.stock(node.store());
                return new Running(data, storePort, node, new Outside(node.clients()), registry);
            } catch (IOException e) {
                throw new IllegalStateException("no folder for the node", e);
            }
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }

        private static StraightwayConfig config(Map<String, String> settings) {
            return new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .addDiscoveredConverters()
                    .withSources(new PropertiesConfigSource(settings, "test", 100))
                    .withMapping(StraightwayConfig.class)
                    .build()
                    .getConfigMapping(StraightwayConfig.class);
        }

        synchronized Outcome trained() {
            if (outside.events(TRAINING).isEmpty()) {
                outside.submit(Topic.TRAINING_JOBS, TRAINING, TinyWorld.pipeline(TRAINING, MODEL));
            }
            return outside.awaitEnd(TRAINING);
        }

        @Override
        public void close() throws Exception {
            outside.close();
            node.close();
            try (Stream<Path> files = Files.walk(data)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }
}
