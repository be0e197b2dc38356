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
import io.straightway.recipe.Precision;
import io.straightway.recipe.Solver;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IntegrationTest {
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
        Integration.write(source, Preconditioning.SIGMA);
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
                List<Tensor> out = program.call(Integration.METHOD).with(weights).with(arena.doubles(start, 4, 3, 16, 16))
                        .with(arena.doubles(Stage.table(stages), stages.size(), 6)).with(arena.longs(golden.labels(), 4)).run(arena);

                // Then
                float[] expected = golden.values("out.heun" + steps);
                float[] values = out.get(0).floats();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(Math.abs(values[i] - expected[i])).isLessThan(2e-4f);
                }
            }
        }
    }

    @Test
    void shouldRunTheMultistepSolverAsInDoublePrecision() {
        // Given: the Gaussian denoiser as program text
        var source = new Source();
        Method m = source.method("gauss");
        m.tensors("P");
        Value x = m.tensor("x");
        Value t = m.tensor("t");
        m.tensor("labels");
        var rest = m.op("rsub", t, 1);
        var variance = m.op("add", m.op("mul", m.op("square", rest), 0.25), m.op("square", t));
        m.returns(m.op("div", m.op("mul", m.op("mul", x, rest), 0.25), variance));
        Integration.write(source, "gauss");
        List<Stage> stages = Stage.of(new Solver.AdamsBashforth(4), Times.of(new Grid.Edm(7), 80));

        // When
        try (Arena arena = Arena.open(Device.cpu()); var program = Program.load(arena, source)) {
            List<Tensor> out = program.call(Integration.METHOD).with(List.of(arena.zeros(1)))
                    .with(arena.doubles(new double[] {1, -1}, 2, 1, 1, 1)).with(arena.doubles(Stage.table(stages), stages.size(), 6))
                    .with(arena.longs(new long[] {-1, -1}, 2)).run(arena);

            // Then: exact ends are ½ and −½, whose levels are 191.75 and 64.25
            assertThat(Math.abs(out.get(0).floats()[0] - 0.5)).isLessThan(2e-3);
            assertThat(out.get(1).bytes()).containsExactly((byte) 191, (byte) 64);
        }
    }

}
