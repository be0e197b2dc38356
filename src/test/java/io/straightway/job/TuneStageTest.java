package io.straightway.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.recipe.Guidance;
import io.straightway.recipe.Network;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TuneStageTest {
    private static final Stage.Schedule SCHEDULE = new Stage.Schedule(1_000, Objective.edm(), Optimiser.small(), Optional.of(0.0), 500);

    private static Stage.Tune tune(Optional<List<Double>> weights) {
        return new Stage.Tune(9, Optional.empty(), 64, 100, 8, List.of(0.4, 1.0), List.of(7.0), List.of(20.0), weights, 16);
    }

    private static TrainingSpec job(Optional<String> teacher, boolean tuned, Network network, Stage... stages) {
        return new TrainingSpec("t", "emoji", "emoji-16", Optional.of(network), teacher.map(ModelName::parse), List.of(stages),
                new TrainingSpec.Evaluation(100, Sampling.teacher(35), Statistics.DISTANCE, tuned), Precision.FP32, 0);
    }

    @Test
    void aStandAloneTuningIsAJobOfOneStage() {
        // Given
        TrainingSpec spec = job(Optional.of("emoji"), true, Specs.NETWORK, tune(Optional.empty()));

        // When
        TrainingSpec pinned = (TrainingSpec) ((Admission.Admitted) Admission.of(spec, Specs.CATALOG, Specs.POOLS)).pinned();

        // Then: the weights of guidance are decided, the final model is judged by what is found
        Stage.Tune decided = (Stage.Tune) pinned.stages().getFirst();
        assertThat(decided).isEqualTo(tune(Optional.of(List.of(0.2, 0.4, 0.8))));
        assertThat(pinned.evaluation().tuned()).isTrue();
        assertThat(Plan.of(pinned).steps()).extracting(Plan.Step::name).containsExactly("tune", "assemble");
        assertThat(Plan.of(pinned).steps().getFirst().units()).containsExactly(new Work.Tune(0, decided.drawn(), 9, 8));
        assertThat(Plan.of(pinned).steps().getLast().units()).containsExactly(new Work.AssembleModel(100, 9));
        assertThat(Admission.of(pinned, Specs.CATALOG, Specs.POOLS)).isEqualTo(new Admission.Admitted(pinned));
    }

    @Test
    void tuningNeedsAModel() {
        List<Violation> violations = job(Optional.empty(), true, Specs.NETWORK, tune(Optional.empty())).violations();

        assertThat(violations).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo("stages[0].kind");
            assertThat(violation.allowed()).contains("teacher");
        });
        assertThat(job(Optional.empty(), true, Specs.NETWORK, new Stage.Teacher(SCHEDULE, false, 0), tune(Optional.empty())).violations()).isEmpty();
    }

    @Test
    void onlyAModelThatCanBeGuidedIs() {
        // Given
        Network unconditional = Network.small(16, 3, 0);
        Stage.Teacher teacher = new Stage.Teacher(SCHEDULE, false, 0);

        // When
        Admission open = Admission.of(job(Optional.empty(), true, unconditional, teacher, tune(Optional.empty())), Specs.CATALOG, Specs.POOLS);
        Admission asked = Admission.of(job(Optional.empty(), true, unconditional, teacher, tune(Optional.of(List.of(0.4)))), Specs.CATALOG, Specs.POOLS);
        TrainingSpec guided = job(Optional.empty(), true, unconditional, teacher, tune(Optional.empty()));
        Sampling auto = Sampling.teacher(35).withGuidance(new Guidance.Auto(0.7, "emoji"));
        Admission byAnother = Admission.of(new TrainingSpec("t", "emoji", "emoji-16", guided.network(), Optional.empty(), guided.stages(),
                new TrainingSpec.Evaluation(100, auto, Statistics.DISTANCE, true), Precision.FP32, 0), Specs.CATALOG, Specs.POOLS);

        // Then
        assertThat(weights(open)).contains(List.of());
        assertThat(((Admission.Refused) asked).violations()).extracting(Violation::field).containsExactly("stages[1].guidanceWeights");
        assertThat(weights(byAnother)).contains(List.of(0.2, 0.4, 0.8));
    }

    private static Optional<List<Double>> weights(Admission admission) {
        return ((Stage.Tune) ((TrainingSpec) ((Admission.Admitted) admission).pinned()).stages().getLast()).guidanceWeights();
    }

    @Test
    void seedsAreThoseOfNobodyElse() {
        // Given: every range of a job of sixteen stages, as large as it may be
        Stage.Tune large = new Stage.Tune(9, Optional.empty(), 100_000, 50_000, 4_096, List.of(), List.of(), List.of(), Optional.empty(), 1);
        List<Seeds> ranges = new ArrayList<>();
        for (int stage = 0; stage < TrainingSpec.MOST_STAGES; stage++) {
            ranges.addAll(List.of(large.searchSeeds(stage), large.heldOutSeeds(stage), large.trajectorySeeds(stage)));
            ranges.add(new Seeds((1L << 54) + ((long) stage << 40), 100_000_000)); // pairs
        }
        ranges.add(new Seeds(0, Seeds.LARGEST)); // what jobs may ask for

        // When
        ranges.sort(Comparator.comparingLong(Seeds::first));

        // Then
        for (int i = 1; i < ranges.size(); i++) {
            assertThat(ranges.get(i).first()).isGreaterThanOrEqualTo(ranges.get(i - 1).first() + ranges.get(i - 1).count());
        }
    }
}
