package io.straightway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Dtype;
import io.straightway.engine.Method;
import io.straightway.engine.Program;
import io.straightway.engine.Source;
import io.straightway.engine.Tensor;
import io.straightway.engine.Torch;
import io.straightway.engine.Value;
import io.straightway.net.Preconditioning;
import io.straightway.recipe.LossMap;
import io.straightway.recipe.Objective;
import io.straightway.recipe.TimeLaw;
import io.straightway.recipe.Weight;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With the denoiser D = x·(1 + (p − 1)·t), which is x at t = 0 as every denoiser here. */
class ConsistencyLossTest {
    private static final double P = 0.7;
    private static final double[] T = {0.6, 0.9};
    private static final double[] X0 = {0.5, -1, 0.25, 1, -0.5, 0.75, 0, 0.1};
    private static final double[] X1 = {1, 2, -1, 0.5, -2, 0.3, 1.5, -0.7};

    /** Weighted loss, raw loss, gradient by p. */
    private record Result(double loss, double error, double gradient) {}

    @Test
    void shouldPullTowardsTheEarlierPointWithoutMovingIt() {
        // Given: one target is the image itself
        double[] r = {0.3, 0};

        // When
        Result result = run(Weight.INVERSE_T, new LossMap.Identity(), Optional.of(r), 1);

        // Then
        double loss = 0;
        double error = 0;
        double gradient = 0;
        for (int i = 0; i < X0.length; i++) {
            int sample = i / 4;
            double gap = denoised(i, T[sample]) - denoised(i, r[sample]);
            loss += gap * gap / 4 / (T[sample] - r[sample]) / 2;
            error += gap * gap / 4 / 2;
            gradient += 2 * gap * point(i, T[sample]) * T[sample] / 4 / (T[sample] - r[sample]) / 2;
        }
        assertThat(result.loss()).isCloseTo(loss, within(1e-5));
        assertThat(result.error()).isCloseTo(error, within(1e-5));
        assertThat(result.gradient()).isCloseTo(gradient, within(1e-5));
    }

    @Test
    void shouldMeasureByTheObjectivesMap() {
        double[] r = {0.3, 0.5};
        double expected = 0;
        for (int sample = 0; sample < 2; sample++) {
            double squares = 0;
            for (int i = 4 * sample; i < 4 * sample + 4; i++) {
                squares += Math.pow(denoised(i, T[sample]) - denoised(i, r[sample]), 2);
            }
            expected += (Math.sqrt(squares + 0.03 * 0.03) - 0.03) / 4 / (T[sample] - r[sample]) / 2;
        }

        assertThat(run(Weight.INVERSE_T, new LossMap.PseudoHuber(0.03), Optional.of(r), 1).loss()).isCloseTo(expected, within(1e-5));
    }

    @Test
    void shouldBeTheDenoisingLossWhereTheTargetIsTheImage() {
        for (Weight weight : Weight.values()) {
            for (LossMap map : List.of(new LossMap.Identity(), new LossMap.HighPass(1), new LossMap.PseudoHuber(0.03))) {
                assertThat(run(weight, map, Optional.of(new double[] {0, 0}), 1)).as("%s %s", weight, map).isEqualTo(run(weight, map, Optional.empty(), 1));
            }
        }
    }

    @Test
    void shouldDropTheSameOfBothPoints() {
        // Given: a denoiser that is nothing but dropout; the first result shows that it drops, and by the seed
        double[] r = {0.3, 0.5};

        // Then
        assertThat(dropping(Optional.of(new double[] {0, 0}), 1).error()).isNotEqualTo(dropping(Optional.of(new double[] {0, 0}), 2).error());
        assertThat(dropping(Optional.of(r), 1)).isEqualTo(new Result(0, 0, 0));
        assertThat(dropping(Optional.of(r), 2)).isEqualTo(new Result(0, 0, 0));
    }

    private static double point(int i, double t) {
        return (1 - t) * X0[i] + t * X1[i];
    }

    private static double denoised(int i, double t) {
        return point(i, t) * (1 + (P - 1) * t);
    }

    private static Result run(Weight weight, LossMap map, Optional<double[]> r, long seed) {
        var source = new Source();
        Method m = source.method(Preconditioning.FLOW);
        Value p = m.item(m.tensors("P"), 0);
        Value x = m.tensor("x");
        Value t = m.op("reshape", m.tensor("t"), List.of(-1, 1, 1, 1));
        m.tensor("labels");
        m.returns(m.cast(m.op("mul", x, m.op("add", m.op("mul", m.op("sub", p, 1), t), 1)), Dtype.F32));
        return run(source, new Objective(new TimeLaw.Uniform(), weight, map), r, seed);
    }

    private static Result dropping(Optional<double[]> r, long seed) {
        var source = new Source();
        Method m = source.method(Preconditioning.FLOW);
        Value p = m.item(m.tensors("P"), 0);
        Value x = m.tensor("x");
        m.tensor("t");
        m.tensor("labels");
        m.returns(m.op("dropout", m.op("mul", m.op("ones_like", x), p), 0.5, true));
        return run(source, new Objective(new TimeLaw.Uniform(), Weight.UNIFORM, new LossMap.Identity()), r, seed);
    }

    private static Result run(Source source, Objective objective, Optional<double[]> r, long seed) {
        if (r.isPresent()) {
            ConsistencyLoss.write(source, objective, 2, false);
        } else {
            Loss.write(source, objective, 2, false);
        }
        try (Arena arena = Arena.open(Device.cpu()); var program = Program.load(arena, source)) {
            Tensor p = arena.floats(new float[] {(float) P}, 1).requireGradient();
            return Torch.seeded(seed, () -> {
                Program.Call call = program.call(Loss.METHOD).with(List.of(p)).with(arena.floats(narrow(X0), 2, 1, 2, 2))
                        .with(arena.floats(narrow(X1), 2, 1, 2, 2)).with(arena.doubles(T, 2)).with(arena.longs(new long[] {-1, -1}, 2));
                r.ifPresent(times -> call.with(arena.doubles(times, 2)));
                List<Tensor> out = call.record(arena);
                out.get(0).backward();
                return new Result(out.get(0).number(), out.get(1).number(), p.gradient(arena).floats()[0]);
            });
        }
    }

    private static float[] narrow(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
