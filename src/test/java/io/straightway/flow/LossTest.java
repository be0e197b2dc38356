package io.straightway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Method;
import io.straightway.engine.Program;
import io.straightway.engine.Source;
import io.straightway.engine.Tensor;
import io.straightway.engine.Torch;
import io.straightway.net.Preconditioning;
import io.straightway.recipe.LossMap;
import io.straightway.recipe.Objective;
import io.straightway.recipe.TimeLaw;
import io.straightway.recipe.Weight;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With the denoiser D = x0 + P (P one image of errors), so that the error of a sample is known. */
class LossTest {
    private static final double T = 0.8;

    @Test
    void shouldWeighTheErrorAsTheRecipeSays() {
        double square = (0.25 + 4 + 1 + 0) / 4;
        double sigma = T / (1 - T);

        assertThat(loss(Weight.UNIFORM, new LossMap.Identity())[0]).isCloseTo(square, within(1e-5));
        assertThat(loss(Weight.INVERSE_T, new LossMap.Identity())[0]).isCloseTo(square / T, within(1e-5));
        assertThat(loss(Weight.NORMALIZED, new LossMap.Identity())[0]).isCloseTo(1, within(1e-5));
        assertThat(loss(Weight.EDM, new LossMap.Identity())[0])
                .isCloseTo(square * (sigma * sigma + .25) / (sigma * sigma * .25), within(1e-4));
        assertThat(loss(Weight.NORMALIZED, new LossMap.Identity())[1]).isCloseTo(square, within(1e-5));
    }

    @Test
    void shouldTakeTheGradientOfTheLogarithmWhenNormalised() {
        // d ln(mean p²)/dp = 2p/(4·mean): for p = −2 and mean 1.3125
        assertThat(loss(Weight.NORMALIZED, new LossMap.Identity())[3]).isCloseTo(2 * -2 / (4 * 1.3125), within(1e-5));
    }

    @Test
    void shouldMapTheErrorByTheFilter() {
        // Given: errors ½ −2 1 0 in one row of width 4 and height 1, so blurring the height changes nothing
        double[] p = {0.5, -2, 1, 0};
        double expected = 0;
        for (int i = 0; i < 4; i++) {
            double blurred = p[i] / 2 + (p[(i + 1) % 4] + p[(i + 3) % 4]) / 4;
            expected += Math.pow(p[i] + 3 * (p[i] - blurred), 2) / 4;
        }

        // Then
        assertThat(loss(Weight.UNIFORM, new LossMap.HighPass(3))[0]).isCloseTo(expected, within(1e-4));
        assertThat(loss(Weight.UNIFORM, new LossMap.PseudoHuber(1.5))[0])
                .isCloseTo((Math.sqrt(5.25 + 2.25) - 1.5) / 4, within(1e-5));
    }

    /** Weighted loss, raw loss, and the first two gradients by P. */
    private static double[] loss(Weight weight, LossMap map) {
        var source = new Source();
        Method m = source.method(Preconditioning.FLOW);
        var p = m.tensors("P");
        var xt = m.tensor("x");
        m.tensor("t");
        m.tensor("labels");
        m.returns(m.op("add", m.op("mul", xt, 0), m.item(p, 0))); // x0 is zero below
        Loss.write(source, new Objective(new TimeLaw.Uniform(), weight, map), 2, false);
        try (Arena arena = Arena.open(Device.cpu()); var program = Program.load(arena, source)) {
            Tensor error = arena.floats(new float[] {0.5f, -2, 1, 0}, 1, 1, 1, 4).requireGradient();
            return Torch.seeded(1, () -> {
                List<Tensor> out = program.call(Loss.METHOD).with(List.of(error)).with(arena.zeros(2, 1, 1, 4))
                        .with(arena.floats(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 1, 1, 4)).with(arena.doubles(new double[] {T, T}, 2))
                        .with(arena.longs(new long[] {-1, -1}, 2)).record(arena);
                out.get(0).backward();
                float[] gradient = error.gradient(arena).floats();
                return new double[] {out.get(0).number(), out.get(1).number(), gradient[0], gradient[1]};
            });
        }
    }
}
