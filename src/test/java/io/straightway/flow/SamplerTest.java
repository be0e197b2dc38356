package io.straightway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.engine.Device;
import io.straightway.net.Blueprint;
import io.straightway.net.Weights;
import io.straightway.recipe.Architecture;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final Network NETWORK = new Network(Architecture.DDPMPP, 8, 3, 3, 16, List.of(1, 2), 1, List.of(4), 0.1, 0.1, 0);
    private static final Weights WEIGHTS = Blueprint.of(NETWORK).initialise(1);
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
    void shouldRoundValuesToPixels() {
        try (var sampler = open(Precision.FP32)) {
            SampledBatch drawn = sampler.draw(concat(Noise.image(1, SIZE), Noise.image(2, SIZE)), new int[] {0, 1});

            float[] values = drawn.values(1);
            byte[] pixels = drawn.pixels(1);
            for (int c = 0; c < 3; c++) {
                for (int p = 0; p < 64; p++) {
                    int level = (int) Math.clamp(values[c * 64 + p] * 127.5 + 128, 0, 255);
                    assertThat(Byte.toUnsignedInt(pixels[c * 64 + p])).isCloseTo(level, org.assertj.core.api.Assertions.within(1));
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

    private static Sampler open(Precision precision) {
        return Sampler.open(Device.cpu(), NETWORK, WEIGHTS, Sampling.reflow(9), precision, 2);
    }

    private static float[] concat(float[] a, float[] b) {
        float[] both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
