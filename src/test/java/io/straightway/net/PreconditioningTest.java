package io.straightway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Method;
import io.straightway.engine.Program;
import io.straightway.engine.Source;
import io.straightway.engine.Value;
import io.straightway.recipe.Network;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The factors, seen through a network whose output is 2·input + 0.001·label. */
class PreconditioningTest {
    private static final double[] SIGMAS = {0.02, 0.5, 3, 80};

    @Test
    void shouldHaveTheVariancePreservingFactors() {
        double[] denoised = run(Preconditioning::variancePreserving, Preconditioning.SIGMA, 0.7, SIGMAS);

        for (int i = 0; i < SIGMAS.length; i++) {
            double sigma = SIGMAS[i];
            double time = (Math.sqrt(0.1 * 0.1 + 2 * 19.9 * Math.log(1 + sigma * sigma)) - 0.1) / 19.9;
            assertThat(Math.sqrt(Math.exp(0.5 * 19.9 * time * time + 0.1 * time) - 1)).isCloseTo(sigma, within(1e-9 * sigma + 1e-12));
            double f = 2 * 0.7 / Math.sqrt(sigma * sigma + 1) + 0.001 * 999 * time;
            assertThat(denoised[i]).isCloseTo(0.7 - sigma * f, within(1e-4 * (1 + sigma)));
        }
    }

    @Test
    void shouldHaveTheVarianceExplodingFactors() {
        double[] denoised = run(Preconditioning::varianceExploding, Preconditioning.SIGMA, 0.7, SIGMAS);

        for (int i = 0; i < SIGMAS.length; i++) {
            double sigma = SIGMAS[i];
            assertThat(denoised[i]).isCloseTo(0.7 + sigma * (1.4 + 0.001 * Math.log(sigma / 2)), within(1e-4 * (1 + sigma)));
        }
    }

    @Test
    void shouldBeTheSameDenoiserInFlowTimeAndFiniteAtBothEnds() {
        double[] bySigma = run(Preconditioning::variancePreserving, Preconditioning.SIGMA, 0.8, 1);
        double[] byTime = run(source -> Preconditioning.flow(source, preconditioned(Network.Preconditioning.VP)), Preconditioning.FLOW, 0.4, 0.5, 0, 1); // sigma 1, y 0.8

        assertThat(byTime[0]).isCloseTo(bySigma[0], within(1e-6));
        assertThat(byTime[1]).isCloseTo(0.4, within(1e-6));
        assertThat(byTime[2]).isFinite();
        assertThat(Preconditioning.VP_MAX).isCloseTo(152.17, within(0.1));
    }

    @Test
    void shouldExplodeNoFurtherThanItsLargestSigma() {
        double[] byTime = run(source -> Preconditioning.flow(source, preconditioned(Network.Preconditioning.VE)), Preconditioning.FLOW, 0.4, 0.75, 1);

        // t = 3/4 is sigma 3 and y 1.6; t = 1 is taken as sigma 100 and y 40
        assertThat(byTime[0]).isCloseTo(1.6 + 3 * (3.2 + 0.001 * Math.log(1.5)), within(1e-4));
        assertThat(byTime[1]).isCloseTo(40 + 100 * (80 + 0.001 * Math.log(50)), within(1e-1));
    }

    private static Network preconditioned(Network.Preconditioning preconditioning) {
        Network small = Network.small(8, 1, 0);
        return new Network(small.architecture(), small.resolution(), small.channels(), small.classes(), small.baseChannels(), small.multipliers(),
                small.blocks(), small.attention(), small.dropout(), small.labelDropout(), small.augmentLabels(), preconditioning);
    }

    private static double[] run(Consumer<Source> denoiser, String method, double x, double... noise) {
        var source = new Source();
        Method m = source.method(Blueprint.RAW);
        m.tensors("P");
        Value in = m.tensor("x");
        Value label = m.op("reshape", m.tensor("noise"), List.of(-1, 1, 1, 1));
        m.tensor("labels");
        m.returns(m.op("add", m.op("mul", in, 2), m.op("mul", label, 0.001)));
        denoiser.accept(source);
        float[] values = new float[noise.length];
        Arrays.fill(values, (float) x);
        try (Arena arena = Arena.open(Device.cpu()); var program = Program.load(arena, source)) {
            float[] out = program.call(method).with(List.of(arena.zeros(1))).with(arena.floats(values, noise.length, 1, 1, 1))
                    .with(arena.doubles(noise, noise.length)).with(arena.longs(new long[noise.length], noise.length)).run(arena).getFirst().floats();
            double[] wide = new double[out.length];
            Arrays.setAll(wide, i -> out[i]);
            return wide;
        }
    }
}
