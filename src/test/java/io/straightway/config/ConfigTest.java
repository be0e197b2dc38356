package io.straightway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.straightway.config.StraightwayConfig.Events.Format;
import io.straightway.config.StraightwayConfig.Extractor;
import io.straightway.config.StraightwayConfig.Role;
import io.straightway.config.StraightwayConfig.Worker.Trainers;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;

class ConfigTest {

    @Test
    void withoutAnySettingEverythingRunsInOneProcessOnLoopback() {
        StraightwayConfig config = read(new PropertiesConfigSource(Map.of(), "none", 100));

        assertThat(config.roles()).containsExactlyInAnyOrder(Role.COORDINATOR, Role.WORKER);
        assertThat(config.data()).isEqualTo("data");
        assertThat(config.embedded().enabled()).isTrue();
        assertThat(config.embedded().kafkaPort()).isEqualTo(19092);
        assertThat(config.embedded().storePort()).isEqualTo(19000);
        assertThat(config.kafka().bootstrapServers()).isEqualTo("127.0.0.1:" + config.embedded().kafkaPort());
        assertThat(config.kafka().partitions()).isEqualTo(4);
        assertThat(config.kafka().replication()).isEqualTo((short) 1);
        assertThat(config.kafka().properties()).isEmpty();
        assertThat(config.store().endpoint()).isEqualTo("http://127.0.0.1:" + config.embedded().storePort());
        assertThat(config.store().accessKey()).isEqualTo("straightway");
        assertThat(config.store().secretKey()).isEqualTo("straightway-secret");
        assertThat(config.store().bucket()).isEqualTo("straightway");
        assertThat(config.store().region()).isEqualTo("us-east-1");
        assertThat(config.store().certificate()).isEmpty();
        assertThat(config.events().format()).isEqualTo(Format.AVRO);
        assertThat(config.schemaRegistry().url()).isEmpty();
        assertThat(config.units().lease()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.units().attempts()).isEqualTo(5);
        assertThat(config.units().backoff()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.units().longestBackoff()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.units().queueLimit()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.worker().heartbeat()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.worker().threads()).isZero();
        assertThat(config.worker().previewImages()).isEqualTo(16);
        assertThat(config.worker().previewShare()).isEqualTo(0.02);
        assertThat(config.extractors()).isEmpty();
        assertThat(config.worker().training()).isEqualTo(Trainers.ONE);
        assertThat(config.device()).isEqualTo("auto");
        assertThat(config.libtorch()).isEmpty();
    }

    @Test
    void everySettingHasAPropertyName() {
        StraightwayConfig config = read(new PropertiesConfigSource(Map.ofEntries(
                Map.entry("straightway.roles", "worker"),
                Map.entry("straightway.data", "/elsewhere"),
                Map.entry("straightway.device", "gpu:0,1"),
                Map.entry("straightway.libtorch", "/opt/libtorch"),
                Map.entry("straightway.embedded.enabled", "false"),
                Map.entry("straightway.embedded.kafka-port", "1"),
                Map.entry("straightway.embedded.store-port", "2"),
                Map.entry("straightway.kafka.bootstrap-servers", "kafka:9092"),
                Map.entry("straightway.kafka.partitions", "12"),
                Map.entry("straightway.kafka.replication", "3"),
                Map.entry("straightway.kafka.properties.\"security.protocol\"", "SSL"),
                Map.entry("straightway.store.endpoint", "https://s3"),
                Map.entry("straightway.store.access-key", "a"),
                Map.entry("straightway.store.secret-key", "b"),
                Map.entry("straightway.store.bucket", "c"),
                Map.entry("straightway.store.region", "eu-central-1"),
                Map.entry("straightway.events.format", "json"),
                Map.entry("straightway.schema-registry.url", "http://registry"),
                Map.entry("straightway.units.lease", "PT1M"),
                Map.entry("straightway.units.attempts", "2"),
                Map.entry("straightway.units.backoff", "PT2S"),
                Map.entry("straightway.units.longest-backoff", "PT3S"),
                Map.entry("straightway.units.queue-limit", "PT4S"),
                Map.entry("straightway.worker.heartbeat", "PT5S"),
                Map.entry("straightway.worker.threads", "6"),
                Map.entry("straightway.worker.preview-images", "0"),
                Map.entry("straightway.worker.preview-share", "0.1"),
                Map.entry("straightway.extractors.dino.file", "/models/dino.pt"),
                Map.entry("straightway.extractors.dino.sha256", "ab"),
                Map.entry("straightway.extractors.dino.kind", "torchscript"),
                Map.entry("straightway.extractors.dino.trusted", "true"),
                Map.entry("straightway.extractors.dino.dimensions", "768"),
                Map.entry("straightway.extractors.old.file", "old.pth"),
                Map.entry("straightway.extractors.old.sha256", "cd"),
                Map.entry("straightway.extractors.old.kind", "inception-weights"),
                Map.entry("straightway.extractors.old.resize", "half-pixel"),
                Map.entry("straightway.worker.training", "all")), "explicit", 100));

        assertThat(config.roles()).containsExactly(Role.WORKER);
        assertThat(config.data()).isEqualTo("/elsewhere");
        assertThat(config.embedded().enabled()).isFalse();
        assertThat(config.embedded().kafkaPort()).isEqualTo(1);
        assertThat(config.embedded().storePort()).isEqualTo(2);
        assertThat(config.kafka().bootstrapServers()).isEqualTo("kafka:9092");
        assertThat(config.kafka().partitions()).isEqualTo(12);
        assertThat(config.kafka().replication()).isEqualTo((short) 3);
        assertThat(config.kafka().properties()).containsExactly(Map.entry("security.protocol", "SSL"));
        assertThat(config.store().endpoint()).isEqualTo("https://s3");
        assertThat(config.store().accessKey()).isEqualTo("a");
        assertThat(config.store().secretKey()).isEqualTo("b");
        assertThat(config.store().bucket()).isEqualTo("c");
        assertThat(config.store().region()).isEqualTo("eu-central-1");
        assertThat(config.events().format()).isEqualTo(Format.JSON);
        assertThat(config.schemaRegistry().url()).contains("http://registry");
        assertThat(config.units().lease()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.units().attempts()).isEqualTo(2);
        assertThat(config.units().backoff()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.units().longestBackoff()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.units().queueLimit()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.worker().heartbeat()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.worker().threads()).isEqualTo(6);
        assertThat(config.worker().previewImages()).isZero();
        assertThat(config.worker().previewShare()).isEqualTo(0.1);
        Extractor dino = config.extractors().get("dino");
        assertThat(dino.file()).isEqualTo("/models/dino.pt");
        assertThat(dino.sha256()).isEqualTo("ab");
        assertThat(dino.kind()).isEqualTo(Extractor.Kind.TORCHSCRIPT);
        assertThat(dino.trusted()).isTrue();
        assertThat(dino.dimensions()).hasValue(768);
        assertThat(dino.resize()).isEqualTo(Extractor.Resize.TF1);
        Extractor old = config.extractors().get("old");
        assertThat(old.kind()).isEqualTo(Extractor.Kind.INCEPTION_WEIGHTS);
        assertThat(old.trusted()).isFalse();
        assertThat(old.dimensions()).isEmpty();
        assertThat(old.resize()).isEqualTo(Extractor.Resize.HALF_PIXEL);
        assertThat(config.worker().training()).isEqualTo(Trainers.ALL);
        assertThat(config.device()).isEqualTo("gpu:0,1");
        assertThat(config.libtorch()).contains("/opt/libtorch");
    }

    @Test
    void environmentNamesWorkAndForeignOnesDoNotDisturb() {
        StraightwayConfig config = read(new EnvConfigSource(Map.of(
                "STRAIGHTWAY_DATA", "/volume",
                "STRAIGHTWAY_ROLES", "coordinator",
                "STRAIGHTWAY_EMBEDDED_KAFKA_PORT", "29092",
                "STRAIGHTWAY_KAFKA_BOOTSTRAP_SERVERS", "k:1",
                "STRAIGHTWAY_UNITS_LEASE", "PT6S",
                "STRAIGHTWAY_EVENTS_FORMAT", "json",
                "STRAIGHTWAY_SCHEMA_REGISTRY_URL", "http://r",
                // The start scripts read this one themselves.
                "STRAIGHTWAY_JAVA_OPTS", "-Xmx1g"), 300));

        assertThat(config.data()).isEqualTo("/volume");
        assertThat(config.roles()).containsExactly(Role.COORDINATOR);
        assertThat(config.embedded().kafkaPort()).isEqualTo(29092);
        assertThat(config.kafka().bootstrapServers()).isEqualTo("k:1");
        assertThat(config.units().lease()).isEqualTo(Duration.ofSeconds(6));
        assertThat(config.events().format()).isEqualTo(Format.JSON);
        assertThat(config.schemaRegistry().url()).contains("http://r");
    }

    @Test
    void theEnvironmentNamesSettingsOfKafkaClientsToo() {
        StraightwayConfig config = read(new EnvConfigSource(Map.of(
                "STRAIGHTWAY_KAFKA_PROPERTIES__SECURITY_PROTOCOL_", "SASL_SSL",
                "STRAIGHTWAY_KAFKA_PROPERTIES__SSL_TRUSTSTORE_LOCATION_", "/etc/ca.pem",
                "STRAIGHTWAY_STORE_CERTIFICATE", "/etc/store.pem"), 300));

        assertThat(config.kafka().properties())
                .containsOnly(Map.entry("security.protocol", "SASL_SSL"), Map.entry("ssl.truststore.location", "/etc/ca.pem"));
        assertThat(config.store().certificate()).contains("/etc/store.pem");
    }

    @Test
    void theEnvironmentNamesExtractorsToo() {
        StraightwayConfig config = read(new EnvConfigSource(Map.of(
                "STRAIGHTWAY_EXTRACTORS_FID_FILE", "/models/inception-2015-12-05.pt",
                "STRAIGHTWAY_EXTRACTORS_FID_SHA256", "ef",
                "STRAIGHTWAY_EXTRACTORS_FID_KIND", "inception-torchscript"), 300));

        assertThat(config.extractors()).containsOnlyKeys("fid");
        assertThat(config.extractors().get("fid").kind()).isEqualTo(Extractor.Kind.INCEPTION_TORCHSCRIPT);
    }

    @Test
    void anExtractorWithoutADigestIsRefused() {
        assertThatThrownBy(() -> read(new PropertiesConfigSource(Map.of("straightway.extractors.fid.file", "f", "straightway.extractors.fid.kind", "torchscript"), "short", 100)))
                .hasMessageContaining("straightway.extractors.fid.sha256");
    }

    @Test
    void aMistypedNameIsRefused() {
        assertThatThrownBy(() -> read(new PropertiesConfigSource(Map.of("straightway.unit.lease", "PT6S"), "mistyped", 100)))
                .hasMessageContaining("straightway.unit.lease");
    }

    @Test
    void aMistypedValueIsRefusedWithItsName() {
        assertThatThrownBy(() -> read(new PropertiesConfigSource(Map.of("straightway.events.format", "protobuf"), "mistyped", 100)))
                .hasMessageContaining("straightway.events.format");
    }

    private static StraightwayConfig read(ConfigSource source) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(source)
                .withMapping(StraightwayConfig.class)
                .build()
                .getConfigMapping(StraightwayConfig.class);
    }
}
