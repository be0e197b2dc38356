package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.catalog.StoreCatalog;
import io.straightway.event.Topic;
import io.straightway.job.Failure;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.json.Json;
import io.straightway.store.Keys;
import io.straightway.store.ObjectInfo;
import io.straightway.store.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ablation and tuner in a process that is killed: nothing finished is done again, and the figures are those of calm runs. */
@Tag("long")
class ResumeIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String ABLATIONS = "ablations/";

    @TempDir
    Path folder;

    @Test
    void killedCellsAndAKilledTunerEndWithTheFiguresOfCalmOnes() throws Exception {
        try (NodeProcess node = new NodeProcess(folder, NodeProcess.SHORT_LEASE).start();
                ObjectStore store = node.store()) {
            TinyWorld.stock(store);

            // When: the node is killed with some cells measured and others not
            try (Outside outside = new Outside(node.clients())) {
                outside.submit(Topic.ABLATION_JOBS, "cells", ablation("cells"));
                Awaitility.await("a cell").atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> !cells(store).isEmpty());
            }
            node.kill();
            node.start();
            Set<ObjectInfo> before = cells(store);
            String teacher = "cells@" + new StoreCatalog(store).versions("cells").getFirst();

            // Then: those that were measured stay as they are
            try (Outside outside = new Outside(node.clients())) {
                Outcome killed = outside.awaitEnd("cells");
                assertThat(killed.ending()).as("%s", killed).isEqualTo(Outcome.Ending.SUCCEEDED);
                assertThat(before).hasSizeLessThan((int) killed.counts().requested());
                assertThat(cells(store)).hasSize((int) killed.counts().requested()).containsAll(before);
                List<String> means = means(store, "cells");

                // Then: with all of it gone, another job finds the same figures
                store.list(ABLATIONS).forEach(object -> store.remove(object.key()));
                outside.submit(Topic.ABLATION_JOBS, "calm-cells", ablation("calm-cells"));
                assertThat(outside.awaitEnd("calm-cells").usage().evaluations()).isGreaterThan(0);
                assertThat(means(store, "calm-cells")).isEqualTo(means).isNotEmpty();

                // When: a tuner of the ablation's teacher is killed
                outside.submit(Topic.TRAINING_JOBS, "tuner", tuning("tuner", teacher));
                JobEvent begun = outside.await("tuner", event -> event.what() instanceof JobEvent.Progress progress && progress.done() > 0 || event.what().terminal());
                assertThat(begun.what()).isInstanceOf(JobEvent.Progress.class);
            }
            node.kill();
            node.start();

            // Then: its second attempt chooses what an undisturbed one chooses
            try (Outside outside = new Outside(node.clients())) {
                assertThat(outside.awaitEnd("tuner").ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
                assertThat(outside.events("tuner")).anySatisfy(event -> assertThat(event.what()).isInstanceOfSatisfying(JobEvent.UnitRetried.class,
                        retried -> assertThat(retried.failure()).isInstanceOf(Failure.LeaseLapsed.class)));
                outside.submit(Topic.TRAINING_JOBS, "calm-tuner", tuning("calm-tuner", teacher));
                assertThat(outside.awaitEnd("calm-tuner").ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
                assertThat(judgement(store, "tuner")).isEqualTo(judgement(store, "calm-tuner")).noneMatch(JsonNode::isMissingNode);
            }
        }
    }

    private static Set<ObjectInfo> cells(ObjectStore store) {
        return new HashSet<>(store.list(ABLATIONS + "cells/"));
    }

    private static List<String> means(ObjectStore store, String job) {
        return Json.read(store.get(Keys.report(job)).orElseThrow(), JsonNode.class).path("table").findValuesAsText("mean");
    }

    /** What the tuner chose and by which figures; the names of the models differ. */
    private static List<JsonNode> judgement(ObjectStore store, String job) {
        JsonNode judgement = Json.read(store.get(Keys.tuning(job, 0)).orElseThrow(), JsonNode.class).path("judgement");
        return List.of(judgement.path("chosen"), judgement.path("usualDistance").path("value"), judgement.path("bestDistance").path("value"), judgement.path("difference"));
    }

    private static String ablation(String id) {
        return """
                {"id": "%s", "model": "%s", "dataset": "%s", "network": %s,
                 "teacherStage": {"kind": "teacher", "images": 160, "optimiser": {"batch": 16, "warmupImages": 80}},
                 "pairs": {"kind": "pairs", "count": 48, "shardPairs": 24, "batch": 16, "sampling": {"nfe": 5}},
                 "students": {"images": 64, "marks": 1, "optimiser": {"batch": 16, "warmupImages": 32}},
                 "rows": ["ladder"], "nfe": [3, 5], "seeds": [0], "teacherNfe": [5], "images": 192, "statistics": {"interval": true}}"""
                .formatted(id, id, TinyWorld.DATASET, TinyWorld.NETWORK).replace("\n", " ");
    }

    private static String tuning(String id, String teacher) {
        return """
                {"id": "%s", "model": "%s", "dataset": "%s", "teacher": "%s", "stages": [
                   {"kind": "tune", "nfe": 5, "images": 32, "heldOut": 80, "trajectories": 8, "r": [0.4], "rho": [7], "kappa": [20], "guidanceWeights": [], "batch": 16}]}"""
                .formatted(id, id, TinyWorld.DATASET, teacher).replace("\n", " ");
    }
}
