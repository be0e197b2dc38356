package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.catalog.ModelCard;
import io.straightway.event.Topic;
import io.straightway.generate.ManifestEntry;
import io.straightway.generate.ManifestLines;
import io.straightway.job.Artifact;
import io.straightway.job.Counts;
import io.straightway.job.JobEvent;
import io.straightway.job.ModelName;
import io.straightway.job.Outcome;
import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.json.Json;
import io.straightway.recipe.Recipe;
import io.straightway.recipe.Sampling;
import io.straightway.store.Keys;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A model for one or two evaluations, from the first stage to its images. */
class ConsistencyIT {
    @RegisterExtension
    static final EmbeddedNode NODE = new EmbeddedNode();

    private static final String JOB = "consistency-1";
    private static final String MODEL = "consistent";

    private final Outside outside = NODE.outside();

    @Test
    void aPipelineEndsInAModelThatSamplesWithOneAndTwoEvaluations() {
        // When
        outside.submit(Topic.TRAINING_JOBS, JOB, TinyWorld.consistency(JOB, MODEL));
        Outcome trained = outside.awaitEnd(JOB);

        // Then: four stages; each image of the last costs four evaluations, and the pairs were those of the stage before reflow
        assertThat(trained.ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        assertThat(trained.counts()).isEqualTo(new Counts("stages", 4, 4, 0, 0, 0));
        assertThat(trained.usage().evaluations()).isEqualTo(3 * 480 + 32 * 5 + 8 * 4 + 3 * 160 + 4 * 160 + 32 * 2);
        TrainingSpec ran = (TrainingSpec) ((JobEvent.Ended) outside.events(JOB).getLast().what()).ran().orElseThrow().pinned();
        assertThat(((Stage.Consistency) ran.stages().getLast()).forwardShare()).contains(0.25);

        // Then: each model says how it wants to be sampled
        List<ModelCard> cards = trained.outputs().stream().filter(output -> output.role() == Artifact.Role.MODEL).map(ConsistencyIT::card).toList();
        assertThat(cards).extracting(ModelCard::stage).containsExactly("teacher", "reflow", "consistency");
        assertThat(cards).extracting(ModelCard::sampling).containsExactly(Sampling.teacher(35), Recipe.full().sampling(), Sampling.consistency(2));
        assertThat(cards.getLast().parent()).contains(cards.get(1).modelName().toString());
        assertThat(cards.getLast().weightsSha256()).isNotEqualTo(cards.get(1).weightsSha256());
        assertThat(cards.getLast().distance()).isEqualTo(trained.distance()).isPresent();

        // When: its images are asked for, by its own setting and by one evaluation
        outside.submit(Topic.GENERATION_JOBS, "consistent-two", images("consistent-two", ""));
        outside.submit(Topic.GENERATION_JOBS, "consistent-one", images("consistent-one", ", \"sampling\": {\"nfe\": 1, \"solver\": {\"name\": \"consistency\"}}"));

        // Then
        assertThat(outside.awaitEnd("consistent-two").usage().evaluations()).isEqualTo(2 * 16);
        assertThat(outside.awaitEnd("consistent-one").usage().evaluations()).isEqualTo(16);
        assertThat(digests("consistent-one")).hasSize(16).doesNotContainAnyElementsOf(digests("consistent-two"));
    }

    private static String images(String id, String rest) {
        return "{\"id\": \"%s\", \"model\": \"%s\", \"images\": 16, \"batch\": 8%s}".formatted(id, MODEL, rest);
    }

    private static ModelCard card(Artifact weights) {
        String[] key = weights.key().split("/");
        ModelName name = ModelName.of(key[1], key[2]);
        return Json.read(object(Keys.modelCard(name.name(), name.version().orElseThrow())), ModelCard.class);
    }

    private static List<String> digests(String job) {
        return ManifestLines.read(job, object(Keys.manifestLines(job))).stream().map(ManifestEntry::sha256).toList();
    }

    private static byte[] object(String key) {
        return NODE.store().get(key).orElseThrow(() -> new AssertionError("there is no object " + key));
    }
}
