package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.catalog.ModelCard;
import io.straightway.catalog.ModelShelf;
import io.straightway.catalog.PairsCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.event.Topic;
import io.straightway.job.Artifact;
import io.straightway.job.Counts;
import io.straightway.job.Failure;
import io.straightway.job.JobEvent;
import io.straightway.job.ModelName;
import io.straightway.job.Outcome;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pipelines whose stages name their inputs, within a job and across jobs, with gates between them. */
class PipelineIT {
    @RegisterExtension
    static final EmbeddedNode NODE = new EmbeddedNode();

    private final Outside outside = NODE.outside();

    private static String job(String id, String model, String stages, String evaluation) {
        return """
                {"id": "%s", "model": "%s", "dataset": "%s", "seed": 3, "stages": [%s], "evaluation": {"images": 32, "sampling": {"nfe": 3}%s}}"""
                .formatted(id, model, TinyWorld.DATASET, stages, evaluation).replace("\n", " ");
    }

    private ModelCard card(ModelName name) {
        return new StoreCatalog(NODE.store()).card(name).orElseThrow();
    }

    @Test
    void jobsOfDifferentTeamsBuildOnEachOther() {
        // Given: a student that waits for pairs of a job that nobody has submitted yet
        NODE.trained();
        ModelCard shared = card(ModelName.parse(EmbeddedNode.MODEL));
        outside.submit(Topic.TRAINING_JOBS, "chain-student", job("chain-student", "chain", """
                {"kind": "reflow", "from": "model:%s", "pairs": "job:chain-pairs", "images": 64, "optimiser": {"batch": 16}},
                {"kind": "evaluate", "images": 32, "sampling": {"nfe": 3}, "gate": {"below": 1000000, "images": 32}},
                {"kind": "export", "name": "chain-prod"}""".formatted(EmbeddedNode.MODEL), ""));
        outside.await("chain-student", event -> event.what() instanceof JobEvent.Waiting);
        assertThat(outside.status("chain-student").orElseThrow().state()).isEqualTo("WAITING");

        // When: it is submitted
        outside.submit(Topic.TRAINING_JOBS, "chain-pairs", job("chain-pairs", "chain-teacher", """
                {"kind": "pairs", "from": "model:%s", "count": 24, "forward": 8, "shardPairs": 16, "batch": 8, "sampling": {"nfe": 3}},
                {"kind": "export", "what": "pairs", "name": "chain-coupling"}""".formatted(EmbeddedNode.MODEL), ""));
        Outcome pairs = outside.awaitEnd("chain-pairs");
        Outcome student = outside.awaitEnd("chain-student");

        // Then: the pairs lie under their name, for good
        assertThat(pairs.ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        PairsCard coupling = new StoreCatalog(NODE.store()).pairsCard("chain-coupling").orElseThrow();
        assertThat(List.of(coupling.backward(), coupling.forward(), coupling.parts().size())).containsExactly(24, 8, 3);
        assertThat(coupling.parts()).allSatisfy(part -> assertThat(Digest.of(NODE.store().get(part.key()).orElseThrow())).isEqualTo(part.sha256()));

        // Then: the student was trained on them, judged, and published under a second name
        assertThat(student.ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        assertThat(student.counts()).isEqualTo(new Counts("stages", 3, 3, 0, 0, 0));
        ModelCard made = card(ModelName.of("chain", "chain-student-0-reflow"));
        ModelCard exported = card(ModelName.parse("chain-prod"));
        assertThat(made.pairs()).hasValueSatisfying(trainedOn -> {
            assertThat(trainedOn.source()).isEqualTo("pairs:chain-coupling");
            assertThat(trainedOn.count()).isEqualTo(32);
        });
        assertThat(made.parent()).hasValueSatisfying(parent -> assertThat(parent).startsWith(EmbeddedNode.MODEL + "@"));
        assertThat(exported.parent()).contains("chain@chain-student-0-reflow");
        assertThat(exported.weightsSha256()).isEqualTo(made.weightsSha256());
        assertThat(Digest.of(NODE.store().get(Keys.modelWeights("chain-prod", exported.version())).orElseThrow())).isEqualTo(made.weightsSha256());
        assertThat(outside.events("chain-student")).map(JobEvent::what).filteredOn(JobEvent.StepCompleted.class::isInstance)
                .map(what -> ((JobEvent.StepCompleted) what)).anySatisfy(step -> {
                    assertThat(step.step()).isEqualTo("evaluate");
                    assertThat(step.distance()).isPresent();
                });
        assertThat(NODE.command("model", "lineage", "chain-prod")).isZero();
        assertThat(NODE.command("audit", "--job", "chain-pairs")).isZero();
        assertThat(NODE.command("audit", "--job", "chain-student")).isZero();

        // Then: the model that both began with is what it was, although one of them judged it in another way
        assertThat(pairs.distance()).isPresent().isNotEqualTo(shared.distance());
        assertThat(card(ModelName.parse(EmbeddedNode.MODEL))).isEqualTo(shared);

        // Then: nobody else's pairs take the name
        outside.submit(Topic.TRAINING_JOBS, "chain-again", job("chain-again", "chain-teacher", """
                {"kind": "pairs", "from": "model:%s", "count": 8, "forward": 0, "batch": 8, "sampling": {"nfe": 3}},
                {"kind": "export", "what": "pairs", "name": "chain-coupling"}""".formatted(EmbeddedNode.MODEL), ""));
        JobEvent.Rejected again = (JobEvent.Rejected) outside.await("chain-again", event -> event.what() instanceof JobEvent.Rejected).what();
        assertThat(again.failure().message()).isEqualTo("stages[1].name is chain-coupling, allowed: a name that no stored pairs have");
    }

    @Test
    void aJobMakesNoModelTheNewestThatItDidNotMakeUnlessAGateSaysSo() {
        // Given: a model of two versions
        NODE.trained();
        ModelCard tiny = card(ModelName.parse(EmbeddedNode.MODEL));
        byte[] weights = NODE.store().get(Keys.modelWeights(tiny.name(), tiny.version())).orElseThrow();
        ModelShelf shelf = new ModelShelf(NODE.store(), new StoreCatalog(NODE.store()));
        List.of("old", "new").forEach(version -> shelf.put(new ModelCard("kept", version, tiny.network(), tiny.sampling(), tiny.dataset(), tiny.datasetSha256(), tiny.stage(),
                "of-others", tiny.parent(), tiny.images(), tiny.options(), tiny.precision(), tiny.seed(), tiny.weightsSha256(), Optional.empty()), weights));
        assertThat(card(ModelName.parse("kept")).version()).isEqualTo("new");

        // When: jobs make pairs with the old one, and judge it
        outside.submit(Topic.TRAINING_JOBS, "keeps", job("keeps", "keeps", """
                {"kind": "pairs", "from": "model:kept@old", "count": 8, "forward": 0, "batch": 8, "sampling": {"nfe": 3}},
                {"kind": "evaluate", "from": "model:kept@old", "images": 32, "sampling": {"nfe": 3}}""", ""));
        assertThat(outside.awaitEnd("keeps").ending()).isEqualTo(Outcome.Ending.SUCCEEDED);

        // Then
        assertThat(card(ModelName.parse("kept")).version()).isEqualTo("new");

        // When: one has a gate, which the old one passes
        outside.submit(Topic.TRAINING_JOBS, "promotes", job("promotes", "promotes", """
                {"kind": "evaluate", "from": "model:kept@old", "images": 32, "sampling": {"nfe": 3}, "gate": {"below": 1000000}}""", ""));
        assertThat(outside.awaitEnd("promotes").ending()).isEqualTo(Outcome.Ending.SUCCEEDED);

        // Then
        assertThat(card(ModelName.parse("kept")).version()).isEqualTo("old");
    }

    @Test
    void aClosedGateKeepsTheLastGoodModel() {
        // Given: a first stage that passes, and a second one that can't be a thousand times better
        NODE.trained();
        outside.submit(Topic.TRAINING_JOBS, "gated", job("gated", "gated", """
                {"kind": "teacher", "from": "model:%s", "images": 32, "optimiser": {"batch": 16}},
                {"kind": "evaluate", "label": "before", "images": 32, "sampling": {"nfe": 3}, "gate": {"below": 1000000}},
                {"kind": "pairs", "count": 16, "forward": 0, "batch": 8, "sampling": {"nfe": 3}},
                {"kind": "reflow", "recipe": "baseline", "images": 32, "optimiser": {"batch": 16}}""".formatted(EmbeddedNode.MODEL),
                ", \"gate\": {\"beside\": \"before\", \"ratio\": 0.001}"));

        // When
        Outcome outcome = outside.awaitEnd("gated");

        // Then
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.PARTIALLY_SUCCEEDED);
        assertThat(outcome.failure()).hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(Failure.GateClosed.class));
        assertThat(card(ModelName.parse("gated")).version()).isEqualTo("gated-0-teacher");
        assertThat(outcome.outputs()).extracting(Artifact::key).contains("models/gated/gated-3-reflow/model.safetensors", Keys.evaluation("gated", "before"));
        assertThat(card(ModelName.of("gated", "gated-3-reflow")).distance()).isPresent();
    }
}
