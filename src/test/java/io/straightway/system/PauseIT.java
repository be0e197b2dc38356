package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.event.JobStatus;
import io.straightway.event.Topic;
import io.straightway.generate.ManifestLines;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.job.Signal;
import io.straightway.json.Json;
import io.straightway.net.Safetensors;
import io.straightway.net.Weights;
import io.straightway.store.Keys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PauseIT {
    @RegisterExtension
    static final EmbeddedNode NODE = new EmbeddedNode();

    private static final int MANY = 1_200;

    private final Outside outside = NODE.outside();

    @Test
    void aPausedShardGoesOnWithTheFirstImageThatIsMissing() {
        // Given: a job of one unit, and the same images of another job that nobody disturbs
        NODE.trained();
        outside.submit(Topic.GENERATION_JOBS, "pause-me", TinyWorld.images("pause-me", EmbeddedNode.MODEL, 0, MANY, MANY));
        outside.await("pause-me", event -> event.what() instanceof JobEvent.Progress progress && progress.done() > MANY / 3);

        // When
        outside.signal("pause-1", "pause-me", Signal.Kind.PAUSE);
        Awaitility.await().until(() -> state("pause-me"), Optional.of("PAUSED")::equals);
        outside.signal("resume-1", "pause-me", Signal.Kind.RESUME);
        Outcome outcome = outside.awaitEnd("pause-me");
        outside.submit(Topic.GENERATION_JOBS, "leave-me", TinyWorld.images("leave-me", EmbeddedNode.MODEL, 0, MANY, MANY));
        Outcome undisturbed = outside.awaitEnd("leave-me");

        // Then: the same pictures, the same distance, and none drawn twice
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        assertThat(digest("pause-me")).isEqualTo(digest("leave-me"));
        assertThat(outcome.distance().orElseThrow().value()).isEqualTo(undisturbed.distance().orElseThrow().value(), within(1e-6));
        assertThat(outcome.usage().evaluations()).as("of the second attempt").isLessThan(undisturbed.usage().evaluations() * 3 / 4);
    }

    @Test
    void aPausedTrainingEndsInTheSameBits() throws Exception {
        // Given
        outside.submit(Topic.TRAINING_JOBS, "rest", TinyWorld.teacher("rest", "rested", 1_600, 640));
        outside.await("rest", event -> event.what() instanceof JobEvent.Progress progress && progress.done() > 300);

        // When
        outside.signal("pause-2", "rest", Signal.Kind.PAUSE);
        Awaitility.await().until(() -> state("rest"), Optional.of("PAUSED")::equals);
        assertThat(NODE.store().list(Keys.checkpoints("rest", "0-teacher"))).isNotEmpty();
        outside.signal("resume-2", "rest", Signal.Kind.RESUME);
        Outcome outcome = outside.awaitEnd("rest");
        outside.submit(Topic.TRAINING_JOBS, "restless", TinyWorld.teacher("restless", "unrested", 1_600, 640));
        outside.awaitEnd("restless");

        // Then
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        Weights paused = weights("rested", "rest-0-teacher");
        Weights undisturbed = weights("unrested", "restless-0-teacher");
        assertThat(paused.arrays().keySet()).isEqualTo(undisturbed.arrays().keySet()).isNotEmpty();
        paused.arrays().forEach((name, array) -> assertThat(array.values()).as(name).isEqualTo(undisturbed.arrays().get(name).values()));
        // And: each of its figures is told once, and they are those of the other
        assertThat(imagesAtTicks("rest")).doesNotHaveDuplicates().isSorted().endsWith(1_600L);
        assertThat(imagesAtTicks("rest")).containsAll(imagesAtTicks("restless"));
    }

    private static List<Long> imagesAtTicks(String job) {
        String lines = new String(NODE.store().get(Keys.trainingStats(job, "0-teacher")).orElseThrow(), StandardCharsets.UTF_8);
        return lines.lines().map(line -> Math.round(Json.read(line.getBytes(StandardCharsets.UTF_8), JsonNode.class)
                .path("Progress/kimg").path("mean").asDouble() * 1000)).toList();
    }

    private Optional<String> state(String job) {
        return outside.status(job).map(JobStatus::state);
    }

    private static String digest(String job) {
        return ManifestLines.digest(ManifestLines.read(job, NODE.store().get(Keys.manifestLines(job)).orElseThrow()));
    }

    private static Weights weights(String model, String version) throws Exception {
        String key = Keys.modelWeights(model, version);
        return Safetensors.read(key, NODE.store().get(key).orElseThrow()).weights();
    }
}
