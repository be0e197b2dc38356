package io.straightway.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.json.Json;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingStatsTest {
    private static final int BATCH = 16;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aLineHasTheFiguresOfItsTickByTheNamesOfEdm() {
        // Given
        TrainingStats stats = TrainingStats.begin(3_200, () -> now);

        // When
        train(stats, 0, 2);

        // Then: a hundredth of the training is a tick
        JsonNode line = lines(stats).getFirst();
        assertThat(line.path("Progress/kimg").path("mean").asDouble()).isEqualTo(0.032);
        assertThat(line.path("Loss/loss").path("num").asLong()).isEqualTo(2);
        assertThat(line.path("Loss/loss").path("mean").asDouble()).isEqualTo(0.5);
        assertThat(line.path("Loss/loss").path("std").asDouble()).isEqualTo(0.5);
        assertThat(line.path("Timing/sec_per_kimg").path("mean").asDouble()).isCloseTo(2 / 0.032, within(1e-9));
        assertThat(line.path("timestamp").asDouble()).isEqualTo(now.toEpochMilli() / 1000.0);
        assertThat(line.has("Timing/total_sec") && line.has("Progress/tick") && line.has("Resources/cpu_mem_gb")).isTrue();
    }

    @Test
    void aTrainingThatGoesOnFromACheckpointHasEveryLineOnce() {
        // Given: a checkpoint between two ticks, and steps after it that are lost
        TrainingStats first = TrainingStats.begin(3_200, () -> now);
        train(first, 0, 5);
        first.tick();
        String atCheckpoint = first.text();
        train(first, 5, 8);

        // When
        now = now.plusSeconds(1_000);
        TrainingStats second = TrainingStats.resume(3_200, () -> now, atCheckpoint);
        train(second, 5, 10);

        // Then
        List<JsonNode> lines = lines(second);
        assertThat(lines).extracting(line -> Math.round(line.path("Progress/kimg").path("mean").asDouble() * 1000)).containsExactly(32L, 64L, 80L, 96L, 128L, 160L);
        assertThat(lines).extracting(line -> line.path("Progress/tick").path("mean").asInt()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(lines.getLast().path("Timing/total_sec").path("mean").asDouble()).as("time in training, without the pause").isEqualTo(10);
        assertThat(second.text()).startsWith(atCheckpoint);
    }

    @Test
    void whatIsNoLineIsRefused() {
        assertThatThrownBy(() -> TrainingStats.resume(100, () -> now, "{")).isInstanceOf(UncheckedIOException.class);
    }

    /** A second for each step; losses 0, 1, 0, 1… */
    private void train(TrainingStats stats, int from, int to) {
        for (int step = from; step < to; step++) {
            now = now.plusSeconds(1);
            stats.add(new StepResult(step, (step + 1L) * BATCH, step % 2, 1, 0.001));
            if (stats.due()) {
                stats.tick();
            }
        }
    }

    private static List<JsonNode> lines(TrainingStats stats) {
        return stats.text().lines().map(line -> Json.read(line.getBytes(StandardCharsets.UTF_8), JsonNode.class)).toList();
    }
}
