package io.straightway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.straightway.engine.Device;
import io.straightway.net.Blueprint;
import io.straightway.net.Weights;
import io.straightway.recipe.Architecture;
import io.straightway.recipe.Grid;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final Network NETWORK = new Network(Architecture.DDPMPP, 8, 3, 3, 16, List.of(1, 2), 1, List.of(4), 0.1, 0.1, 0);
    private static final Weights WEIGHTS = Blueprint.of(NETWORK).initialise(1);
    private static final Weights LOUD = loud();
    private static final Sampling FREE = Sampling.reflow(9);
    private static final int SIZE = 3 * 8 * 8;

    @Test
    void shouldDrawAnImageFromItsSeedAloneInAnyPlaceOfTheBatch() {
        // Given
        float[] one = concat(Noise.image(1, SIZE), Noise.image(2, SIZE));
        float[] two = concat(Noise.image(2, SIZE), Noise.image(3, SIZE));

        // When
        try (var sampler = open(Precision.FP32)) {
            SampledBatch first = sampler.draw(one, new int[] {0, 1});
            SampledBatch second = sampler.draw(two, new int[] {1, -1});
            SampledBatch again = sampler.draw(one, new int[] {0, 1});

            // Then
            assertThat(sampler.evaluations()).isEqualTo(9);
            assertThat(again.pixels()).isEqualTo(first.pixels());
            assertThat(second.pixels(0)).isEqualTo(first.pixels(1)).hasSize(SIZE);
            assertThat(first.pixels(0)).isNotEqualTo(first.pixels(1));
        }
    }

    @Test
    void shouldAskBetweenStagesWhetherToGoOn() {
        // Given
        float[] noise = concat(Noise.image(1, SIZE), Noise.image(2, SIZE));
        int[] labels = {0, 1};
        var asked = new AtomicInteger();

        try (var sampler = open(Precision.FP32)) {
            // When: it is told to stop at once, and after its first call; and then not at all
            Optional<SampledBatch> never = sampler.draw(noise, labels, () -> true);
            Optional<SampledBatch> begun = sampler.draw(noise, labels, () -> asked.getAndIncrement() > 0);
            SampledBatch whole = sampler.draw(noise, labels);

            // Then: and what it drew in other pieces are the same bits
            assertThat(never).isEmpty();
            assertThat(begun).isEmpty();
            assertThat(asked).hasValue(2);
            assertThat(sampler.draw(noise, labels, () -> false).orElseThrow().values()).isEqualTo(whole.values());
            try (var other = open(Precision.FP32)) {
                assertThat(other.draw(noise, labels).values()).isEqualTo(whole.values());
            }
        }
    }

    @Test
    void shouldRoundValuesToPixels() {
        try (var sampler = open(Precision.FP32)) {
            SampledBatch drawn = sampler.draw(concat(Noise.image(1, SIZE), Noise.image(2, SIZE)), new int[] {0, 1});

            float[] values = drawn.values(1);
            byte[] pixels = drawn.pixels(1);
            for (int c = 0; c < 3; c++) {
                for (int p = 0; p < 64; p++) {
                    int level = (int) Math.clamp(values[c * 64 + p] * 127.5 + 128, 0, 255);
                    assertThat(Byte.toUnsignedInt(pixels[c * 64 + p])).isCloseTo(level, within(1));
                }
            }
        }
    }

    @Test
    void shouldDrawNearlyTheSameInBrainFloat() {
        float[] noise = concat(Noise.image(1, SIZE), Noise.image(2, SIZE));
        try (var full = open(Precision.FP32); var half = open(Precision.BF16)) {
            float[] a = full.draw(noise, new int[] {0, 1}).values();
            float[] b = half.draw(noise, new int[] {0, 1}).values();

            assertThat(b).isNotEqualTo(a).usingComparatorWithPrecision(0.1f).containsExactly(a);
        }
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        try (var sampler = open(Precision.FP32)) {
            assertThatThrownBy(() -> sampler.draw(new float[5], new int[] {0, 0})).hasMessageContaining("expected 384 and 2");
            assertThatThrownBy(() -> sampler.draw(new float[2 * SIZE], new int[] {0, 3})).hasMessageContaining("label is 3");
        }
        assertThatThrownBy(() -> Sampler.open(Device.cpu(), Network.small(8, 3, 0), WEIGHTS, Sampling.reflow(9), Precision.FP32, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldBeUnguidedToTheBitWithAWeightOfZero() {
        float[] noise = concat(Noise.image(1, SIZE), Noise.image(2, SIZE));
        try (var plain = open(FREE, Optional.empty(), new Guidance.None()); var guided = open(FREE, Optional.empty(), new Guidance.ClassifierFree(0))) {
            assertThat(guided.draw(noise, new int[] {0, 1}).values()).isEqualTo(plain.draw(noise, new int[] {0, 1}).values());
            assertThat(guided.networkEvaluations()).isEqualTo(plain.networkEvaluations()).isEqualTo(9);
        }
    }

    /** One step ends in D(x, 1) itself. */
    @Test
    void shouldCombineTheDenoisersWithTheExtraWeight() {
        // Given
        float[] noise = concat(Noise.image(1, SIZE), Noise.image(2, SIZE));
        int[] labels = {0, 1};
        var one = new Sampling(new Solver.Euler(), new Grid.Uniform(), 1);
        Network weak = Network.small(8, 3, 3);
        var guide = new Guide(weak, Blueprint.of(weak).initialise(9));
        float[] labelled = draw(NETWORK, LOUD, Optional.empty(), one, noise, labels);
        float[] unlabelled = draw(NETWORK, LOUD, Optional.empty(), one, noise, new int[] {-1, -1});
        float[] weaker = draw(weak, guide.weights(), Optional.empty(), one, noise, labels);

        // When
        float[] free = draw(NETWORK, LOUD, Optional.empty(), one.withGuidance(new Guidance.ClassifierFree(0.4)), noise, labels);
        float[] auto = draw(NETWORK, LOUD, Optional.of(guide), one.withGuidance(new Guidance.Auto(0.7, "weak")), noise, labels);

        // Then
        for (int i = 0; i < noise.length; i++) {
            assertThat(free[i]).isCloseTo(labelled[i] + 0.4f * (labelled[i] - unlabelled[i]), within(1e-5f));
            assertThat(auto[i]).isCloseTo(labelled[i] + 0.7f * (labelled[i] - weaker[i]), within(1e-5f));
        }
        assertThat(unlabelled).isNotEqualTo(labelled);
        assertThat(weaker).isNotEqualTo(labelled);
    }

    @Test
    void shouldPayForTheGuideOnlyWithinItsInterval() {
        // Given: times 1, 0.75, 0.5, 0.25
        var four = new Sampling(new Solver.Euler(), new Grid.Uniform(), 4);
        float[] noise = concat(Noise.image(1, SIZE), Noise.image(2, SIZE));

        try (var all = open(four, Optional.empty(), new Guidance.ClassifierFree(1)); var some = open(four, Optional.empty(),
                new Guidance.ClassifierFree(1, 0.4, 0.6)); var none = open(four, Optional.empty(), new Guidance.ClassifierFree(1, 0.3, 0.4));
                var plain = open(four, Optional.empty(), new Guidance.None())) {
            // Then
            assertThat(all.evaluations()).isEqualTo(4);
            assertThat(all.networkEvaluations()).isEqualTo(8);
            assertThat(some.networkEvaluations()).isEqualTo(5);
            assertThat(Sampler.networkEvaluations(four.withGuidance(new Guidance.ClassifierFree(1, 0.4, 0.6)))).isEqualTo(5);
            assertThat(none.networkEvaluations()).isEqualTo(4);
            float[] unguided = plain.draw(noise, new int[] {0, 1}).values();
            assertThat(none.draw(noise, new int[] {0, 1}).values()).isEqualTo(unguided);
            assertThat(some.draw(noise, new int[] {0, 1}).values()).isNotEqualTo(unguided);
        }
    }

    @Test
    void shouldRefuseGuidanceThatCannotBe() {
        Network classless = Network.small(8, 3, 0);
        Weights weights = Blueprint.of(classless).initialise(1);
        var free = Sampling.reflow(9).withGuidance(new Guidance.ClassifierFree(1));
        var auto = Sampling.reflow(9).withGuidance(new Guidance.Auto(1, "weak@1"));
        var large = new Guide(Network.small(16, 3, 0), weights);

        assertThatThrownBy(() -> Sampler.open(Device.cpu(), classless, weights, free, Precision.FP32, 2)).hasMessageContaining("needs a network with classes");
        assertThatThrownBy(() -> Sampler.open(Device.cpu(), classless, weights, auto, Precision.FP32, 2)).hasMessageContaining("needs the weights of weak@1");
        assertThatThrownBy(() -> Sampler.open(Device.cpu(), classless, weights, Optional.of(large), auto, Precision.FP32, 2))
                .hasMessageContaining("the guide's images are 3x16x16, the network's 3x8x8");
    }

    @Test
    void shouldFindTheNoiseAnImageCameFrom() {
        // Given
        float[] noise = concat(Noise.image(1, SIZE), Noise.image(2, SIZE));
        int[] labels = {0, 1};
        var exact = new Sampling(new Solver.Rk45(1e-5, 1e-5), new Grid.Edm(7), 600);

        try (var sampler = Sampler.open(Device.cpu(), NETWORK, LOUD, exact, Precision.FP32, 2);
                var inverter = Inverter.open(Device.cpu(), NETWORK, LOUD, Optional.empty(), exact, Precision.FP32, 2)) {
            SampledBatch drawn = sampler.draw(noise, labels);

            // When
            float[] found = inverter.invert(drawn.values(), labels, () -> false).orElseThrow();
            SampledBatch again = sampler.draw(found, labels);

            // Then: an image at sigma = 0.002 is taken to be its own noisy version, which costs as much
            assertThat(again.values()).usingComparatorWithPrecision(5e-3f).containsExactly(drawn.values());
            assertThat(found).usingComparatorWithPrecision(5e-2f).containsExactly(noise);
            for (int spent : drawn.evaluations()) {
                assertThat(spent).isBetween(19, 600);
            }
        }
    }

    @Test
    void shouldGiveNoImageThatDidNotReachItsEnd() {
        var hasty = new Sampling(new Solver.Rk45(1e-8, 1e-8), new Grid.Edm(7), 13);
        try (var sampler = Sampler.open(Device.cpu(), NETWORK, LOUD, hasty, Precision.FP32, 2)) {
            assertThatThrownBy(() -> sampler.draw(new float[2 * SIZE], new int[] {0, 1})).isInstanceOf(NotConverged.class)
                    .hasMessageContaining("spent its 13 evaluations");
        }
    }

    /** Random weights whose last layer doesn't begin near zero, so that labels and networks make a difference. */
    private static Weights loud() {
        var arrays = new LinkedHashMap<>(WEIGHTS.arrays());
        arrays.replaceAll((name, array) -> {
            if (!name.endsWith("conv1.weight") && !name.endsWith("aux_conv.weight") && !name.endsWith("proj.weight")) {
                return array;
            }
            float[] louder = array.values().clone();
            for (int i = 0; i < louder.length; i++) {
                louder[i] *= 3e4f;
            }
            return new Weights.Array(array.shape(), louder);
        });
        return new Weights(arrays);
    }

    private static float[] draw(Network network, Weights weights, Optional<Guide> guide, Sampling sampling, float[] noise, int[] labels) {
        try (var sampler = Sampler.open(Device.cpu(), network, weights, guide, sampling, Precision.FP32, 2)) {
            return sampler.draw(noise, labels).values();
        }
    }

    private static Sampler open(Sampling sampling, Optional<Guide> guide, Guidance guidance) {
        return Sampler.open(Device.cpu(), NETWORK, LOUD, guide, sampling.withGuidance(guidance), Precision.FP32, 2);
    }

    private static Sampler open(Precision precision) {
        return Sampler.open(Device.cpu(), NETWORK, WEIGHTS, Sampling.reflow(9), precision, 2);
    }

    private static float[] concat(float[] a, float[] b) {
        float[] both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
