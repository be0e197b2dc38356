package io.straightway.system;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.straightway.config.StraightwayConfig;
import io.straightway.event.Topic;
import io.straightway.job.Outcome;
import io.straightway.node.Node;
import io.straightway.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A node with broker and store in this JVM, shared by all tests of the run that register it. */
final class EmbeddedNode implements BeforeAllCallback {
    /** A model that {@link #trained()} has made. */
    static final String MODEL = "tiny";

    static final String TRAINING = "tiny-training";

    private Running running;

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).computeIfAbsent(Running.class, key -> Running.start(), Running.class);
    }

    Outside outside() {
        return running.outside;
    }

    /** Properties of Kafka clients that reach its broker. */
    Map<String, Object> clients() {
        return running.node.clients();
    }

    ObjectStore store() {
        return running.node.store();
    }

    /** How the training ended that made {@link #MODEL}; runs it the first time. */
    Outcome trained() {
        return running.trained();
    }

    private record Running(Path data, Node node, Outside outside) implements AutoCloseable {

        static Running start() {
            try {
                Path data = Files.createTempDirectory("straightway-it");
                Node node = Node.start(config(Map.of(
                        "straightway.data", data.toString(),
                        "straightway.embedded.kafka-port", "0",
                        "straightway.embedded.store-port", "0",
                        "straightway.worker.heartbeat", "PT0.5S")));
                TinyWorld.stock(node.store());
                return new Running(data, node, new Outside(node.clients()));
            } catch (IOException e) {
                throw new IllegalStateException("no folder for the node", e);
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
