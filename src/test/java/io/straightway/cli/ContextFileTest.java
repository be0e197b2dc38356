package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextFileTest {
    @TempDir
    private Path home;

    private ContextFile written(String yaml) throws IOException {
        return new ContextFile(Files.writeString(home.resolve("config"), yaml));
    }

    @Test
    void whereItLies() throws IOException {
        assertThat(ContextFile.usual(Map.of(), home).path()).isEqualTo(home.resolve(".straightway/config"));
        assertThat(ContextFile.usual(Map.of("XDG_CONFIG_HOME", "/x"), home).path()).isEqualTo(Path.of("/x/straightway/config"));
        assertThat(ContextFile.usual(Map.of("XDG_CONFIG_HOME", "/x", "STRAIGHTWAY_CONFIG", "/y"), home).path()).isEqualTo(Path.of("/y"));
        Files.createDirectories(home.resolve(".straightway"));
        Files.createFile(home.resolve(".straightway/config"));
        assertThat(ContextFile.usual(Map.of("XDG_CONFIG_HOME", "/x"), home).path()).isEqualTo(home.resolve(".straightway/config"));
    }

    @Test
    void aContextBecomesConfiguration() throws IOException {
        ContextFile file = written("""
                current-context: prod
                contexts:
                  prod:
                    kafka:
                      bootstrap-servers: b1:9092,b2:9092
                      properties: {security.protocol: SASL_SSL}
                    store: {endpoint: "https://s3", bucket: images, access-key: a, secret-key: s}
                    events: {format: json}
                  lab: {kafka: {bootstrap-servers: "lab:9092"}}
                """);

        StraightwayConfig config = ConfigLoader.load(Map.of("straightway.store.bucket", "mine"), file.settings(Optional.empty()));
        assertThat(config.kafka().bootstrapServers()).isEqualTo("b1:9092,b2:9092");
        assertThat(config.kafka().properties()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(config.store().endpoint()).isEqualTo("https://s3");
        assertThat(config.events().format()).isEqualTo(StraightwayConfig.Events.Format.JSON);
        assertThat(config.store().bucket()).as("what is said otherwise is stronger").isEqualTo("mine");
        assertThat(ConfigLoader.load(Map.of(), file.settings(Optional.of("lab"))).kafka().bootstrapServers()).isEqualTo("lab:9092");
    }

    @Test
    void contextsAreMadeChangedChosenAndRemoved() throws IOException {
        ContextFile file = new ContextFile(home.resolve("deep/config"));
        assertThat(file.read()).isEqualTo(Contexts.NONE);

        file.write(file.read().with("a", Map.of("kafka.bootstrap-servers", "a:1", "kafka.properties.sasl.jaas.config", "pw=\"x\"")).with("b", Map.of()));
        file.write(file.read().with("a", Map.of("store.bucket", "x")).using("b"));

        assertThat(file.read().current()).contains("b");
        assertThat(file.read().all().get("a")).containsOnly(Map.entry("kafka.bootstrap-servers", "a:1"),
                Map.entry("kafka.properties.sasl.jaas.config", "pw=\"x\""), Map.entry("store.bucket", "x"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path()))).isEqualTo("rw-------");
        assertThat(file.read().without("b").current()).isEmpty();
        assertThatThrownBy(() -> file.read().using("c")).hasMessage("context is c, allowed: a, b");
        assertThatThrownBy(() -> file.settings(Optional.of("c"))).hasMessageContaining("context is c");
    }

    @Test
    void secretsAreMasked() {
        Contexts contexts = Contexts.NONE.with("a", Map.of("store.secret-key", "s1", "store.access-key", "public", "kafka.properties.sasl.jaas.config", "s2",
                "kafka.properties.ssl.keystore.password", "s3", "schema-registry.url", "http://r"));

        assertThat(contexts.masked().tree().toString()).contains("public", "http://r", Contexts.MASK).doesNotContain("s1", "s2", "s3");
    }

    @Test
    void whatIsNoSettingIsRefusedByName() throws IOException {
        assertThatThrownBy(() -> written("contexts: {a: {kafka: {bootstrap: x}}}").read()).hasMessageContaining("contexts.a.kafka.bootstrap is unknown, allowed: kafka.bootstrap-servers");
        assertThatThrownBy(() -> written("context: a").read()).hasMessageContaining("context is an unknown field, allowed: current-context, contexts");
    }
}
