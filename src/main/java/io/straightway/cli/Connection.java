package io.straightway.cli;

import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import io.straightway.event.Wire;
import io.straightway.node.Settings;
import io.straightway.store.ObjectStore;
import io.straightway.store.Patience;
import io.straightway.store.StoreAccess;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import picocli.CommandLine.Option;

/**
 * Where broker and object store are, for every command that talks to them. What is said on the command line is stronger than system
 * properties and environment, which are stronger than the context. Nothing is connected before it is asked for.
 */
final class Connection {
    /** A person waits: shorter than what a node would bear. */
    private static final Duration BROKER = Duration.ofSeconds(10);

    private static final int SHORTLY_MILLIS = 20;

    private static final Patience STORE = new Patience(3, Duration.ofMillis(200), Duration.ofSeconds(1));

    @Option(names = "--context", paramLabel = "NAME", description = "context to use instead of the current one; see straightway config")
    private Optional<String> context = Optional.empty();

    @Option(names = "--bootstrap-server", paramLabel = "HOST:PORT", description = "broker, the same as --set kafka.bootstrap-servers=HOST:PORT")
    private Optional<String> broker = Optional.empty();

    @Option(names = "--set", paramLabel = "KEY=VALUE",
            description = "a setting of straightway.*, such as store.endpoint=http://store:9000; stronger than environment and context")
    private Map<String, String> settings = new LinkedHashMap<>();

    private Optional<StraightwayConfig> loaded = Optional.empty();

    StraightwayConfig config() {
        if (loaded.isEmpty()) {
            Map<String, String> overrides = new HashMap<>();
            settings.forEach((key, value) -> overrides.put(key.startsWith(ContextFile.PREFIX) ? key : ContextFile.PREFIX + key, value));
            broker.ifPresent(server -> overrides.put("straightway.kafka.bootstrap-servers", server));
            loaded = Optional.of(ConfigLoader.load(overrides, ContextFile.usual().settings(context)));
        }
        return loaded.get();
    }

    /**
     * Properties of Kafka clients that give up within seconds.
     *
     * @throws NobodyListens if nothing listens there
     */
    Map<String, Object> kafka() {
        Map<String, Object> client = new HashMap<>(Map.of(
                CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) BROKER.toMillis(),
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) BROKER.toMillis(),
                // Nobody asks a command for the metrics of its client, and to set them up takes long.
                CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "",
                CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false));
        client.putAll(Settings.kafka(config()));
        NobodyListens.atBroker(String.valueOf(client.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)));
        return client;
    }

    /**
     * Properties of a Kafka client that reads what is there and leaves. A client that leaves awaits the broker's answer to its last fetch,
     * which the broker holds back for half a second where there is nothing new.
     *
     * @throws NobodyListens if nothing listens there
     */
    Map<String, Object> kafkaForOnce() {
        Map<String, Object> client = new HashMap<>(kafka());
        client.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, SHORTLY_MILLIS);
        return client;
    }

    Wire wire() {
        return Settings.wire(config());
    }

    /**
     * To be closed.
     *
     * @throws NobodyListens if nothing listens there
     */
    ObjectStore store() {
        StoreAccess access = Settings.store(config());
        NobodyListens.atStore(access.endpoint());
        return ObjectStore.of(access, STORE);
    }
}
