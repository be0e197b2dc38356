package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short drill: every fault once, on processes of the packaged application. */
@Tag("drill")
class DrillIT {
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final long SEED = 1;

    @TempDir
    Path folder;

    @Test
    void nothingIsLostOrEndedTwiceWhateverHappens() throws Exception {
        // Given
        Path figures = folder.resolve("figures.json");
        Path log = folder.resolve("drill.log");
        Process drill = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m",
                "-jar", JAR.toString(), "drill", "--short", "--seed", Long.toString(SEED), "--data", folder.resolve("data").toString(), "--json")
                .redirectOutput(figures.toFile()).redirectError(log.toFile()).start();

        // When
        boolean ended = drill.waitFor(15, TimeUnit.MINUTES);
        drill.destroy();

        // Then
        String told = Files.readString(log);
        assertThat(ended).as(told).isTrue();
        JsonNode found = new ObjectMapper().readTree(figures.toFile());
        assertThat(found.path("lost").asInt(-1)).as(told + found).isZero();
        assertThat(found.path("duplicatedTerminalEvents").asInt(-1)).as(told + found).isZero();
        assertThat(found.path("findings")).as(told).isEmpty();
        assertThat(found.path("faultsNotInjected")).as(told).isEmpty();
        assertThat(found.path("faultsSkipped").isArray()).as(told + found).isTrue();
        assertThat(found.path("faultsSkipped")).as(told).isEmpty();
        assertThat(found.path("audit").asBoolean()).as(told + found).isTrue();
        assertThat(found.path("passed").asBoolean()).as(told + found).isTrue();
    }
}
