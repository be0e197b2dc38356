package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.catalog.ModelCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.event.JobStatus;
import io.straightway.event.Topic;
import io.straightway.job.Artifact;
import io.straightway.job.Counts;
import io.straightway.job.Distance;
import io.straightway.job.JobEvent;
import io.straightway.job.ModelName;
import io.straightway.job.Outcome;
import io.straightway.job.Signal;
import io.straightway.json.Json;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Searches for a better sampling of a tiny model. */
class TuneIT {
    @RegisterExtension
    static final EmbeddedNode NODE = new EmbeddedNode();

    private final Outside outside = NODE.outside();

    private static String job(String id, String model, String teacher, String weights) {
        return job(id, model, teacher, weights, 10);
    }

    private static String job(String id, String model, String teacher, String weights, int networkNfe) {
        return """
                {"id": "%s", "model": "%s", "dataset": "%s", "teacher": "%s", "stages": [
                   {"kind": "tune", "nfe": 5, "networkNfe": %d, "images": 16, "heldOut": 80, "trajectories": 5, "r": [0.4], "rho": [7], "kappa": [20],
                    "guidanceWeights": %s, "batch": 16}],
                 "evaluation": {"images": 32}}"""
                .formatted(id, model, TinyWorld.DATASET, teacher, networkNfe, weights).replace("\n", " ");
    }

    private Outcome run(String id, String model, String teacher, String weights) {
        return run(id, job(id, model, teacher, weights));
    }

    private Outcome run(String id, String job) {
        outside.submit(Topic.TRAINING_JOBS, id, job);
        Outcome outcome = outside.awaitEnd(id);
        assertThat(outcome.ending()).as("%s", outcome).isEqualTo(Outcome.Ending.SUCCEEDED);
        return outcome;
    }

    /** A search that nobody disturbs. Submitted again, it is the same job. */
    private Outcome calm() {
        return run("tune-2", "twice", EmbeddedNode.MODEL, "[]");
    }

    @Test
    void aTunedVersionIsNoWorseThanTheDefaultAndIsUsedFromThenOn() {
        // Given: a model. When: its sampling is tuned, in two rounds
        NODE.trained();
        Outcome outcome = run("tune-1", job("tune-1", "tuned", EmbeddedNode.MODEL, "[0.4]").replace("\"images\": 16", "\"images\": 32"));

        // Then: a new version with the same weights
        assertThat(outcome.counts()).isEqualTo(new Counts("stages", 1, 1, 0, 0, 0));
        ModelCard before = card(ModelName.parse(EmbeddedNode.MODEL));
        ModelCard after = card(ModelName.parse("tuned"));
        assertThat(after.version()).isEqualTo("tune-1-0-tune");
        assertThat(after.stage()).isEqualTo("tune");
        assertThat(after.parent()).contains(before.modelName().toString());
        assertThat(after.weightsSha256()).isEqualTo(before.weightsSha256());
        assertThat(Digest.of(NODE.store().get(Keys.modelWeights("tuned", after.version())).orElseThrow())).isEqualTo(before.weightsSha256());

        // Then: the report has every candidate, and the comparison on held-out seeds
        JsonNode report = report("tune-1");
        JsonNode judgement = report.path("judgement");
        double usual = judgement.path("usualDistance").path("value").asDouble();
        boolean kept = judgement.path("chosen").equals(judgement.path("usual"));
        assertThat(kept ? usual : judgement.path("bestDistance").path("value").asDouble()).isPositive().isLessThanOrEqualTo(usual);
        assertThat(judgement.path("usualDistance").path("images").asInt()).isEqualTo(80);
        assertThat(judgement.path("usual").path("nfe").asInt()).isEqualTo(5);
        assertThat(report.path("tried")).allSatisfy(tried -> {
            assertThat(tried.path("sampling").path("nfe").asInt()).isEqualTo(5);
            assertThat(tried.path("distance").asDouble()).isPositive();
        });
        assertThat(report.path("tried")).extracting(tried -> tried.path("sampling").path("grid").path("@type").asText())
                .contains("Uniform", "Edm", "Sigmoid", "Explicit");
        assertThat(report.path("tried")).extracting(tried -> tried.path("round").asInt() + " of " + tried.path("images").asInt()).contains("1 of 16", "2 of 32");
        assertThat(report.path("tried")).filteredOn(tried -> tried.path("phase").asText().equals("GUIDANCE"))
                .extracting(tried -> tried.path("networkEvaluations").asInt()).contains(10);
        Artifact named = outcome.outputs().stream().filter(output -> output.key().equals(Keys.tuning("tune-1", 0))).findFirst().orElseThrow();
        assertThat(Digest.of(NODE.store().get(named.key()).orElseThrow())).isEqualTo(named.sha256());

        // Then: the job judged its model by what was found
        Distance judged = after.distance().orElseThrow();
        assertThat(judged.drawn().orElseThrow().sampling()).isEqualTo(after.sampling());
        assertThat(judged.images()).isEqualTo(32);
        assertThat(outcome.distance()).contains(judged);
        assertThat(after.options()).containsEntry("kept", kept);
        assertThat(outcome.notes()).anySatisfy(note -> assertThat(note).startsWith("tuning: "));
    }

    @Test
    void guidanceTakesStepsWhereTheBudgetIsTheNetworks() {
        // Given: five evaluations of the network, whatever they are spent on
        NODE.trained();
        outside.submit(Topic.TRAINING_JOBS, "tune-7", job("tune-7", "frugal", EmbeddedNode.MODEL, "[0.4, 1.0]", 5));

        // When
        assertThat(outside.awaitEnd("tune-7").ending()).isEqualTo(Outcome.Ending.SUCCEEDED);

        // Then: none costs more, and guided ones were tried with fewer steps
        JsonNode report = report("tune-7");
        assertThat(report.path("tried")).allSatisfy(tried -> assertThat(tried.path("networkEvaluations").asInt()).isLessThanOrEqualTo(5));
        assertThat(report.path("tried")).filteredOn(tried -> tried.path("phase").asText().equals("GUIDANCE")).isNotEmpty()
                .allSatisfy(tried -> assertThat(tried.path("sampling").path("nfe").asInt()).isBetween(2, 4));
    }

    /** The same seeds and candidates again, where the best of them is the default. */
    @Test
    void theDefaultIsKeptWhereNothingIsBetter() {
        // Given: a version that was tuned
        NODE.trained();
        calm();
        ModelCard once = card(ModelName.of("twice", "tune-2-0-tune"));

        // When
        run("tune-3", "twice", "twice@tune-2-0-tune", "[]");

        // Then
        ModelCard twice = card(ModelName.parse("twice"));
        assertThat(twice.version()).isEqualTo("tune-3-0-tune");
        assertThat(twice.options()).containsEntry("kept", true);
        assertThat(twice.options().get("reason").toString()).contains("default is kept");
        assertThat(twice.sampling()).isEqualTo(once.sampling());
    }

    @Test
    void aPausedSearchGoesOnWithWhatItHasMeasured() {
        // Given: a search, and the same again that nobody disturbs
        NODE.trained();
        outside.submit(Topic.TRAINING_JOBS, "tune-4", job("tune-4", "rested", EmbeddedNode.MODEL, "[]"));
        outside.await("tune-4", event -> event.what() instanceof JobEvent.Progress progress && progress.done() > 150);

        // When
        outside.signal("pause-tune", "tune-4", Signal.Kind.PAUSE);
        Awaitility.await().until(() -> outside.status("tune-4").map(JobStatus::state), Optional.of("PAUSED")::equals);
        outside.signal("resume-tune", "tune-4", Signal.Kind.RESUME);
        Outcome outcome = outside.awaitEnd("tune-4");
        Outcome undisturbed = calm();

        // Then
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        assertThat(report("tune-4").path("tried")).isEqualTo(report("tune-2").path("tried"));
        assertThat(report("tune-4").path("judgement").path("chosen")).isEqualTo(report("tune-2").path("judgement").path("chosen"));
        assertThat(outcome.usage().evaluations()).as("of the second attempt").isLessThan(undisturbed.usage().evaluations());
    }

    @Test
    void aCancelledSearchLeavesNoVersion() {
        // Given
        NODE.trained();
        outside.submit(Topic.TRAINING_JOBS, "tune-6", job("tune-6", "never-tuned", EmbeddedNode.MODEL, "[]").replace("\"images\": 16", "\"images\": 20000"));
        outside.await("tune-6", event -> event.what() instanceof JobEvent.Progress progress && progress.done() > 0);

        // When
        outside.cancel("cancel-tune", "tune-6");

        // Then
        assertThat(outside.awaitEnd("tune-6").ending()).isEqualTo(Outcome.Ending.CANCELLED);
        assertThat(NODE.store().list(Keys.modelVersions("never-tuned"))).isEmpty();
    }

    private static ModelCard card(ModelName name) {
        return new StoreCatalog(NODE.store()).card(name).orElseThrow();
    }

    private static JsonNode report(String job) {
        return Json.read(NODE.store().get(Keys.tuning(job, 0)).orElseThrow(), JsonNode.class);
    }
}
