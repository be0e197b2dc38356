package io.straightway.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.straightway.job.AblationCell;
import io.straightway.job.AblationSpec;
import io.straightway.job.Distance;
import io.straightway.job.ModelName;
import io.straightway.job.Stage;
import io.straightway.job.Statistics;
import io.straightway.job.Terms;
import io.straightway.job.Usage;
import io.straightway.recipe.AblationRow;
import io.straightway.recipe.Improvement;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Recipe;
import io.straightway.recipe.Sampling;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** The rules of the report, on cells made by hand. */
class AblationReportTest {
    private static final double NARROW = 0.01;

    @Test
    void theTableComparesEachRowWithTheBaselineAtTheSameEvaluations() {
        // Given: distances that fall by rows and by evaluations
        AblationReport report = report(NARROW, cell -> 10 - row(cell) + (cell.nfe() == 5 ? 10 : 0));

        // Then
        assertThat(report.table()).hasSize(8);
        AblationReport.Line full = report.table().getLast();
        assertThat(full.row()).isEqualTo("+DYN+LRN+INF");
        assertThat(full.nfe()).isEqualTo(9);
        assertThat(full.distance().mean()).isEqualTo(7);
        assertThat(full.ratio().orElseThrow().value()).isEqualTo(0.7);
        assertThat(full.trainSeconds()).hasValue(100.0);
        assertThat(full.sampleEvaluations()).isEqualTo(9);
        assertThat(report.table().get(6).ratio().orElseThrow().value()).isEqualTo(17.0 / 20);
        assertThat(report.curve()).hasSize(4 * 2);
        assertThat(report.missing()).isEmpty();
    }

    @Test
    void anIntervalHoldsTheErrorsOfTrainingsAndOfImages() {
        // Given: three seeds, 9 10 11, each sure to within 0.5
        List<Distance> seeds = List.of(distance(9, 0.5), distance(10, 0.5), distance(11, 0.5));

        // When
        Estimate estimate = Estimate.of(seeds);

        // Then: t of 2 degrees times 1/sqrt 3, and 0.5, as squares
        double reach = Math.hypot(4.303 / Math.sqrt(3), 0.5);
        assertThat(estimate.mean()).isEqualTo(10);
        assertThat(estimate.spread()).hasValue(1.0);
        assertThat(estimate.interval().orElseThrow().lower()).isCloseTo(10 - reach, within(1e-12));
        assertThat(estimate.interval().orElseThrow().upper()).isCloseTo(10 + reach, within(1e-12));
    }

    @Test
    void oneSeedHasTheIntervalOfItsImagesOnly() {
        assertThat(Estimate.of(List.of(distance(9, 0.5))).interval()).contains(new Estimate.Bounds(8.5, 9.5));
        assertThat(Estimate.of(List.of(distance(9, 0))).spread()).isEmpty();
    }

    @Test
    void aRatioHasTheIntervalOfWhatTheSidesDoNotShare() {
        // Given: two rows whose distances go up and down with the images together, far more than they differ
        SortedMap<Long, Distance> ones = new TreeMap<>(Map.of(0L, distance(9, 3, 8, 9, 10), 1L, distance(18, 3, 16, 18, 20)));
        SortedMap<Long, Distance> others = new TreeMap<>(Map.of(0L, distance(10, 3, 80 / 9.0, 10, 100 / 9.0), 1L, distance(20, 3, 160 / 9.0, 20, 200 / 9.0)));

        // When
        Ratio ratio = Ratio.of(ones, others);

        // Then: the ratio is the same with any images and after any training
        assertThat(ratio.value()).isEqualTo(0.9);
        assertThat(ratio.interval().orElseThrow().lower()).isCloseTo(0.9, within(1e-12));
        assertThat(ratio.interval().orElseThrow().upper()).isCloseTo(0.9, within(1e-12));
        assertThat(ratio.sure()).hasValue(true);
    }

    @Test
    void theIntervalOfARatioHoldsTheErrorsOfTrainingsAndOfImages() {
        // Given: trainings with the ratios 0.8 and 1; without a part of the images the mean is 0.9, 0.7 or 1.1 times the other row's
        SortedMap<Long, Distance> ones = new TreeMap<>(Map.of(0L, distance(8, 3, 9, 7, 11), 1L, distance(10, 3, 9, 7, 11)));
        SortedMap<Long, Distance> others = new TreeMap<>(Map.of(0L, distance(10, 3, 10, 10, 10), 1L, distance(10, 3, 10, 10, 10)));

        // When
        Ratio ratio = Ratio.of(ones, others);

        // Then: t of 2 degrees on the jackknife of three parts, and t of 1 degree on two trainings, as squares
        double images = 4.303 * Math.sqrt(2 / 3.0 * 0.08);
        double trainings = 12.706 * Math.sqrt(0.02) / Math.sqrt(2);
        assertThat(ratio.interval().orElseThrow().upper()).isCloseTo(0.9 + Math.hypot(images, trainings), within(1e-9));
        assertThat(ratio.sure()).hasValue(false);
    }

    @Test
    void oneSeedSaysNothingOfTrainings() {
        // Given: distances of one seed each that fall by a tenth with any images, and wide intervals
        AblationSpec spec = spec(List.of(AblationRow.Kind.LADDER), List.of(0L));
        AblationReport report = AblationReport.of(findings(spec, cell -> {
            double value = List.of(10.0, 9.0, 8.1, 7.3).get(Math.min(3, row(cell)));
            return distance(value, 5, value, value * 1.1, value * 0.9);
        }, Set.of()));

        // Then: sure is only what is drawn from one and the same student
        assertThat(report.steps()).extracting(Step::name).containsExactly("INF", "LRN", "DYN");
        assertThat(report.steps()).extracting(step -> step.sure().orElseThrow()).containsExactly(true, false, false);
    }

    @Test
    void aRatioOfWhatIsNoPairHasNoInterval() {
        SortedMap<Long, Distance> three = new TreeMap<>(Map.of(0L, distance(9, 1, 8, 9, 10)));

        assertThat(Ratio.of(three, new TreeMap<>(Map.of(0L, distance(10, 1)))).interval()).isEmpty();
        assertThat(Ratio.of(three, new TreeMap<>(Map.of(1L, distance(10, 1, 8, 9, 10)))).interval()).isEmpty();
        assertThat(Ratio.of(three, new TreeMap<>(Map.of(0L, distance(10, 1, 8, 9)))).interval()).isEmpty();
        assertThat(Ratio.of(three, three).interval()).isPresent();
    }

    @Test
    void aStepThatIsSureByItsRatioGoesFirst() {
        // Given: intervals of distances that overlap widely, but ratios that hold for any images
        AblationSpec spec = spec(List.of(AblationRow.Kind.LADDER));
        AblationReport report = AblationReport.of(findings(spec, cell -> {
            double value = List.of(10.0, 9.9, 9.0, 8.9).get(Math.min(3, row(cell)));
            return row(cell) == 1 ? distance(value, 5, value - 2, value + 2, value) : distance(value, 5, value * 0.9, value * 1.1, value);
        }, Set.of()));

        // Then
        assertThat(report.steps()).extracting(Step::apart).containsOnly(Optional.of(false));
        assertThat(report.steps()).extracting(step -> step.sure().orElseThrow()).containsExactly(false, false, true);
        assertThat(report.first().group().orElseThrow().name()).isEqualTo("DYN");
        assertThat(report.goals().getLast().ratio()).as("to a teacher of the same distances").contains(new Ratio(1, Optional.of(new Estimate.Bounds(1, 1))));
        assertThat(ReportText.of(report)).contains("| DYN | +LRN+INF | +DYN+LRN+INF | 0.989 (0.989 to 0.989) | yes | 100 |");
    }

    @Test
    void goalsAreMetOnlyIfTheIntervalsAreApart() {
        // Given: the full recipe at 0.7 of the baseline
        AblationReport sure = report(NARROW, cell -> 10 - row(cell));
        AblationReport unsure = report(2, cell -> 10 - row(cell));

        // Then
        assertThat(sure.goals()).extracting(Goal::verdict).containsExactly(Goal.Verdict.MET, Goal.Verdict.MET, Goal.Verdict.MISSED);
        assertThat(sure.goals().getFirst().ratio().orElseThrow().value()).isEqualTo(0.7);
        assertThat(unsure.goals()).extracting(Goal::verdict).containsExactly(Goal.Verdict.MISSED, Goal.Verdict.MET, Goal.Verdict.MISSED);
    }

    @Test
    void aFreeStepThatIsSureGoesBeforeALargerOneThatIsTrained() {
        // Given: INF brings a tenth, LRN and DYN bring more
        AblationReport report = report(NARROW, cell -> List.of(10.0, 9.0, 6.0, 3.0).get(row(cell)));

        // Then
        assertThat(report.first().group().orElseThrow().name()).isEqualTo("INF");
        assertThat(report.first().group().orElseThrow().trainSeconds()).isZero();
        assertThat(report.first().why()).contains("without any training", "more than chance");
        assertThat(report.steps()).extracting(Step::name).containsExactly("INF", "LRN", "DYN");
    }

    @Test
    void aSureStepGoesBeforeAFreeOneThatMayBeChance() {
        AblationReport report = report(0.5, cell -> List.of(10.0, 9.8, 6.0, 5.9).get(row(cell)));

        assertThat(report.first().group().orElseThrow().name()).isEqualTo("LRN");
        assertThat(report.first().group().orElseThrow().trainSeconds()).isEqualTo(100);
    }

    @Test
    void whereNothingHelpsNoStepIsNamed() {
        AblationReport report = report(NARROW, cell -> 10 + row(cell));

        assertThat(report.first().group()).isEmpty();
        assertThat(report.first().why()).isEqualTo("No group lowers the distance.");
    }

    @Test
    void singleImprovementsAreComparedWithTheBaseline() {
        // Given: the loss map alone helps
        AblationRow lossMap = AblationRow.only(Improvement.LOSS_MAP);
        AblationReport report = AblationReport.of(findings(spec(List.of(AblationRow.Kind.ALONE)), NARROW,
                cell -> cell instanceof AblationCell.OfStudent student && student.row().equals(lossMap) ? 8 : 10, Set.of()));

        // Then
        assertThat(report.steps()).extracting(Step::kind).hasSize(7).containsOnly(Step.Kind.ALONE);
        assertThat(report.first().improvement().orElseThrow().name()).isEqualTo("loss-map");
        assertThat(report.first().group()).isEmpty();
    }

    @Test
    void theFullRecipeIsComparedWithWhatItIsWithoutEachImprovement() {
        // Given: without the loss map it is worse
        AblationRow lossMap = AblationRow.without(Improvement.LOSS_MAP);
        AblationReport report = AblationReport.of(findings(spec(List.of(AblationRow.Kind.LEFT_OUT)), NARROW,
                cell -> cell instanceof AblationCell.OfStudent student && student.row().equals(lossMap) ? 10 : 8, Set.of()));

        // Then
        assertThat(report.steps()).extracting(Step::kind).hasSize(7).containsOnly(Step.Kind.LAST);
        assertThat(report.steps()).filteredOn(step -> step.gain() > 0).extracting(Step::name).containsExactly("loss-map");
        assertThat(ReportText.of(report)).contains("| loss-map | without loss-map | +DYN+LRN+INF | 0.800 | yes | 100 |");
        assertThat(report.first().improvement()).isEmpty();
    }

    @Test
    void whatFailedIsMissingAndTheRestIsShown() {
        // Given: the full recipe's second seed could not be measured at 9 evaluations, +INF not at all
        AblationSpec spec = spec(List.of(AblationRow.Kind.LADDER));
        Set<AblationCell> lost = Set.copyOf(spec.cells().stream().filter(cell -> cell instanceof AblationCell.OfStudent student
                && (student.row().equals(AblationRow.INFERENCE) || student.row().equals(AblationRow.FULL) && student.seed() == 1 && student.nfe() == 9)).toList());
        AblationReport report = AblationReport.of(findings(spec, NARROW, cell -> 10 - row(cell), lost));

        // Then
        assertThat(report.missing()).hasSize(lost.size());
        assertThat(report.table()).hasSize(6);
        assertThat(report.table().getLast().distance().seeds()).isEqualTo(1);
        assertThat(report.goals().get(1).verdict()).isEqualTo(Goal.Verdict.NOT_MEASURED);
        assertThat(report.steps()).extracting(Step::name).containsExactly("DYN");
        assertThat(ReportText.of(report)).contains(lost.size() + " cells failed", "- +INF at 5 evaluations, seed 0, 1000 images");
    }

    @Test
    void whatWasTakenOverIsSaid() {
        AblationReport report = report(NARROW, cell -> 10 - row(cell));

        // Given: the teacher's cell is another job's
        assertThat(report.cells().getLast().takenOverFrom()).hasValue("earlier");
        assertThat(report.cells().getFirst().takenOverFrom()).isEmpty();
        assertThat(ReportText.of(report)).contains("1 of 25 cells and 0 of 6 students were taken over from earlier jobs: earlier.");
    }

    @Test
    void wordsAndPlotsAreMade() throws IOException {
        AblationReport report = report(NARROW, cell -> 10 - row(cell));

        assertThat(ReportText.of(report)).contains("# Ablation a: fd-test on d", "| +DYN+LRN+INF | 9 | 7 ± 0 | 6.990 to 7.010 | 0.700 | 1 | 100 | 9 |", "**MET**", "first step");
        for (byte[] png : List.of(ReportPlots.overNfe(report), ReportPlots.overKimg(report))) {
            assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(1000);
        }
    }

    @Test
    void anAblationWithoutAnyCellHasNoReport() {
        AblationSpec spec = spec(List.of());
        assertThatThrownBy(() -> AblationReport.of(findings(spec, NARROW, cell -> 1, Set.copyOf(spec.cells())))).hasMessage("no cell of job a was measured");
    }

    /** Of the ladder; the teacher is better than all of it. */
    private static int row(AblationCell cell) {
        return cell instanceof AblationCell.OfStudent student ? AblationRow.Kind.LADDER.rows().indexOf(student.row()) : 9;
    }

    private static AblationReport report(double reach, ToDoubleFunction<AblationCell> value) {
        return AblationReport.of(findings(spec(List.of(AblationRow.Kind.LADDER)), reach, cell -> row(cell) == 9 ? 1 : value.applyAsDouble(cell), Set.of()));
    }

    private static Findings findings(AblationSpec spec, double reach, ToDoubleFunction<AblationCell> value, Set<AblationCell> lost) {
        return findings(spec, cell -> distance(value.applyAsDouble(cell), reach), lost);
    }

    private static Findings findings(AblationSpec spec, Function<AblationCell, Distance> distance, Set<AblationCell> lost) {
        Map<AblationCell, Findings.Cell> cells = new HashMap<>();
        spec.cells().stream().filter(cell -> !lost.contains(cell)).forEach(cell -> cells.put(cell, new Findings.Cell(
                distance.apply(cell), new Usage(2, 100L * cell.nfe()), "key", cell instanceof AblationCell.OfTeacher ? "earlier" : spec.id())));
        Map<AblationSpec.Student, Findings.Student> students = new HashMap<>();
        spec.trainings().forEach(student -> students.put(student, new Findings.Student(ModelName.of("m", student.name()), 100, spec.id())));
        return new Findings(spec, ModelName.of("t", "1"), cells, students);
    }

    private static Distance distance(double value, double reach, double... without) {
        return new Distance("fd-test", Optional.empty(), value, 100, "test", "00", "", "", "d", 100, "00", Optional.empty(),
                new Distance.Further(Optional.of(new Distance.Interval(reach / 2, value - reach, value + reach, 10, Arrays.stream(without).boxed().toList())), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static AblationSpec spec(List<AblationRow.Kind> rows) {
        return spec(rows, List.of(0L, 1L));
    }

    private static AblationSpec spec(List<AblationRow.Kind> rows, List<Long> seeds) {
        return new AblationSpec("a", "m", Optional.of("d"), Optional.empty(), Optional.of(ModelName.of("t", "1")), Optional.empty(), 0,
                new Stage.Pairs(100, Optional.empty(), false, Sampling.teacher(35), 60, 50), new AblationSpec.Budget(1_000, Optimiser.small(), 500, 2, 0),
                Recipe.full(), rows, List.of(5, 9), seeds, List.of(35),
                new AblationSpec.Judging(100, 0, new Statistics(Optional.empty(), true, false, false, false)), Precision.FP32, Terms.STANDARD);
    }

    @Test
    void distancesThatLieFarApartAreDrawnOnALogarithmicAxis() {
        // Given: a baseline far off, and a small distance whose interval reaches below zero
        XYChart far = chart(new double[] {5.5, 0.2}, new double[] {0.3, 0.25});
        XYChart near = chart(new double[] {2, 1}, new double[] {0.3, 1.5});

        // When
        ReportPlots.spread(far);
        ReportPlots.spread(near);

        // Then: every end of an interval has a logarithm
        assertThat(far.getStyler().isYAxisLogarithmic()).isTrue();
        assertThat(far.getYAxisTitle()).endsWith("(logarithmic)");
        assertThat(far.getSeriesMap().get("row").getExtraValues()).containsExactly(0.3, 0.1);
        assertThat(near.getStyler().isYAxisLogarithmic()).isFalse();
        assertThat(near.getSeriesMap().get("row").getExtraValues()).containsExactly(0.3, 1.5);
    }

    private static XYChart chart(double[] distances, double[] reach) {
        XYChart chart = new XYChartBuilder().width(300).height(200).yAxisTitle("distance").build();
        chart.addSeries("row", new double[] {5, 9}, distances, reach);
        return chart;
    }
}
