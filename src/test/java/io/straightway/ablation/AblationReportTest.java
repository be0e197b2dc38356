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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        assertThat(full.ratio()).hasValue(0.7);
        assertThat(full.trainSeconds()).hasValue(100.0);
        assertThat(full.sampleEvaluations()).isEqualTo(9);
        assertThat(report.table().get(6).ratio()).hasValue(17.0 / 20);
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
    void goalsAreMetOnlyIfTheIntervalsAreApart() {
        // Given: the full recipe at 0.7 of the baseline
        AblationReport sure = report(NARROW, cell -> 10 - row(cell));
        AblationReport unsure = report(2, cell -> 10 - row(cell));

        // Then
        assertThat(sure.goals()).extracting(Goal::verdict).containsExactly(Goal.Verdict.MET, Goal.Verdict.MET, Goal.Verdict.MISSED);
        assertThat(sure.goals().getFirst().ratio()).hasValue(0.7);
        assertThat(unsure.goals()).extracting(Goal::verdict).containsExactly(Goal.Verdict.MISSED, Goal.Verdict.MET, Goal.Verdict.MISSED);
    }

    @Test
    void aFreeStepThatIsSureGoesBeforeALargerOneThatIsTrained() {
        // Given: INF brings a tenth, LRN and DYN bring more
        AblationReport report = report(NARROW, cell -> List.of(10.0, 9.0, 6.0, 3.0).get(row(cell)));

        // Then
        assertThat(report.first().group().orElseThrow().name()).isEqualTo("INF");
        assertThat(report.first().group().orElseThrow().trainSeconds()).isZero();
        assertThat(report.first().why()).contains("without any training", "do not overlap");
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
        assertThat(report.steps()).hasSize(7);
        assertThat(report.first().improvement().orElseThrow().name()).isEqualTo("loss-map");
        assertThat(report.first().group()).isEmpty();
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
        Map<AblationCell, Findings.Cell> cells = new HashMap<>();
        spec.cells().stream().filter(cell -> !lost.contains(cell)).forEach(cell -> cells.put(cell, new Findings.Cell(
                distance(value.applyAsDouble(cell), reach), new Usage(2, 100L * cell.nfe()), "key", cell instanceof AblationCell.OfTeacher ? "earlier" : spec.id())));
        Map<AblationSpec.Student, Findings.Student> students = new HashMap<>();
        spec.trainings().forEach(student -> students.put(student, new Findings.Student(ModelName.of("m", student.name()), 100, spec.id())));
        return new Findings(spec, ModelName.of("t", "1"), cells, students);
    }

    private static Distance distance(double value, double reach) {
        return new Distance("fd-test", Optional.empty(), value, 100, "test", "00", "", "", "d", 100, "00", Optional.empty(),
                new Distance.Further(Optional.of(new Distance.Interval(reach / 2, value - reach, value + reach, 10)), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static AblationSpec spec(List<AblationRow.Kind> rows) {
        return new AblationSpec("a", "m", Optional.of("d"), Optional.empty(), Optional.of(ModelName.of("t", "1")), Optional.empty(), 0,
                new Stage.Pairs(100, Optional.empty(), false, Sampling.teacher(35), 60, 50), new AblationSpec.Budget(1_000, Optimiser.small(), 500, 2, 0),
                Recipe.full(), rows, List.of(5, 9), List.of(0L, 1L), List.of(35),
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
