package io.straightway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

class UnknownSettingsTest {
    private static final String FILE = "PropertiesConfigSource[source=application.properties]";

    @Test
    void aMistypedPropertyIsRefusedWithTheOneThatWasMeant() {
        assertThatThrownBy(() -> UnknownSettings.refuse(properties("straightway.unit.lease")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("straightway.unit.lease in " + FILE + " is no setting, did you mean straightway.units.lease?")
                .hasMessageContaining("docs/reference/configuration.md");
    }

    @Test
    void aMistypedVariableIsRefusedWithTheOneThatWasMeant() {
        assertThatThrownBy(() -> UnknownSettings.refuse(environment("STRAIGHTWAY_KAFKA_BOOTSTRAP_SERVER", "k:1")))
                .hasMessageContaining("STRAIGHTWAY_KAFKA_BOOTSTRAP_SERVER in the environment is no setting, did you mean STRAIGHTWAY_KAFKA_BOOTSTRAP_SERVERS?");
    }

    @Test
    void whatTheUserNamesIsKeptInTheHint() {
        assertThatThrownBy(() -> UnknownSettings.refuse(properties("straightway.extractors.dino.fiel")))
                .hasMessageContaining("did you mean straightway.extractors.dino.file?");
    }

    @Test
    void aMistypedPropertyOfAnotherProfileIsRefusedToo() {
        assertThatThrownBy(() -> UnknownSettings.refuse(properties("%prod.straightway.role"))).hasMessageContaining("did you mean straightway.roles?");
    }

    @Test
    void allThatIsUnknownIsNamedAtOnceAndNothingIsGuessedFromAfar() {
        assertThatThrownBy(() -> UnknownSettings.refuse(properties("straightway.unit.lease", "straightway.colour.of.the.sea")))
                .hasMessageContaining("straightway.unit.lease in " + FILE)
                .hasMessageContaining("straightway.colour.of.the.sea in " + FILE + " is no setting;");
    }

    @Test
    void aRemovedSettingIsAnsweredWithWhatToDoInstead() {
        UnknownSettings unknown = new UnknownSettings(Map.of("straightway.lease.time", "use straightway.units.lease"));

        assertThatThrownBy(() -> unknown.refuseIn(properties("straightway.lease.time")))
                .hasMessageContaining("straightway.lease.time in " + FILE + " was removed: use straightway.units.lease");
        assertThatThrownBy(() -> unknown.refuseIn(environment("STRAIGHTWAY_LEASE_TIME", "PT1S")))
                .hasMessageContaining("STRAIGHTWAY_LEASE_TIME in the environment was removed: use straightway.units.lease");
    }

    @Test
    void everySettingIsKnownUnderBothItsNames() {
        assertThat(KnownSettings.all()).isNotEmpty().allSatisfy((name, property) -> {
            String given = name.replace("*", "any");
            assertThat(KnownSettings.has(given)).as(given).isTrue();
            assertThat(KnownSettings.hasEnvironment(KnownSettings.environment(given))).as(given).isTrue();
        });
        assertThatCode(() -> UnknownSettings.refuse(properties("straightway.roles[0]", "straightway.kafka.properties.\"security.protocol\"",
                "%dev.straightway.device", "quarkus.http.port"))).doesNotThrowAnyException();
        assertThatCode(() -> UnknownSettings.refuse(environment("STRAIGHTWAY_KAFKA_PROPERTIES__SASL_JAAS_CONFIG_", "secret"))).doesNotThrowAnyException();
        assertThatCode(() -> UnknownSettings.refuse(environment("STRAIGHTWAY_ROLES_0_", "worker"))).doesNotThrowAnyException();
    }

    @Test
    void variablesOfTheStartScriptsOfTheCommandLineAndOfKubernetesDoNotDisturb() {
        Config config = environment(Map.of(
                "STRAIGHTWAY_JAVA_OPTS", "-Xmx1g",
                "STRAIGHTWAY_CONFIG", "/home/u/.straightway/config",
                "STRAIGHTWAY_CONTEXT", "here",
                "STRAIGHTWAY_SERVICE_HOST", "10.0.0.1",
                "STRAIGHTWAY_SERVICE_PORT_HTTP", "8080",
                "STRAIGHTWAY_WORKER_PORT", "tcp://10.0.0.1:8080",
                "STRAIGHTWAY_PORT_8080_TCP_ADDR", "10.0.0.1",
                "PATH", "/bin"));

        assertThatCode(() -> UnknownSettings.refuse(config)).doesNotThrowAnyException();
    }

    @Test
    void theValueIsNeverShown() {
        assertThatThrownBy(() -> UnknownSettings.refuse(environment("STRAIGHTWAY_STORE_SECRETKEY", "hidden-3f1")))
                .hasMessageContaining("STRAIGHTWAY_STORE_SECRET_KEY")
                .hasMessageNotContaining("hidden-3f1");
    }

    private static Config properties(String... names) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(Stream.of(names).collect(Collectors.toMap(name -> name, name -> "x")), "application.properties", 100))
                .build();
    }

    private static Config environment(String name, String value) {
        return environment(Map.of(name, value));
    }

    private static Config environment(Map<String, String> variables) {
        return new SmallRyeConfigBuilder().withSources(new EnvConfigSource(variables, 300)).build();
    }
}
