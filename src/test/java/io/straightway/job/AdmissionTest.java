package io.straightway.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.recipe.Grid;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import io.straightway.recipe.Violation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    @Test
    void everythingWrongIsSaidAtOnce() {
        // Given
        GenerationSpec spec = new GenerationSpec("", ModelName.parse("../secret"), new Seeds(-1, 1_000_000_000L), new Classes.Listed(List.of()),
                Optional.of(new Sampling(new Solver.Dpm(Double.NaN), new Grid.Sigmoid(Double.POSITIVE_INFINITY), 8)), Precision.FP32, 0, 0,
                Optional.of("a..b"));

        // When
        List<Violation> violations = spec.violations();

        // Then
        assertThat(violations).extracting(Violation::field).containsExactlyInAnyOrder("id", "model", "images", "firstSeed", "labels",
                "sampling.solver.r", "sampling.grid.kappa", "sampling.nfe", "shardImages", "batch", "reference");
        assertThat(violations).extracting(Violation::toString).contains(
                "sampling.nfe is 8, allowed: an odd number from 1 to 1000 with solver dpm",
                "images is 1000000000, allowed: a whole number from 1 to 10000000");
    }

    @Test
    void anOversizedIdIsRefusedWithoutBeingRepeatedInFull() {
        // Given
        GenerationSpec spec = Specs.generation("x".repeat(100_000), 1, 1);

        // When
        Violation violation = spec.violations().getFirst();

        // Then
        assertThat(violation.field()).isEqualTo("id");
        assertThat(violation.value()).hasSizeLessThan(120).contains("100000 characters");
    }

    @Test
    void unknownModelsAndClassesOutOfRangeAreRefused() {
        // Given
        GenerationSpec unknown = new GenerationSpec("a", ModelName.parse("nobody"), new Seeds(0, 1), new Classes.Uniform(), Optional.empty(),
                Precision.FP32, 1, 1, Optional.of("nothing"));
        GenerationSpec outOfRange = new GenerationSpec("b", ModelName.parse("emoji"), new Seeds(0, 1), new Classes.Listed(List.of(3, 9)),
                Optional.empty(), Precision.FP32, 1, 1, Optional.empty());

        // When
        Admission first = Admission.of(unknown, Specs.CATALOG, Specs.POOLS);
        Admission second = Admission.of(outOfRange, Specs.CATALOG, Specs.POOLS);

        // Then
        assertThat(first).isInstanceOfSatisfying(Admission.Refused.class,
                refused -> assertThat(refused.violations()).extracting(Violation::field).containsExactly("model", "reference"));
        assertThat(second).isInstanceOfSatisfying(Admission.Refused.class,
                refused -> assertThat(refused.violations()).extracting(Violation::allowed).containsExactly("labels from 0 to 8"));
    }

    @Test
    void admissionPinsVersionSamplingAndReference() {
        // Given
        GenerationSpec spec = new GenerationSpec("a", ModelName.parse("emoji"), new Seeds(0, 1), new Classes.Uniform(), Optional.empty(),
                Precision.FP32, 1, 1, Optional.empty());

        // When
        Admission admission = Admission.of(spec, Specs.CATALOG, Specs.POOLS);

        // Then
        assertThat(admission).isInstanceOfSatisfying(Admission.Admitted.class, admitted -> {
            GenerationSpec pinned = (GenerationSpec) admitted.pinned();
            assertThat(pinned.model()).isEqualTo(ModelName.of("emoji", "v1"));
            assertThat(pinned.sampling()).contains(Sampling.reflow(9));
            assertThat(pinned.reference()).contains("emoji-16");
        });
    }

    @Test
    void guidanceNeedsAModelThatCanBeGuidedAndAGuideThatExists() {
        // Given
        Sampling free = Sampling.reflow(9).withGuidance(new Guidance.ClassifierFree(0.4));
        Sampling auto = Sampling.reflow(9).withGuidance(new Guidance.Auto(0.7, "emoji"));
        Sampling lost = Sampling.reflow(9).withGuidance(new Guidance.Auto(0.7, "nobody"));

        // When
        Admission guided = Admission.of(guided(free), Specs.CATALOG, Specs.POOLS);
        Admission pinned = Admission.of(guided(auto), Specs.CATALOG, Specs.POOLS);
        Admission refused = Admission.of(guided(lost), Specs.CATALOG, Specs.POOLS);

        // Then
        assertThat(guided).isInstanceOf(Admission.Admitted.class);
        assertThat(pinned).isInstanceOfSatisfying(Admission.Admitted.class,
                admitted -> assertThat(Admission.sampling((GenerationSpec) admitted.pinned()).guidance()).isEqualTo(new Guidance.Auto(0.7, "emoji@v1", 0, 1)));
        assertThat(refused).isInstanceOfSatisfying(Admission.Refused.class,
                refusal -> assertThat(refusal.violations()).extracting(Violation::field).containsExactly("sampling.guidance.weakModel"));
    }

    private static GenerationSpec guided(Sampling sampling) {
        return new GenerationSpec("g", ModelName.parse("emoji"), new Seeds(0, 1), new Classes.Uniform(), Optional.of(sampling), Precision.FP32, 1, 1, Optional.empty());
    }

    @Test
    void stagesMustFollowEachOther() {
        // Given
        TrainingSpec good = Specs.training("t");
        TrainingSpec spec = new TrainingSpec("t", "m", "d", Optional.empty(), Optional.empty(),
                List.of(good.stages().get(2), good.stages().get(1)), good.evaluation(), Precision.FP32, 0);

        // When
        List<Violation> violations = spec.violations();

        // Then
        assertThat(violations).extracting(Violation::field).containsExactly("stages[0].kind", "stages[0].kind");
        assertThat(violations).extracting(Violation::allowed).containsExactly("a teacher stage, the field teacher or the field from before reflow",
                "a pairs stage or the field pairs before reflow");
    }

    @Test
    void theFullRecipeMakesForwardPairsForItsShare() {
        // Given
        TrainingSpec spec = training("dyn+lrn+inf", new Stage.Pairs(3_000, Optional.empty(), false, Sampling.teacher(35), 2_000, 50), Optional.empty());

        // When
        TrainingSpec pinned = (TrainingSpec) ((Admission.Admitted) Admission.of(spec, Specs.CATALOG, Specs.POOLS)).pinned();

        // Then: a quarter of all pairs
        assertThat(((Stage.Pairs) pinned.stages().getFirst()).images()).contains(1_000);
        assertThat(((Stage.Reflow) pinned.stages().getLast()).forwardShare()).contains(0.25);
        assertThat(((Stage.Reflow) pinned.stages().getLast()).schedule().dropout()).contains(0.025);
        assertThat(Plan.of(pinned).steps().getFirst().units()).hasSize(3).last().isEqualTo(new Work.InvertImages(0, 2, 0, 1_000, 35));
        assertThat(Admission.of(pinned, Specs.CATALOG, Specs.POOLS)).isEqualTo(new Admission.Admitted(pinned));
    }

    @Test
    void pairsThatCanNotBeAreRefused() {
        Stage.Pairs none = new Stage.Pairs(100, Optional.of(0), false, Sampling.teacher(35), 100, 50);
        Stage.Pairs many = new Stage.Pairs(100, Optional.of(6_001), false, Sampling.teacher(35), 10_000, 50);
        Stage.Pairs mirrored = new Stage.Pairs(100, Optional.of(6_001), true, Sampling.teacher(35), 10_000, 50);

        assertThat(refused(training("lrn+inf", none, Optional.of(0.5)))).containsExactly("stages[1].forwardShare");
        assertThat(refused(training("lrn+inf", many, Optional.empty()))).containsExactly("stages[0].forward");
        assertThat(Admission.of(training("lrn+inf", mirrored, Optional.empty()), Specs.CATALOG, Specs.POOLS)).isInstanceOf(Admission.Admitted.class);
        assertThat(Admission.of(training("lrn+inf", none, Optional.empty()), Specs.CATALOG, Specs.POOLS)).isInstanceOfSatisfying(Admission.Admitted.class,
                admitted -> assertThat(((Stage.Reflow) ((TrainingSpec) admitted.pinned()).stages().getLast()).forwardShare()).contains(0.0));
    }

    @Test
    void importedPairsAreLookedUp() {
        assertThat(refused(training("lrn+inf", new Stage.StoredPairs("unknown"), Optional.empty()))).containsExactly("stages[0].name");
        assertThat(refused(training("lrn+inf", new Stage.StoredPairs("forward-only"), Optional.of(0.5)))).containsExactly("stages[1].forwardShare");
        assertThat(Admission.of(training("lrn+inf", new Stage.StoredPairs("forward-only"), Optional.empty()), Specs.CATALOG, Specs.POOLS))
                .isInstanceOfSatisfying(Admission.Admitted.class,
                        admitted -> assertThat(((Stage.Reflow) ((TrainingSpec) admitted.pinned()).stages().getLast()).forwardShare()).contains(1.0));
    }

    @Test
    void augmentationNeedsANetworkThatIsToldOfIt() {
        Stage.Schedule schedule = new Stage.Schedule(1_000, Objective.edm(), Optimiser.small(), Optional.empty(), 500);
        TrainingSpec spec = new TrainingSpec("t", "emoji", "emoji-16", Optional.empty(), Optional.empty(), List.of(new Stage.Teacher(schedule, true, 0.12)),
                new TrainingSpec.Evaluation(100, Sampling.teacher(35)), Precision.FP32, 0);

        assertThat(refused(spec)).containsExactly("stages[0].augmentation");
    }

    private static TrainingSpec training(String recipe, Stage pairs, Optional<Double> share) {
        Stage.Schedule schedule = new Stage.Schedule(1_000, Objective.reflow(), Optimiser.small(), Optional.empty(), 500);
        return new TrainingSpec("t", "emoji", "emoji-16", Optional.empty(), Optional.of(ModelName.parse("emoji")),
                List.of(pairs, new Stage.Reflow(schedule, recipe, share, 0)), new TrainingSpec.Evaluation(100, Sampling.reflow(9)), Precision.FP32, 0);
    }

    private static List<String> refused(TrainingSpec spec) {
        return ((Admission.Refused) Admission.of(spec, Specs.CATALOG, Specs.POOLS)).violations().stream().map(Violation::field).toList();
    }

    @Test
    void planningCoversEverySeedOnce() {
        // Given
        GenerationSpec spec = (GenerationSpec) ((Admission.Admitted) Admission.of(Specs.generation("a", 1_000, 300), Specs.CATALOG, Specs.POOLS)).pinned();

        // When
        Plan plan = Plan.of(spec);

        // Then
        assertThat(plan.steps().getFirst().units()).containsExactly(
                new Work.GenerateShard(0, new Seeds(0, 300), 9), new Work.GenerateShard(1, new Seeds(300, 300), 9),
                new Work.GenerateShard(2, new Seeds(600, 300), 9), new Work.GenerateShard(3, new Seeds(900, 100), 9));
        assertThat(plan.steps().getLast().units()).containsExactly(new Work.AssembleImages());
        assertThat(plan.evaluations()).isEqualTo(9_001);
    }
}
