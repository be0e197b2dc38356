package io.straightway.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.recipe.AblationRow;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Recipe;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Violation;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AblationSpecTest {
    private static final List<AblationRow.Kind> ALL = List.of(AblationRow.Kind.values());
    private static final List<AblationRow.Kind> LADDER = List.of(AblationRow.Kind.LADDER);

    @Test
    void eachDistinctTrainingIsDoneOnce() {
        AblationSpec spec = Specs.ablation("a", ALL);

        assertThat(spec.trainings()).hasSize(13 * 2).doesNotHaveDuplicates();
        assertThat(spec.trainings().stream().map(AblationSpec.Student::name)).doesNotHaveDuplicates().startsWith("bsl-s0", "bsl-s1", "lrn-s0");
    }

    @Test
    void cellsAreTheTableTheWayThereAndTheTeacher() {
        AblationSpec spec = Specs.ablation("a", LADDER);

        // 4 rows, 2 numbers of evaluations, 2 seeds; 4 rows, 2 seeds, 1 mark before the end; 1 teacher
        assertThat(spec.cells()).hasSize(16 + 8 + 1).doesNotHaveDuplicates();
        assertThat(spec.cells().getFirst()).isEqualTo(new AblationCell.OfStudent(AblationRow.BASELINE, 5, 0, 1_000));
        assertThat(spec.cells().get(16)).isEqualTo(new AblationCell.OfStudent(AblationRow.BASELINE, 9, 0, 448));
        assertThat(spec.cells().getLast()).isEqualTo(new AblationCell.OfTeacher(35));
    }

    @Test
    void marksAreWholeBatchesAndEndWithTheBudget() {
        assertThat(new AblationSpec.Budget(1_000, Optimiser.small(), 500, 4, 0).points()).containsExactly(192L, 448L, 704L, 1_000L);
        assertThat(new AblationSpec.Budget(64, Optimiser.small(), 500, 4, 0).points()).containsExactly(64L);
        assertThat(new AblationSpec.Budget(1_000, Optimiser.small(), 500, 1, 0).points()).containsExactly(1_000L);
    }

    @Test
    void theMainNumberOfEvaluationsIsTheOneNearestNine() {
        assertThat(Specs.ablation("a", LADDER).mainNfe()).contains(9);
        assertThat(with(List.of(3, 7, 11, 15), List.of(0L)).mainNfe()).contains(7);
    }

    @Test
    void teacherAndPairsComeFirstAndAreShared() {
        // Given
        AblationSpec given = Specs.ablation("a", LADDER);
        Stage.Teacher stage = new Stage.Teacher(new Stage.Schedule(640, Objective.edm(), Optimiser.small(), Optional.empty(), 500), false, 0);
        AblationSpec taught = new AblationSpec("a", "m", Optional.of("emoji-16"), Optional.empty(), Optional.empty(), Optional.of(stage), 7, given.pairs(),
                given.students(), given.improved(), given.rows(), given.nfe(), given.seeds(), given.teacherNfe(), given.judging(), Precision.FP32, Terms.STANDARD);

        // When
        Plan plan = Plan.of(admitted(taught));
        Plan without = Plan.of(admitted(given));

        // Then
        assertThat(plan.steps()).extracting(Plan.Step::name).containsExactly("teacher", "pairs", "train", "measure", "assemble");
        assertThat(without.steps()).extracting(Plan.Step::name).containsExactly("pairs", "train", "measure", "assemble");
        assertThat(plan.steps().getFirst().units()).containsExactly(new Work.Train(0, 640, 3));
        // 100 backward pairs in shards of 60, and a third as many forward ones for a quarter of all
        assertThat(without.steps().getFirst().units()).hasSize(3).last().isEqualTo(new Work.InvertImages(0, 2, 0, 34, 35));
        assertThat(without.steps().get(1).units()).hasSize(6).contains(new Work.TrainStudent(5, 1_000));
        assertThat(without.steps().get(2).units()).hasSize(25).last().isEqualTo(new Work.MeasureCell(24, 200, 35));
        assertThat(admitted(taught).preparation().seed()).isEqualTo(7);
    }

    @Test
    void admissionDecidesWhatWasLeftOpen() {
        AblationSpec pinned = admitted(Specs.ablation("a", ALL));

        assertThat(pinned.dataset()).contains("emoji-16");
        assertThat(pinned.teacher()).contains(ModelName.of("emoji", "v1"));
        assertThat(pinned.network()).contains(Specs.NETWORK);
        assertThat(((Stage.Pairs) pinned.pairs()).images()).contains(34);
        assertThat(Admission.of(pinned, Specs.CATALOG, Specs.POOLS)).isEqualTo(new Admission.Admitted(pinned));
    }

    /** What a student is trained with is decided by its improvements, and complete. */
    @Test
    void studentsDifferInTheirImprovementsAlone() {
        AblationSpec pinned = admitted(Specs.ablation("a", ALL));
        TrainingSpec baseline = pinned.training(pinned.trainings().getFirst());
        TrainingSpec full = pinned.training(new AblationSpec.Student(AblationRow.FULL.trained(), 0));

        Stage.Reflow plain = (Stage.Reflow) baseline.stages().getLast();
        Stage.Reflow improved = (Stage.Reflow) full.stages().getLast();
        assertThat(plain.schedule().objective()).isEqualTo(Objective.baseline());
        assertThat(improved.schedule().objective()).isEqualTo(Objective.reflow());
        assertThat(plain.schedule().dropout()).contains(Specs.NETWORK.dropout());
        assertThat(improved.schedule().dropout()).contains(Specs.NETWORK.dropout() / 2);
        assertThat(plain.forwardShare()).contains(0.0);
        assertThat(improved.forwardShare()).contains(0.25);
        assertThat(baseline.stages().getFirst()).isEqualTo(full.stages().getFirst());
    }

    @Test
    void whatCanNotBeIsRefusedInTheJobsOwnWords() {
        AblationSpec good = Specs.ablation("a", LADDER);
        assertThat(good.violations()).isEmpty();
        assertThat(fields(with(List.of(8), List.of(0L)))).containsExactly("nfe", "nfe");
        assertThat(fields(with(List.of(9, 9), List.of(0L)))).containsExactly("nfe");
        assertThat(fields(with(List.of(9), List.of(0L, -1L)))).containsExactly("seeds");
        assertThat(fields(with(List.of(9), List.of()))).containsExactly("seeds");
        assertThat(fields(Specs.ablation("a".repeat(81), LADDER))).containsExactly("id");
        AblationSpec nothing = new AblationSpec("a", "m", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0,
                new Stage.Pairs(0, Optional.of(10), false, Sampling.teacher(34), 60, 50), new AblationSpec.Budget(0, Optimiser.small(), 500, 0, 0),
                new Recipe("dyn+lrn+inf", Recipe.full().objective(), Recipe.full().sampling().withGuidance(new Guidance.ClassifierFree(1, 0, 1)), 2, 0.25), LADDER,
                List.of(9), List.of(0L), List.of(8), new AblationSpec.Judging(10, 0, good.judging().statistics()), Precision.FP32, Terms.STANDARD);
        assertThat(fields(nothing)).contains("dataset", "teacherStage", "students.marks", "improved.dropoutFactor", "improved.sampling.guidance", "images",
                "teacherNfe", "pairs.sampling.nfe", "students.images", "improved.forwardShare", "pairs.kind");
        assertThat(nothing.violations()).noneMatch(violation -> violation.field().startsWith("stages"));
    }

    @Test
    void aJobHasAtMostTwoThousandCells() {
        AblationSpec many = new AblationSpec("a", "m", Optional.of("emoji-16"), Optional.empty(), Optional.of(ModelName.parse("emoji")), Optional.empty(), 0,
                Specs.ablation("a", ALL).pairs(), Specs.ablation("a", ALL).students(), Recipe.full(), ALL, List.of(1, 3, 5, 7), LongStream.range(0, 30).boxed().toList(),
                List.of(), Specs.ablation("a", ALL).judging(), Precision.FP32, Terms.STANDARD);

        assertThat(many.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo("seeds");
            assertThat(violation.value()).startsWith(Integer.toString(many.cells().size()));
        });
    }

    @Test
    void aJobHasAtMostTwoThousandUnits() {
        AblationSpec good = Specs.ablation("a", LADDER);
        AblationSpec many = new AblationSpec("a", "m", Optional.empty(), Optional.empty(), good.teacher(), Optional.empty(), 0,
                new Stage.Pairs(1_990, Optional.of(10), false, Sampling.teacher(35), 1, 1), good.students(), good.improved(), LADDER, good.nfe(), good.seeds(),
                List.of(), good.judging(), Precision.FP32, Terms.STANDARD);

        assertThat(many.violations()).isEmpty();
        assertThat(refused(many)).containsExactly("seeds");
    }

    @Test
    void unknownThingsAreRefusedInTheJobsOwnWords() {
        AblationSpec good = Specs.ablation("a", LADDER);
        AblationSpec unknown = new AblationSpec("a", "m", Optional.of("nothing"), Optional.empty(), Optional.of(ModelName.parse("nobody")), Optional.empty(), 0,
                good.pairs(), good.students(), good.improved(), LADDER, good.nfe(), good.seeds(), List.of(), good.judging(), Precision.FP32, Terms.STANDARD);
        AblationSpec forwardOnly = new AblationSpec("a", "m", Optional.empty(), Optional.empty(), good.teacher(), Optional.empty(), 0,
                new Stage.StoredPairs("forward-only"), good.students(), good.improved(), LADDER, good.nfe(), good.seeds(), List.of(), good.judging(),
                Precision.FP32, Terms.STANDARD);

        assertThat(refused(unknown)).containsExactly("dataset", "teacher");
        assertThat(refused(forwardOnly)).contains("improved.forwardShare");
    }

    static AblationSpec admitted(AblationSpec spec) {
        return (AblationSpec) ((Admission.Admitted) Admission.of(spec, Specs.CATALOG, Specs.POOLS)).pinned();
    }

    private static List<String> refused(AblationSpec spec) {
        return ((Admission.Refused) Admission.of(spec, Specs.CATALOG, Specs.POOLS)).violations().stream().map(Violation::field).toList();
    }

    private static List<String> fields(AblationSpec spec) {
        return spec.violations().stream().map(Violation::field).toList();
    }

    private static AblationSpec with(List<Integer> nfe, List<Long> seeds) {
        AblationSpec good = Specs.ablation("a", LADDER);
        return new AblationSpec(good.id(), good.model(), good.dataset(), good.network(), good.teacher(), good.teacherStage(), 0, good.pairs(), good.students(),
                good.improved(), good.rows(), nfe, seeds, good.teacherNfe(), good.judging(), good.precision(), good.terms());
    }
}
