package io.straightway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Method;
import io.straightway.engine.Program;
import io.straightway.engine.Source;
import io.straightway.engine.Tensor;
import io.straightway.engine.Value;
import io.straightway.net.Blueprint;
import io.straightway.net.Golden;
import io.straightway.net.Preconditioning;
import io.straightway.recipe.Grid;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Solver;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntegrationTest {
    private static final Guidance UNGUIDED = new Guidance.None();

    static List<Golden> golden() {
        return List.of(Golden.ddpmpp(), Golden.ncsnpp(), Golden.adm());
    }

    /** The same loop at EDM's noise levels is EDM's deterministic sampler. */
    @ParameterizedTest
    @MethodSource("golden")
    void shouldSampleLikeTheReference(Golden golden) {
        var blueprint = Blueprint.of(golden.network());
        var source = new Source();
        blueprint.write(source, false, Precision.FP32);
        Preconditioning.sigma(source);
        Integration.write(source, Denoiser.unguided(Preconditioning.SIGMA), Stage.Quantity.VELOCITY);
        try (Arena arena = Arena.open(Device.cpu()); var program = Program.load(arena, source)) {
            List<Tensor> weights = golden.parameters().select(blueprint.parameters()).tensors(arena);
            for (int steps : new int[] {5, 18}) {
                // Given
                double[] levels = Times.noiseLevels(steps, 7);
                float[] latents = golden.values("in.latents");
                double[] start = new double[latents.length];
                for (int i = 0; i < start.length; i++) {
                    start[i] = levels[0] * latents[i];
                }
                List<Stage> stages = Stage.of(new Solver.Heun(), levels);

                // When
                List<Tensor> out = Integration.run(program, arena, weights, arena.doubles(start, 4, 3, 16, 16),
                        arena.doubles(Integration.table(stages, UNGUIDED), stages.size(), Integration.WIDTH), arena.longs(golden.labels(), 4));

                // Then
                float[] expected = golden.values("out.heun" + steps);
                float[] values = out.get(0).floats();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(Math.abs(values[i] - expected[i])).isLessThan(2e-4f);
                }
            }
        }
    }

    /** Gaussian data of variance ¼, on which the exact ends are ½ and −½, whose levels are 191.75 and 64.25. */
    @ParameterizedTest
    @MethodSource("multistep")
    void shouldRunMultistepSolversAsInDoublePrecision(Solver.OnGrid solver) {
        // Given
        Source source = gaussian();
        Integration.write(source, Denoiser.unguided("gauss"), Stage.quantity(solver));
        List<Stage> stages = Stage.of(solver, Times.of(new Grid.Edm(7), 80));

        // When
        try (Arena arena = Arena.open(Device.cpu()); var program = Program.load(arena, source)) {
            List<Tensor> out = Integration.run(program, arena, List.of(arena.zeros(1)), arena.doubles(new double[] {1, -1}, 2, 1, 1, 1),
                    arena.doubles(Integration.table(stages, UNGUIDED), stages.size(), Integration.WIDTH), arena.longs(new long[] {-1, -1}, 2));

            // Then
            assertThat(Math.abs(out.get(0).floats()[0] - 0.5)).isLessThan(2e-3);
            assertThat(out.get(1).bytes()).containsExactly((byte) 191, (byte) 64);
        }
    }

    static List<Solver.OnGrid> multistep() {
        return List.of(new Solver.AdamsBashforth(4), new Solver.DpmPlusPlus2M(), new Solver.UniPc(2), new Solver.UniPc(3));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 1e-5, 1e-7})
    void shouldKeepTheToleranceOfTheAdaptiveSolver(double tolerance) {
        // Given
        Source source = gaussian();
        DormandPrince.write(source, Denoiser.unguided("gauss"), new Solver.Rk45(tolerance, tolerance), 1000);

        try (Arena arena = Arena.open(Device.cpu()); var program = Program.load(arena, source)) {
            // When: an image alone, with another, and back to noise
            List<Tensor> alone = adaptive(arena, program, new double[] {1, Flow.LEAST_TIME}, 1);
            List<Tensor> beside = adaptive(arena, program, new double[] {1, Flow.LEAST_TIME}, 1, -300);
            List<Tensor> back = adaptive(arena, program, new double[] {Flow.LEAST_TIME, 1}, 0.5 * (1 - Flow.LEAST_TIME));

            // Then: the last Euler step, over t = 0.002, and the start below it are worth 1e-5
            double error = Math.abs(alone.get(0).floats()[0] - 0.5);
            assertThat(error).isLessThan(5 * tolerance + 2e-5);
            assertThat(alone.get(3).doubles()).containsExactly(0);
            assertThat(beside.get(0).floats()[0]).isEqualTo(alone.get(0).floats()[0]);
            assertThat(beside.get(2).doubles()[0]).isEqualTo(alone.get(2).doubles()[0]);
            assertThat((alone.get(2).doubles()[0] - 1) % DormandPrince.PER_STEP).isZero();
            assertThat(Math.abs(back.get(0).floats()[0] - 1)).isLessThan((float) (20 * tolerance + 2e-5));
        }
    }

    @Test
    void shouldSpendMoreForASmallerToleranceAndOneStepOnAStraightFlow() {
        assertThat(spent(gaussian(), 1e-7, 1000)).isGreaterThan(spent(gaussian(), 1e-3, 1000)).isLessThan(400);
        assertThat(spent(constant(), 1e-7, 1000)).isEqualTo(7);
    }

    @Test
    void shouldSayWhatIsLeftWhenTheBudgetIsSpent() {
        Source source = gaussian();
        DormandPrince.write(source, Denoiser.unguided("gauss"), new Solver.Rk45(1e-7, 1e-7), 20);
        try (Arena arena = Arena.open(Device.cpu()); var program = Program.load(arena, source)) {
            List<Tensor> out = adaptive(arena, program, new double[] {1, Flow.LEAST_TIME}, 1);

            assertThat(out.get(2).doubles()[0]).isEqualTo(19);
            assertThat(out.get(3).doubles()[0]).isBetween(0.1, 1.0);
        }
    }

    private static double spent(Source source, double tolerance, int budget) {
        DormandPrince.write(source, Denoiser.unguided("gauss"), new Solver.Rk45(tolerance, tolerance), budget);
        try (Arena arena = Arena.open(Device.cpu()); var program = Program.load(arena, source)) {
            return adaptive(arena, program, new double[] {1, Flow.LEAST_TIME}, 1).get(2).doubles()[0];
        }
    }

    private static List<Tensor> adaptive(Arena arena, Program program, double[] span, double... start) {
        return program.call(DormandPrince.METHOD).with(List.of(arena.zeros(1))).with(arena.doubles(start, start.length, 1, 1, 1))
                .with(arena.doubles(span, 2)).with(arena.longs(new long[start.length], start.length)).run(arena);
    }

    /** The denoiser of Gaussian data with variance ¼ as program text. */
    private static Source gaussian() {
        var source = new Source();
        Method m = source.method("gauss");
        m.tensors("P");
        Value x = m.tensor("x");
        Value t = m.op("reshape", m.tensor("t"), List.of(-1, 1, 1, 1));
        m.tensor("labels");
        var rest = m.op("rsub", t, 1);
        var variance = m.op("add", m.op("mul", m.op("square", rest), 0.25), m.op("square", t));
        m.returns(m.op("div", m.op("mul", m.op("mul", x, rest), 0.25), variance));
        return source;
    }

    private static Source constant() {
        var source = new Source();
        Method m = source.method("gauss");
        m.tensors("P");
        Value x = m.tensor("x");
        m.tensor("t");
        m.tensor("labels");
        m.returns(m.op("full_like", x, 3));
        return source;
    }
}
