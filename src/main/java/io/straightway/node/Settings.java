package io.straightway.node;

import io.straightway.config.StraightwayConfig;
import io.straightway.config.StraightwayConfig.Role;
import io.straightway.coordinator.Rules;
import io.straightway.engine.DeviceChoice;
import io.straightway.engine.Devices;
import io.straightway.event.SchemaIds;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.Retention;
import io.straightway.job.RetryPolicy;
import io.straightway.metric.ExtractorSource;
import io.straightway.metric.MetricException;
import io.straightway.metric.Resize;
import io.straightway.registry.PatientIds;
import io.straightway.registry.RegistryAccess;
import io.straightway.registry.SchemaRegistry;
import io.straightway.store.StoreAccess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/** Configuration in the words of the rooms below. */
public final class Settings {
    /** How long a command waits for a schema registry that does not answer. */
    private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(30);

    private Settings() {}

    /**
     * For every Kafka client of this process.
     *
     * @throws IllegalArgumentException without any of its text if the login cannot be read, since Kafka's own error may quote a password
     */
    public static Map<String, Object> kafka(StraightwayConfig config) {
        String login = config.kafka().properties().get(SaslConfigs.SASL_JAAS_CONFIG);
        if (login != null) {
            requireReadable(login);
        }
        Map<String, Object> clients = new HashMap<>(config.kafka().properties());
        clients.put("bootstrap.servers", config.kafka().bootstrapServers());
        return clients;
    }

    private static void requireReadable(String login) {
        try {
            JaasContext.loadClientContext(Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(login)));
        } catch (IllegalArgumentException | KafkaException e) {
            // Without the cause, whose text may quote a password.
            throw new IllegalArgumentException("straightway.kafka.properties.\"sasl.jaas.config\" cannot be read, allowed: one login such as "
                    + "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"USER\" password=\"PASSWORD\";");
        }
    }

    /** For commands: where there is a schema registry that does not answer, it is waited for a while. */
    public static Wire wire(StraightwayConfig config) {
        return wire(config, registry(config).map(registry -> new PatientIds(registry, REGISTRY_PATIENCE)));
    }

    /** @param ids of the schema registry, if there is one: then Avro is written as it wants it, and what names its schema by id can be read */
    static Wire wire(StraightwayConfig config, Optional<SchemaIds> ids) {
        return new Wire(switch (config.events().format()) {
            case AVRO -> ids.<WireFormat>map(WireFormat.Confluent::new).orElseGet(WireFormat.SingleObject::new);
            case JSON -> new WireFormat.Json();
        }, ids);
    }

    /** @throws IllegalArgumentException naming the setting that cannot be, and never a password or a token */
    static Optional<SchemaRegistry> registry(StraightwayConfig config) {
        StraightwayConfig.SchemaRegistry registry = config.schemaRegistry();
        return registry.url().map(url -> new SchemaRegistry(
                new RegistryAccess(RegistryAccess.url(url), login(registry), registry.autoRegister(), registry.certificate().map(Path::of))));
    }

    private static RegistryAccess.Login login(StraightwayConfig.SchemaRegistry registry) {
        if (registry.token().isPresent() && registry.username().isPresent()) {
            throw new IllegalArgumentException("straightway.schema-registry.token and straightway.schema-registry.username are both set, allowed: one of them");
        }
        if (registry.username().isPresent() != registry.password().isPresent()) {
            throw new IllegalArgumentException("of straightway.schema-registry.username and straightway.schema-registry.password one is set, allowed: both or none");
        }
        // Files that secrets are kept in often end with a line break, which a header must not have.
        return registry.token().<RegistryAccess.Login>map(token -> new RegistryAccess.Login.Bearer(token.strip()))
                .or(() -> registry.username().map(user -> new RegistryAccess.Login.Basic(user.strip(), registry.password().orElseThrow().strip())))
                .orElseGet(RegistryAccess.Login.None::new);
    }

    /** Decides which libtorch is loaded: before anything of the engine is used. */
    public static Devices devices(StraightwayConfig config) {
        return Devices.find(DeviceChoice.parse(config.device()), config.libtorch().map(Path::of));
    }

    public static StoreAccess store(StraightwayConfig config) {
        StraightwayConfig.Store store = config.store();
        return new StoreAccess(URI.create(store.endpoint()), store.bucket(), store.accessKey(), store.secretKey(), store.region(),
                store.certificate().map(Path::of));
    }

    /** @throws IllegalArgumentException if the worker's pool is not among the pools */
    public static Rules rules(StraightwayConfig config) {
        if (!config.pools().contains(config.worker().pool())) {
            throw new IllegalArgumentException("straightway.worker.pool is " + config.worker().pool() + ", allowed: one of straightway.pools, "
                    + config.pools());
        }
        return new Rules(retries(config), new Retention(config.retention().jobs(), config.retention().ids()), config.pools());
    }

    /**
     * Time without a unit after which a worker's process ends.
     *
     * @throws IllegalArgumentException if it is not positive, or if the process has other roles, which would end with it
     */
    public static Optional<Duration> exitWhenIdle(StraightwayConfig config) {
        Optional<Duration> limit = config.worker().exitWhenIdle();
        limit.filter(time -> !time.isPositive()).ifPresent(time -> {
            throw new IllegalArgumentException("straightway.worker.exit-when-idle is " + time + ", allowed: a time above zero such as PT2M");
        });
        limit.filter(time -> !config.roles().equals(Set.of(Role.WORKER))).ifPresent(time -> {
            throw new IllegalArgumentException("straightway.worker.exit-when-idle is " + time + " and straightway.roles is " + config.roles()
                    + ", allowed with it: worker alone, since the whole process ends");
        });
        return limit;
    }

    private static RetryPolicy retries(StraightwayConfig config) {
        StraightwayConfig.Units units = config.units();
        return new RetryPolicy(units.lease(), units.attempts(), units.backoff(), units.longestBackoff(), units.queueLimit());
    }

    /**
     * Feature networks of the user by name; their files are read when they are first needed.
     *
     * @throws MetricException naming the extractor whose settings cannot be
     */
    public static Map<String, ExtractorSource> extractors(StraightwayConfig config) {
        Map<String, ExtractorSource> extractors = new HashMap<>();
        config.extractors().forEach((name, extractor) -> {
            ExtractorSource source = source(name, extractor);
            source.checkName(name);
            extractors.put(name, source);
        });
        return Map.copyOf(extractors);
    }

    private static ExtractorSource source(String name, StraightwayConfig.Extractor extractor) {
        Path file = Path.of(extractor.file());
        return switch (extractor.kind()) {
            case INCEPTION_TORCHSCRIPT -> new ExtractorSource.InceptionTorchScript(file, extractor.sha256(), extractor.trusted());
            case INCEPTION_WEIGHTS -> new ExtractorSource.InceptionWeights(file, extractor.sha256(), switch (extractor.resize()) {
                case TF1 -> Resize.TF1;
                case HALF_PIXEL -> Resize.HALF_PIXEL;
            });
            case TORCHSCRIPT -> new ExtractorSource.TorchScript(file, extractor.sha256(), extractor.dimensions().orElseThrow(() -> new MetricException(
                    "straightway.extractors." + name + ".dimensions is not set, needed for kind torchscript: the number of features per image")), extractor.trusted());
            case SAFETENSORS -> new ExtractorSource.SafetensorsClassifier(file, extractor.sha256());
        };
    }
}
