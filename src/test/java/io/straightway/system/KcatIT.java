package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.json.Json;
import io.straightway.store.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs from a shell, without a line of ours on the client's side. */
class KcatIT {
    @TempDir
    Path folder;

    @BeforeAll
    static void kcatIsThere() {
        boolean there = Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).anyMatch(dir -> Path.of(dir, "kcat").toFile().canExecute());
        assumeTrue(there, "kcat is not installed (on Debian and Ubuntu: apt-get install kcat), so nothing is known about outside Kafka clients");
    }

    @Test
    void oneLineOfJsonIsAJobAndItsEventsAreLinesOfJson() throws Exception {
        try (NodeProcess node = new NodeProcess(folder, Map.of("STRAIGHTWAY_EVENTS_FORMAT", "json")).start(); ObjectStore store = node.store()) {
            // Given
            TinyWorld.stock(store);

            // When: a model is trained, then draws, both by one line without a key
            produce(node, "straightway.training-jobs", TinyWorld.teacher("kcat-train", "kcat", 320, 160));
            JsonNode trained = ending(node, "kcat-train");
            produce(node, "straightway.generation-jobs", TinyWorld.images("kcat-images", "kcat", 0, 16, 8));
            JsonNode drawn = ending(node, "kcat-images");

            // Then
            assertThat(trained.path("type").asText()).isEqualTo("succeeded");
            assertThat(drawn.path("type").asText()).isEqualTo("succeeded");
            assertThat(drawn.at("/outcome/counts/succeeded").asLong()).isEqualTo(16);
            assertThat(drawn.at("/outcome/distance/value").isNumber()).isTrue();

            // Then: a header tells what a record is without reading its value
            assertThat(run(node, "", "-C", "-t", "straightway.events", "-o", "beginning", "-e", "-q", "-f", "%k %h\\n"))
                    .contains("kcat-images ").contains("ce_type=io.straightway.job.succeeded.v1");

            // When: a signal
            produce(node, "straightway.signals", "{\"id\": \"s-1\", \"jobId\": \"kcat-images\"}");
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> events(node, "kcat-images").stream()
                    .anyMatch(event -> event.at("/signalAnswered/signalId").asText().equals("s-1")));
        }
    }

    private static void produce(NodeProcess node, String topic, String line) throws Exception {
        run(node, line + "\n", "-P", "-t", topic);
    }

    private static JsonNode ending(NodeProcess node, String job) {
        return Awaitility.await("the end of " + job).atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofSeconds(1))
                .until(() -> events(node, job).stream().filter(event -> event.path("terminal").asBoolean()).toList(), found -> !found.isEmpty()).getFirst();
    }

    private static List<JsonNode> events(NodeProcess node, String job) throws Exception {
        return run(node, "", "-C", "-t", "straightway.events", "-o", "beginning", "-e", "-q", "-f", "%s\\n").lines()
                .map(line -> Json.read(line.getBytes(StandardCharsets.UTF_8), JsonNode.class))
                .filter(event -> event.path("jobId").asText().equals(job)).toList();
    }

    private static String run(NodeProcess node, String input, String... options) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("kcat", "-b", node.broker()), Stream.of(options)).toList();
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return output;
    }
}
