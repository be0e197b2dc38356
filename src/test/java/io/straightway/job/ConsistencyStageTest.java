package io.straightway.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.recipe.Curriculum;
import io.straightway.recipe.Network;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Violation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsistencyStageTest {
    private static final Stage.Schedule SCHEDULE = new Stage.Schedule(1_000, Objective.consistency(), Optimiser.small(), Optional.empty(), 500);
    private static final Stage TEACHER = new Stage.Teacher(SCHEDULE, false, 0);
    private static final Stage PAIRS = new Stage.Pairs(3_000, Optional.empty(), false, Sampling.teacher(35), 2_000, 50);
    private static final Stage BACKWARD = new Stage.Pairs(3_000, Optional.of(0), false, Sampling.teacher(35), 2_000, 50);
    private static final Stage REFLOW = new Stage.Reflow(SCHEDULE, "dyn+lrn+inf", Optional.empty(), 0);
    private static final Stage CONSISTENCY = consistency(Optional.empty(), 0, false);

    @Test
    void itNeedsAModelAndLeavesNoFlow() {
        assertThat(violations(Optional.empty(), CONSISTENCY)).containsExactly("stages[0].kind");
        assertThat(violations(TEACHER, CONSISTENCY)).isEmpty();
        assertThat(violations(TEACHER, PAIRS, REFLOW, CONSISTENCY, CONSISTENCY)).isEmpty();
        assertThat(violations(TEACHER, CONSISTENCY, PAIRS)).containsExactly("stages[2].kind");
        assertThat(violations(TEACHER, CONSISTENCY, TEACHER, PAIRS)).isEmpty();
        assertThat(violations(TEACHER, PAIRS, CONSISTENCY, REFLOW)).containsExactly("stages[3].kind");
        assertThat(violations(TEACHER, PAIRS, REFLOW, REFLOW)).containsExactly("stages[3].kind");
    }

    @Test
    void itTakesOptionsOfPairsOnlyWithPairs() {
        assertThat(violations(TEACHER, consistency(Optional.of(0.5), 0.1, true))).containsExactly("stages[1].forwardShare", "stages[1].dropLongest");
        assertThat(violations(TEACHER, PAIRS, REFLOW, consistency(Optional.of(0.5), 0.1, true))).containsExactly("stages[3].flip");
        assertThat(violations(TEACHER, PAIRS, REFLOW, TEACHER, consistency(Optional.of(0.5), 0, true))).containsExactly("stages[4].forwardShare");
        assertThat(violations(TEACHER, BACKWARD, REFLOW, consistency(Optional.of(0.5), 0, false))).containsExactly("stages[3].forwardShare");
        assertThat(violations(TEACHER, new Stage.Consistency(SCHEDULE, new Curriculum(1, 8, 1, 1), Optional.of(2.0), 1, false)))
                .contains("stages[1].curriculum.q", "stages[1].forwardShare", "stages[1].dropLongest");
    }

    @Test
    void itTrainsOnThePairsThatReflowHasUsed() {
        assertThat(Connections.coupling(spec(Optional.empty(), TEACHER, PAIRS, REFLOW, CONSISTENCY, CONSISTENCY), 4)).contains((Stage.Coupling) PAIRS);
        assertThat(Connections.coupling(spec(Optional.empty(), PAIRS, TEACHER, CONSISTENCY), 2)).isEmpty();
        assertThat(Connections.coupling(spec(Optional.empty(), CONSISTENCY), 0)).isEmpty();
    }

    @Test
    void admissionDecidesShareAndDropoutAndThePlanCountsFourEvaluations() {
        TrainingSpec pinned = admitted(PAIRS, REFLOW, CONSISTENCY);
        Stage.Consistency stage = (Stage.Consistency) pinned.stages().getLast();

        assertThat(stage.forwardShare()).contains(0.25);
        assertThat(stage.schedule().dropout()).contains(Specs.NETWORK.dropout() / 2);
        assertThat(Plan.of(pinned).steps().get(2).units()).containsExactly(new Work.Train(2, 1_000, 4));
        assertThat(Plan.of(pinned).steps().get(2).evaluations()).isEqualTo(4_000);
        assertThat(Admission.of(pinned, Specs.CATALOG, Specs.POOLS)).isEqualTo(new Admission.Admitted(pinned));
        assertThat(((Stage.Consistency) admitted(BACKWARD, REFLOW, CONSISTENCY).stages().getLast()).forwardShare()).contains(0.0);
        assertThat(((Stage.Consistency) admitted(CONSISTENCY).stages().getLast()).forwardShare()).isEmpty();
    }

    /** Directly before it, as before reflow, a pairs stage makes the forward pairs that are wanted. */
    @Test
    void pairsAreMadeForItsShare() {
        assertThat(((Stage.Pairs) admitted(PAIRS, CONSISTENCY).stages().getFirst()).images()).contains(1_000);
    }

    @Test
    void itGoesOnWithTheShareOfReflowUnlessItAsksForAnother() {
        Stage backward = new Stage.Reflow(SCHEDULE, "baseline", Optional.empty(), 0);

        TrainingSpec same = admitted(PAIRS, backward, CONSISTENCY, CONSISTENCY);
        TrainingSpec other = admitted(PAIRS, backward, consistency(Optional.of(0.5), 0, false));

        assertThat(((Stage.Pairs) same.stages().getFirst()).images()).contains(0);
        assertThat(((Stage.Consistency) same.stages().getLast()).forwardShare()).contains(0.0);
        assertThat(((Stage.Pairs) other.stages().getFirst()).images()).contains(3_000);
        assertThat(((Stage.Reflow) other.stages().get(1)).forwardShare()).contains(0.0);
        assertThat(((Stage.Consistency) other.stages().getLast()).forwardShare()).contains(0.5);
    }

    @Test
    void pairsFollowAFlow() {
        Stage few = new Stage.Pairs(10, Optional.of(0), false, Sampling.consistency(2), 10, 10);
        assertThat(violations(TEACHER, few)).containsExactly("stages[1].sampling.solver");

        Catalog consistent = new Catalog() {
            @Override
            public Optional<Model> model(ModelName name) {
                return Specs.CATALOG.model(name).map(model -> new Model(model.name(), model.network(), Sampling.consistency(2), model.dataset()));
            }

            @Override
            public Optional<StoredPairs> pairs(String name) {
                return Specs.CATALOG.pairs(name);
            }

            @Override
            public Optional<Dataset> dataset(String name) {
                return Specs.CATALOG.dataset(name);
            }
        };
        TrainingSpec spec = spec(Optional.of(ModelName.parse("emoji")), PAIRS, REFLOW);
        assertThat(Admission.of(spec, consistent, Specs.POOLS)).isInstanceOfSatisfying(Admission.Refused.class,
                refused -> assertThat(refused.violations()).extracting(Violation::field).containsExactly("stages[0].from"));
    }

    private static Stage consistency(Optional<Double> share, double dropLongest, boolean flip) {
        return new Stage.Consistency(SCHEDULE, Curriculum.halving(), share, dropLongest, flip);
    }

    private static TrainingSpec spec(Optional<ModelName> teacher, Stage... stages) {
        return new TrainingSpec("t", "emoji", "emoji-16", Optional.<Network>empty(), teacher, List.of(stages),
                new TrainingSpec.Evaluation(100, Sampling.consistency(2)), Precision.FP32, 0);
    }

    private static TrainingSpec admitted(Stage... stages) {
        return (TrainingSpec) ((Admission.Admitted) Admission.of(spec(Optional.of(ModelName.parse("emoji")), stages), Specs.CATALOG, Specs.POOLS)).pinned();
    }

    private static List<String> violations(Stage... stages) {
        return violations(Optional.empty(), stages);
    }

    private static List<String> violations(Optional<ModelName> teacher, Stage... stages) {
        return spec(teacher, stages).violations().stream().map(Violation::field).toList();
    }
}
