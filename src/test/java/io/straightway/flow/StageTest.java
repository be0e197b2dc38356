package io.straightway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.straightway.recipe.Grid;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageTest {
    private static final Grid SIGMOID = new Grid.Sigmoid(20);

    /** Gaussian data of variance ¼ with independent noise; from x1 = 1 the exact flow ends at ½. */
    @ParameterizedTest
    @CsvSource({
        "euler, 5, .157074", "euler, 20, .389354", "euler, 80, .469701",
        "heun, 5, .593446", "heun, 20, .513998", "heun, 80, .501080",
        "0.5, 5, .450880", "0.5, 20, .498943", "0.5, 80, .499982",
        "0.4, 5, .401897", "0.4, 20, .495394", "0.4, 80, .499756"})
    void shouldReachTheKnownPointsOfTheGaussianFlow(String name, int steps, double expected) {
        // Given
        Solver solver = switch (name) {
            case "euler" -> new Solver.Euler();
            case "heun" -> new Solver.Heun();
            default -> new Solver.Dpm(Double.parseDouble(name));
        };

        // When
        double end = integrate(Stage.of(solver, Times.of(SIGMOID, steps)), 1,
                (x, t) -> (1 - t) * .25 * x / ((1 - t) * (1 - t) * .25 + t * t));

        // Then
        assertThat(end).isCloseTo(expected, within(5e-7));
    }

    /** A step of order k integrates velocities that are polynomials in t of degree below k without error, on any grid. */
    @Test
    void shouldIntegratePolynomialsExactlyWithTheMultistepSolver() {
        double[] times = Times.of(SIGMOID, 6);
        for (int order = 2; order <= 4; order++) {
            List<Stage> stages = Stage.of(new Solver.AdamsBashforth(order), times);
            for (int i = 0; i < stages.size(); i++) {
                for (int power = 0; power < Math.min(order, i + 1); power++) {
                    double sum = 0;
                    for (int k = 0; k <= Math.min(i, Stage.MEMORY - 1); k++) {
                        sum += stages.get(i).factors().get(k) * Math.pow(times[i - k], power);
                    }
                    double exact = (Math.pow(times[i + 1], power + 1) - Math.pow(times[i], power + 1)) / (power + 1);
                    assertThat(sum).as("order %s, step %s, power %s", order, i, power).isCloseTo(exact, within(1e-6 * Math.abs(exact) + 1e-9));
                }
            }
        }
    }

    @Test
    void shouldHaveTheClassicCoefficientsOnAUniformGrid() {
        List<Stage> stages = Stage.of(new Solver.AdamsBashforth(4), Times.of(new Grid.Uniform(), 4));

        assertThat(scaled(stages.get(0))).containsExactly(new double[] {1, 0, 0, 0}, within(1e-12));
        assertThat(scaled(stages.get(1))).containsExactly(new double[] {3 / 2.0, -1 / 2.0, 0, 0}, within(1e-12));
        assertThat(scaled(stages.get(2))).containsExactly(new double[] {23 / 12.0, -16 / 12.0, 5 / 12.0, 0}, within(1e-12));
        assertThat(scaled(stages.get(3))).containsExactly(new double[] {55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0}, within(1e-12));
    }

    @Test
    void shouldBeExactInOneStepOnAStraightFlow() {
        // Given: x_t = (1 − t)·3 + t·x1, whose denoiser is the constant 3
        for (Solver solver : solvers()) {
            for (int steps : new int[] {1, 2, 5}) {
                double end = integrate(Stage.of(solver, Times.of(SIGMOID, steps)), -0.7, (x, t) -> 3);

                assertThat(end).isCloseTo(3, within(1e-12));
            }
        }
    }

    @Test
    void shouldSpendTheEvaluationsThatWereAskedFor() {
        for (Solver solver : solvers()) {
            var sampling = new Sampling(solver, SIGMOID, 9);

            assertThat(Stage.of(solver, Times.of(SIGMOID, sampling.steps()))).hasSize(9);
        }
    }

    @Test
    void shouldTreatHeunAsDpmWithOne() {
        double[] times = Times.of(SIGMOID, 6);

        assertThat(Stage.of(new Solver.Heun(), times)).isEqualTo(Stage.of(new Solver.Dpm(1), times));
    }

    private static List<Solver> solvers() {
        return List.of(new Solver.Euler(), new Solver.Heun(), new Solver.Dpm(0.4), new Solver.AdamsBashforth(3));
    }

    private static double[] scaled(Stage stage) {
        return stage.factors().stream().mapToDouble(factor -> factor / -0.25).toArray();
    }

    /** What the program of {@link Integration} does, for one number. */
    private static double integrate(List<Stage> stages, double start, DoubleBinaryOperator denoiser) {
        double x = start;
        double base = start;
        var velocities = new ArrayDeque<Double>();
        for (Stage stage : stages) {
            velocities.addFirst((x - denoiser.applyAsDouble(x, stage.time())) / stage.time());
            x = base;
            int k = 0;
            for (double velocity : new ArrayList<>(velocities).subList(0, Math.min(velocities.size(), Stage.MEMORY))) {
                x += stage.factors().get(k++) * velocity;
            }
            base = stage.commits() ? x : base;
        }
        return x;
    }
}
