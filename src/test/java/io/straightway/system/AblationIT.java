package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.ablation.Made;
import io.straightway.event.Topic;
import io.straightway.job.Artifact;
import io.straightway.job.Counts;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.json.Json;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A table on the tiny data set, from the first record to the last object. */
class AblationIT {
    @RegisterExtension
    static final EmbeddedNode NODE = new EmbeddedNode();

    /** 4 rows at 3 and 5 evaluations with 2 seeds; one mark before the end at 5 evaluations; the teacher once. */
    private static final int CELLS = 4 * 2 * 2 + 4 * 2 + 1;

    private final Outside outside = NODE.outside();

    @Test
    void anAblationIsMeasuredOnceAndThenTakenOver() throws Exception {
        // When: teacher and pairs are made, students trained and measured
        outside.submit(Topic.ABLATION_JOBS, "ablation-1", ablation("ablation-1"));
        Outcome first = outside.awaitEnd("ablation-1");

        // Then: every cell is there
        assertThat(first.ending()).as(first.toString()).isEqualTo(Outcome.Ending.SUCCEEDED);
        assertThat(first.counts()).isEqualTo(new Counts("cells", CELLS, CELLS, 0, 0, 0));
        List<JobEvent.StepCompleted> steps = steps("ablation-1");
        assertThat(steps).extracting(JobEvent.StepCompleted::step).containsExactly("teacher", "pairs", "train", "measure");
        // Then: one teacher, one set of pairs, three trainings a seed, whatever the number of rows
        assertThat(steps).extracting(step -> step.outputs().size()).containsExactly(1, 3, 6, CELLS);
        assertThat(steps.get(2).usage().evaluations()).isEqualTo(6 * 3 * 128);
        assertThat(steps.get(3).usage().evaluations()).isEqualTo(32 * (8 * 3 + 8 * 5 + 8 * 5 + 5));

        // Then: what it names is there
        assertThat(first.outputs()).extracting(Artifact::key).contains(Keys.report("ablation-1"), Keys.reportText("ablation-1"),
                Keys.plot("ablation-1", "distance-nfe"), Keys.plot("ablation-1", "distance-kimg"), Keys.grid("ablation-1"));
        for (Artifact output : first.outputs()) {
            assertThat(Digest.of(object(output.key()))).as(output.key()).isEqualTo(output.sha256());
            if (output.key().endsWith(".png")) {
                assertThat(ImageIO.read(new ByteArrayInputStream(object(output.key()))).getWidth()).isGreaterThan(300);
            }
        }
        JsonNode report = Json.read(object(Keys.report("ablation-1")), JsonNode.class);
        assertThat(report.path("table")).hasSize(8);
        assertThat(report.path("curve")).hasSize(8);
        assertThat(report.path("goals")).hasSize(3);
        assertThat(report.path("missing")).isEmpty();
        report.path("table").forEach(line -> assertThat(line.path("distance").path("seeds").asInt()).isEqualTo(2));
        report.path("steps").forEach(step -> assertThat(step.path("ratio").path("interval").path("upper").asDouble()).isGreaterThan(step.path("ratio").path("value").asDouble()));
        assertThat(new String(object(Keys.reportText("ablation-1")), StandardCharsets.UTF_8)).contains("| +DYN+LRN+INF | 5 |");

        // When: the same under another id, while one cell is gone
        String gone = report.path("cells").get(0).path("key").asText();
        NODE.store().remove(gone);
        String printed = submitted("ablation-2");
        Outcome second = outside.awaitEnd("ablation-2");

        // Then: only that cell was measured
        assertThat(second.counts()).isEqualTo(new Counts("cells", CELLS, CELLS, 0, 0, 0));
        assertThat(second.usage().evaluations()).isEqualTo(32 * 3);
        assertThat(Json.read(object(gone), Made.class).job()).isEqualTo("ablation-2");
        assertThat(Json.read(object(Keys.report("ablation-2")), JsonNode.class).path("table").findValuesAsText("mean"))
                .isEqualTo(report.path("table").findValuesAsText("mean"));
        assertThat(new String(object(Keys.reportText("ablation-2")), StandardCharsets.UTF_8))
                .contains((CELLS - 1) + " of " + CELLS + " cells and 6 of 6 students were taken over from earlier jobs: ablation-1.");

        // Then: who waits for the job is shown the table
        assertThat(printed).contains("submitted ablation-2", "| +DYN+LRN+INF | 5 |");

        // Then: pairs lie with the job that uses them
        assertThat(steps("ablation-2").get(1).outputs()).allSatisfy(pairs -> assertThat(pairs.key()).startsWith(Keys.job("ablation-2")))
                .extracting(Artifact::sha256).containsExactlyElementsOf(steps.get(1).outputs().stream().map(Artifact::sha256).toList());
        assertThat(NODE.command("audit", "--job", "ablation-2")).isZero();
    }

    @Test
    void cellsThatFailDoNotSinkTheTable() {
        // Given: an extractor that nobody has. When
        outside.submit(Topic.ABLATION_JOBS, "ablation-3", ablation("ablation-3").replace("\"interval\": true", "\"extractor\": \"nobody\""));
        Outcome outcome = outside.awaitEnd("ablation-3");

        // Then: nothing was measured, and the job says why; the students are there for another job
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.FAILED);
        assertThat(outcome.counts()).isEqualTo(new Counts("cells", CELLS, 0, CELLS, 0, 0));
        assertThat(outcome.failure().orElseThrow().message()).contains("nobody");
        assertThat(NODE.store().list("ablations/students/")).hasSizeGreaterThanOrEqualTo(6);
    }

    /** By the command line, which waits for the end. */
    private static String submitted(String id) throws IOException {
        Path file = Files.createTempFile("ablation", ".json");
        try {
            Files.writeString(file, ablation(id));
            EmbeddedNode.Ran ran = NODE.run("submit", file.toString(), "--wait");
            assertThat(ran.code()).as(ran.err()).isZero();
            return ran.out();
        } finally {
            Files.delete(file);
        }
    }

    private static String ablation(String id) {
        return """
                {"id": "%s", "model": "%s", "dataset": "%s", "network": %s,
                 "teacherStage": {"kind": "teacher", "images": 320, "optimiser": {"batch": 16, "warmupImages": 160}},
                 "pairs": {"kind": "pairs", "count": 48, "shardPairs": 24, "batch": 16, "sampling": {"nfe": 5}},
                 "students": {"images": 128, "marks": 2, "optimiser": {"batch": 16, "warmupImages": 32}},
                 "rows": ["ladder"], "nfe": [3, 5], "seeds": [0, 1], "teacherNfe": [5], "images": 32, "statistics": {"interval": true}}"""
                .formatted(id, id, TinyWorld.DATASET, TinyWorld.NETWORK).replace("\n", " ");
    }

    private List<JobEvent.StepCompleted> steps(String job) {
        return outside.events(job).stream().filter(event -> event.what() instanceof JobEvent.StepCompleted)
                .map(event -> (JobEvent.StepCompleted) event.what()).toList();
    }

    private static byte[] object(String key) {
        return NODE.store().get(key).orElseThrow(() -> new AssertionError("there is no object " + key));
    }
}
