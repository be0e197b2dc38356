package io.straightway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Grid;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StageTest {
    private static final Grid SIGMOID = new Grid.Sigmoid(20);

    /** What a search may leave out, because it tries the lower order anyway. */
    @ParameterizedTest
    @CsvSource({"2, true, true", "3, true, true", "4, true, false", "5, false, false", "9, false, false"})
    void shouldBeOfALowerOrderWithFewSteps(int steps, boolean uniPc, boolean adamsBashforth) {
        double[] times = Times.of(SIGMOID, steps);

        assertThat(Stage.of(new Solver.UniPc(3), times).equals(Stage.of(new Solver.UniPc(2), times))).isEqualTo(uniPc);
        assertThat(Stage.of(new Solver.AdamsBashforth(4), times).equals(Stage.of(new Solver.AdamsBashforth(3), times))).isEqualTo(adamsBashforth);
    }

    /** Gaussian data of variance ¼ with independent noise; from x1 = 1 the exact flow ends at ½. */
    @ParameterizedTest
    @CsvSource({
        "euler, 5, .157074", "euler, 20, .389354", "euler, 80, .469701",
        "heun, 5, .593446", "heun, 20, .513998", "heun, 80, .501080",
        "0.5, 5, .450880", "0.5, 20, .498943", "0.5, 80, .499982",
        "0.4, 5, .401897", "0.4, 20, .495394", "0.4, 80, .499756"})
    void shouldReachTheKnownPointsOfTheGaussianFlow(String name, int steps, double expected) {
        // Given
        Solver.OnGrid solver = switch (name) {
            case "euler" -> new Solver.Euler();
            case "heun" -> new Solver.Heun();
            default -> new Solver.Dpm(Double.parseDouble(name));
        };

        // When
        double end = integrate(solver, Times.of(SIGMOID, steps), 1,
                StageTest::gaussian);

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
                    for (int k = 0; k <= Math.min(i, Combination.MEMORY - 1); k++) {
                        sum += stages.get(i).move().factors().get(k) * Math.pow(times[i - k], power);
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
        for (Solver.OnGrid solver : solvers()) {
            for (int steps : new int[] {1, 2, 5}) {
                double end = integrate(solver, Times.of(SIGMOID, steps), -0.7, (x, t) -> 3);

                assertThat(end).isCloseTo(3, within(1e-12));
            }
        }
    }

    @Test
    void shouldSpendTheEvaluationsThatWereAskedFor() {
        for (Solver.OnGrid solver : solvers()) {
            var sampling = new Sampling(solver, SIGMOID, 9);

            assertThat(sampling.solver().admits(9)).isTrue();
            assertThat(Stage.of(solver, Times.of(SIGMOID, solver.steps(9)))).hasSize(9);
        }
    }

    @Test
    void shouldTreatHeunAndMidpointAsDpm() {
        double[] times = Times.of(SIGMOID, 6);

        assertThat(Stage.of(new Solver.Heun(), times)).isEqualTo(Stage.of(new Solver.Dpm(1), times));
        assertThat(Stage.of(new Solver.Midpoint(), times)).isEqualTo(Stage.of(new Solver.Dpm(0.5), times));
    }

    /**
     * Between the ends of the flow of two Gaussians; on that of one, the midpoint rule happens to be of order three. Two steps of h²
     * before those of h keep the low orders with which multistep solvers start out of sight.
     */
    @ParameterizedTest
    @MethodSource("orders")
    void shouldConvergeWithItsOrder(Solver.OnGrid solver, double order) {
        // Given
        double exact = endInside(new Solver.UniPc(3), 4000);
        assertThat(exact).isCloseTo(endInside(new Solver.AdamsBashforth(4), 4000), within(1e-11));

        // When
        double coarse = Math.abs(endInside(solver, 100) - exact);
        double fine = Math.abs(endInside(solver, 200) - exact);

        // Then
        assertThat(Math.log(coarse / fine) / Math.log(2)).isBetween(order - 0.2, order + 0.8);
    }

    static Stream<Arguments> orders() {
        return Stream.of(
                Arguments.of(new Solver.Euler(), 1), Arguments.of(new Solver.Heun(), 2), Arguments.of(new Solver.Midpoint(), 2),
                Arguments.of(new Solver.Dpm(0.4), 2), Arguments.of(new Solver.AdamsBashforth(2), 2),
                Arguments.of(new Solver.AdamsBashforth(3), 3), Arguments.of(new Solver.AdamsBashforth(4), 4),
                Arguments.of(new Solver.DpmPlusPlus2M(), 2), Arguments.of(new Solver.UniPc(2), 3), Arguments.of(new Solver.UniPc(3), 4));
    }

    /** From noise to data: one Euler step at an end costs h², so that no start-up lets more than order two remain. */
    @Test
    void shouldConvergeWithOrderTwoOverTheWholeFlow() {
        for (Solver.OnGrid solver : solvers()) {
            double coarse = Math.abs(integrate(solver, Times.of(new Grid.Uniform(), 160), 1, StageTest::gaussian) - 0.5);
            double fine = Math.abs(integrate(solver, Times.of(new Grid.Uniform(), 320), 1, StageTest::gaussian) - 0.5);

            assertThat(Math.log(coarse / fine) / Math.log(2)).as(solver.toString()).isGreaterThan(solver instanceof Solver.Euler ? 0.9 : 1.7);
        }
    }

    /** Solvers on the logarithm of the signal-to-noise ratio integrate a denoiser that is a polynomial in it without error. */
    @Test
    void shouldIntegratePolynomialsOfTheLogSnrExactly() {
        // Given: x = t·(y + ∫ e^s D ds) with D = lambda, whose integral is (lambda − 1)·e^lambda
        double[] times = {0.8, 0.7, 0.45, 0.4, 0.2};
        DoubleBinaryOperator exact = (t, y) -> t * (y + (lambda(t) - 1) * Math.exp(lambda(t)));

        for (int order = 2; order <= 3; order++) {
            // When: the first step is corrected to order two, and later ones are of a higher order
            double end = integrate(new Solver.UniPc(order), times, exact.applyAsDouble(0.8, 1), (x, t) -> lambda(t));

            // Then
            assertThat(end).isCloseTo(exact.applyAsDouble(0.2, 1), within(1e-12));
        }
    }

    @Test
    void shouldHaveTheCoefficientsOfTheMultistepPaper() {
        // Given: h_before = ln 4, h = ln 2 in lambda, so the extrapolation is by (D_1 − D_0)/4
        double[] times = {0.8, 0.5, 1 / 3.0};

        // When
        Combination second = Stage.of(new Solver.DpmPlusPlus2M(), times).get(1).move();

        // Then: t'/t = 2/3
        assertThat(second.scale()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(second.factors().get(0)).isCloseTo(1.25 / 3, within(1e-12));
        assertThat(second.factors().get(1)).isCloseTo(-0.25 / 3, within(1e-12));
    }

    @Test
    void shouldComeBackFromDataToNoise() {
        for (Solver.OnGrid solver : solvers()) {
            double[] falling = Times.of(SIGMOID, 200);
            double start = 0.5 * (1 - Flow.LEAST_TIME);

            double noise = integrate(solver, Times.rising(falling, Flow.LEAST_TIME), start, StageTest::gaussian);

            assertThat(noise).as(solver.toString()).isCloseTo(1, within(solver instanceof Solver.Euler ? 0.1 : 0.01));
        }
    }

    @Test
    void shouldRefuseEvaluationsThatASolverCannotSpend() {
        assertThat(violations(new Sampling(new Solver.Midpoint(), SIGMOID, 8)))
                .containsExactly("nfe is 8, allowed: an odd number from 1 to 1000 with solver midpoint");
        assertThat(violations(new Sampling(new Solver.UniPc(3), SIGMOID, 0)))
                .containsExactly("nfe is 0, allowed: a whole number from 1 to 1000 with solver unipc");
        assertThat(violations(new Sampling(new Solver.Rk45(1e-5, 1e-5), SIGMOID, 6)))
                .containsExactly("nfe is 6, allowed: a whole number from 7 to 1000 with solver rk45, as the most it may spend");
        assertThat(violations(new Sampling(new Solver.UniPc(4), SIGMOID, 8))).containsExactly("solver.order is 4, allowed: a whole number from 2 to 3");
        assertThat(violations(new Sampling(new Solver.DpmPlusPlus2M(), SIGMOID, 8))).isEmpty();
    }

    private static List<String> violations(Sampling sampling) {
        Checks checks = Checks.begin();
        sampling.check(checks);
        return checks.violations().stream().map(Object::toString).toList();
    }

    private static List<Solver.OnGrid> solvers() {
        return List.of(new Solver.Euler(), new Solver.Heun(), new Solver.Midpoint(), new Solver.Dpm(0.4), new Solver.AdamsBashforth(2),
                new Solver.AdamsBashforth(3), new Solver.AdamsBashforth(4), new Solver.DpmPlusPlus2M(), new Solver.UniPc(2), new Solver.UniPc(3));
    }

    private static double[] scaled(Stage stage) {
        return stage.move().factors().stream().mapToDouble(factor -> factor / -0.25).toArray();
    }

    private static double gaussian(double x, double t) {
        return (1 - t) * .25 * x / ((1 - t) * (1 - t) * .25 + t * t);
    }

    private static double lambda(double t) {
        return Math.log((1 - t) / t);
    }

    /** From 1 at t = 0.9 to t = 0.25. */
    private static double endInside(Solver.OnGrid solver, int steps) {
        double h = 0.65 / steps;
        double[] times = new double[steps + 3];
        times[0] = 0.9;
        times[1] = 0.9 - h * h;
        for (int i = 0; i <= steps; i++) {
            times[i + 2] = 0.9 - 2 * h * h - i * (0.65 - 2 * h * h) / steps;
        }
        return integrate(solver, times, 1, StageTest::twoGaussians);
    }

    /** Data around ½ and −½ with deviation 0.3. */
    private static double twoGaussians(double x, double t) {
        double a = 1 - t;
        double variance = a * a * 0.09 + t * t;
        double mean = 0.5 * Math.tanh(0.5 * a * x / variance);
        return mean + a * 0.09 * (x - a * mean) / variance;
    }

    /** What the program of {@link Integration} does, for one number. */
    private static double integrate(Solver.OnGrid solver, double[] times, double start, DoubleBinaryOperator denoiser) {
        double x = start;
        double base = start;
        var memory = new ArrayDeque<Double>();
        for (Stage stage : Stage.of(solver, times)) {
            double d = denoiser.applyAsDouble(x, stage.time());
            memory.addFirst(Stage.quantity(solver) == Stage.Quantity.DATA ? d : (x - d) / stage.time());
            base = combine(stage.correction(), base, memory);
            x = combine(stage.move(), base, memory);
            base = stage.commits() ? x : base;
        }
        return x;
    }

    private static double combine(Combination combination, double base, Collection<Double> memory) {
        double sum = combination.scale() * base;
        int k = 0;
        for (double remembered : memory) {
            sum += k < Combination.MEMORY ? combination.factors().get(k++) * remembered : 0;
        }
        return sum;
    }
}
