package io.straightway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Method;
import io.straightway.engine.Program;
import io.straightway.engine.Source;
import io.straightway.engine.Value;
import io.straightway.net.Blueprint;
import io.straightway.recipe.Architecture;
import io.straightway.recipe.Grid;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsistencySamplingTest {

    /** Gaussian data of variance ¼: the flow through (x, t) ends at f = x/√((1 − t)² + 4t²), and the re-noised points leave its path. */
    @Test
    void shouldGoOnFromTheFirstNoise() {
        // Given: times 1, 0.6, 0.2, 0
        double[] times = {1, 0.6, 0.2, 0};
        double z = 1.5;

        // When
        double[] ends = new double[3];
        for (int steps = 1; steps <= 3; steps++) {
            double[] grid = Arrays.copyOf(times, steps + 1);
            grid[steps] = 0;
            ends[steps - 1] = integrated(grid, z);
        }

        // Then
        double first = z / 2;
        double second = end(0.4 * first + 0.6 * z, 0.6);
        double third = end(0.8 * second + 0.2 * z, 0.2);
        assertThat(ends).containsExactly(new double[] {first, second, third}, within(1e-6));
    }

    @Test
    void shouldNeedAsManyEvaluationsAsSteps() {
        Sampling two = Sampling.consistency(2);

        assertThat(Times.of(two.grid(), 2)).containsExactly(1, 0.5, 0);
        for (int nfe : new int[] {1, 2, 5}) {
            assertThat(two.solver().admits(nfe)).isTrue();
            assertThat(Stage.of((Solver.OnGrid) two.solver(), Times.of(two.grid(), nfe))).hasSize(nfe);
        }
    }

    @Test
    void shouldBeEulersUpToTwoSteps() {
        for (int steps = 1; steps <= 3; steps++) {
            double[] times = Times.of(new Grid.Uniform(), steps);
            double z = 1.5;
            double x = z;
            for (int i = 0; i < steps; i++) {
                x += (times[i + 1] - times[i]) * (x - end(x, times[i])) / times[i];
            }

            assertThat(Math.abs(integrated(times, z) - x) < 1e-6).as("%s steps", steps).isEqualTo(steps <= 2);
        }
    }

    @Test
    void shouldRunANetworkAndOnlyLeadToData() {
        Network network = new Network(Architecture.DDPMPP, 8, 3, 0, 16, List.of(1, 2), 1, List.of(4), 0, 0, 0);
        var weights = Blueprint.of(network).initialise(1);
        float[] noise = Noise.image(1, 3 * 64);

        try (var one = Sampler.open(Device.cpu(), network, weights, Sampling.consistency(1), Precision.FP32, 1);
                var euler = Sampler.open(Device.cpu(), network, weights, new Sampling(new Solver.Euler(), new Grid.Uniform(), 1), Precision.FP32, 1)) {
            assertThat(one.draw(noise, new int[] {-1}).values()).usingComparatorWithPrecision(1e-6f).containsExactly(euler.draw(noise, new int[] {-1}).values());
            assertThat(one.networkEvaluations()).isEqualTo(1);
        }
        assertThatThrownBy(() -> Inverter.open(Device.cpu(), network, weights, Optional.empty(), Sampling.consistency(2), Precision.FP32, 1))
                .hasMessageContaining("consistency leads to data only");
    }

    private static double end(double x, double t) {
        return x / Math.sqrt((1 - t) * (1 - t) + 4 * t * t);
    }

    private static double integrated(double[] times, double z) {
        var source = new Source();
        Method m = source.method("end");
        m.tensors("P");
        Value x = m.tensor("x");
        Value t = m.op("reshape", m.tensor("t"), List.of(-1, 1, 1, 1));
        m.tensor("labels");
        m.returns(m.op("div", x, m.op("sqrt", m.op("add", m.op("square", m.op("rsub", t, 1)), m.op("mul", m.op("square", t), 4)))));
        Integration.write(source, Denoiser.unguided("end"), Stage.quantity(new Solver.Consistency()));
        List<Stage> stages = Stage.of(new Solver.Consistency(), times);
        try (Arena arena = Arena.open(Device.cpu()); var program = Program.load(arena, source)) {
            return Integration.run(program, arena, List.of(arena.zeros(1)), arena.doubles(new double[] {z}, 1, 1, 1, 1),
                    arena.doubles(Integration.table(stages, new Guidance.None()), stages.size(), Integration.WIDTH), arena.longs(new long[] {-1}, 1)).getFirst().floats()[0];
        }
    }
}
