package io.straightway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AlertsTest {
    @Test
    void theAlertRulesAreSoundAndComeWhenTheyShould() throws Exception {
        boolean there = Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).anyMatch(dir -> Path.of(dir, "promtool").toFile().canExecute());
        assumeTrue(there, "promtool is not installed (on Debian and Ubuntu: apt-get install prometheus), so nothing is known about the alert rules");

        // When
        Process check = new ProcessBuilder("scripts/test-alerts").redirectErrorStream(true).start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(check.waitFor()).as(said).isZero();
    }
}
