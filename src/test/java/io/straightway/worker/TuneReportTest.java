package io.straightway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.job.Distance;
import io.straightway.job.Seeds;
import io.straightway.job.Stage;
import io.straightway.json.Json;
import io.straightway.recipe.Grid;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TuneReportTest {
    private static final Sampling USUAL = Sampling.reflow(9);
    private static final Sampling BEST = new Sampling(new Solver.AdamsBashforth(2), new Grid.Explicit(List.of(1.0, 0.4, 0.0)), 2, new Guidance.ClassifierFree(0.2));

    private static Distance distance(double value) {
        return new Distance("fd-x", Optional.empty(), value, 100, "x", "00", "r", "p", "d", 10, "11", Optional.empty(), Distance.Further.NOTHING);
    }

    private static TuneReport.Judgement judgement(Sampling chosen, Optional<TuneReport.Difference> difference) {
        return new TuneReport.Judgement(new Seeds(1, 100), USUAL, BEST, 9, 4, distance(1), Optional.of(distance(0.9)), difference, chosen, "r");
    }

    /** The default stays unless something is better beyond chance: a tie is no gain. */
    @Test
    void onlyADifferenceBeyondItsIntervalIsBetter() {
        assertThat(new TuneReport.Difference(-0.1, -0.15, -0.05).better()).isTrue();
        assertThat(new TuneReport.Difference(-0.1, -0.25, 0.05).better()).isFalse();
        assertThat(new TuneReport.Difference(-0.1, -0.2, 0).better()).isFalse();
        assertThat(new TuneReport.Difference(0, 0, 0).better()).isFalse();
        assertThat(new TuneReport.Difference(0.1, 0.05, 0.15).better()).isFalse();
        assertThat(new TuneReport.Difference(Double.NaN, Double.NaN, Double.NaN).better()).isFalse();
    }

    @Test
    void nothingWorseThanTheDefaultCanBeChosen() {
        TuneReport.Difference better = new TuneReport.Difference(-0.1, -0.15, -0.05);
        TuneReport.Difference chance = new TuneReport.Difference(-0.1, -0.25, 0.05);

        assertThat(judgement(BEST, Optional.of(better)).distance().value()).isEqualTo(0.9);
        assertThat(judgement(BEST, Optional.of(better)).kept()).isFalse();
        assertThat(judgement(USUAL, Optional.of(chance)).distance().value()).isEqualTo(1);
        assertThat(judgement(USUAL, Optional.of(chance)).kept()).isTrue();
        assertThatThrownBy(() -> judgement(BEST, Optional.of(chance))).hasMessageContaining("neither the default nor better");
        assertThatThrownBy(() -> judgement(BEST, Optional.empty())).hasMessageContaining("neither the default nor better");
        assertThatThrownBy(() -> judgement(Sampling.teacher(9), Optional.of(better))).hasMessageContaining("neither the default nor better");
    }

    @Test
    void theDefaultIsWithinTheBudgetOfNetworkEvaluations() {
        // Given: nine evaluations of the flow, and of the network
        Stage.Tune free = new Stage.Tune(9, Optional.empty(), 64, 100, 0, List.of(), List.of(), List.of(), Optional.empty(), 16);
        Stage.Tune frugal = new Stage.Tune(9, Optional.of(9), 64, 100, 0, List.of(), List.of(), List.of(), Optional.empty(), 16);
        Guidance.ClassifierFree always = new Guidance.ClassifierFree(0.4);
        Sampling explicit = new Sampling(new Solver.Euler(), new Grid.Explicit(List.of(1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.0)), 9, always);

        // Then
        assertThat(Tuning.usual(frugal, USUAL)).isEqualTo(USUAL);
        assertThat(Tuning.usual(free, USUAL.withGuidance(always))).isEqualTo(USUAL.withGuidance(always));
        assertThat(Tuning.usual(frugal, USUAL.withGuidance(always))).isEqualTo(USUAL.withGuidance(always).withNfe(3));
        assertThat(Tuning.usual(free, explicit)).isEqualTo(explicit);
        assertThat(Tuning.usual(frugal, explicit)).isEqualTo(new Sampling(new Solver.Euler(), new Grid.Edm(7), 4, always));
    }

    @Test
    void aCheckpointIsReadAsItWasWritten() {
        TuneCheckpoint checkpoint = new TuneCheckpoint(Optional.of(List.of(new TuneReport.Found(new Solver.Euler(), new Grid.Explicit(List.of(1.0, 0.3, 0.0))))),
                List.of(new TuneReport.Tried(TuneReport.Phase.SCHEDULE, 1, USUAL, 16, 9, Optional.of(1.0 / 3)),
                        new TuneReport.Tried(TuneReport.Phase.GUIDANCE, 2, BEST, 32, 4, Optional.empty())));

        assertThat(Json.read(Json.bytes(checkpoint, TuneCheckpoint.class), TuneCheckpoint.class)).isEqualTo(checkpoint);
        assertThat(Json.read(Json.bytes(TuneCheckpoint.NOTHING, TuneCheckpoint.class), TuneCheckpoint.class)).isEqualTo(TuneCheckpoint.NOTHING);
    }
}
