package io.straightway.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.flow.Noise;
import java.util.Arrays;
import io.straightway.data.Images;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceTest {
    @Test
    void shouldGiveTheSameSamplesHoweverTheyAreBatched() {
        // Given
        byte[] pixels = new byte[3 * 8];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 10);
        }
        var source = new IndependentNoise(new Images(3, 1, 2, 4, pixels, new int[] {7, 8, 9}, List.of()), true, 1);
        float[] x0 = new float[80];
        float[] x1 = new float[80];
        int[] labels = new int[10];

        // When
        source.fill(100, 10, x0, x1, labels);

        // Then
        for (int i = 0; i < 10; i++) {
            float[] a = new float[8];
            float[] b = new float[8];
            int[] label = new int[1];
            source.fill(100 + i, 1, a, b, label);
            assertThat(a).isEqualTo(Arrays.copyOfRange(x0, i * 8, i * 8 + 8));
            assertThat(b).isEqualTo(Arrays.copyOfRange(x1, i * 8, i * 8 + 8));
            assertThat(label[0]).isEqualTo(labels[i]);
        }
        assertThat(labels).contains(7, 8, 9);
    }

    @Test
    void shouldScaleAndMirrorPixels() {
        // Given: one channel, one row
        var set = new IndependentNoise(new Images(1, 1, 1, 3, new byte[] {0, (byte) 255, 51}, new int[] {0}, List.of()), true, 1);
        float[] plain = new float[3];
        float[] mirrored = new float[3];

        // When
        set.copy(0, false, plain, 0);
        set.copy(0, true, mirrored, 0);

        // Then
        assertThat(plain).containsExactly(-1, 1, 51 / 127.5f - 1);
        assertThat(mirrored).containsExactly(51 / 127.5f - 1, 1, -1);
    }

    @Test
    void shouldKeepDataNoiseAndLabelOfAPairTogether() {
        // Given
        long[] seeds = {11, 22};
        var bySeed = new Coupling(4, new float[] {1, 1, 1, 1, 2, 2, 2, 2}, new Coupling.Start.Seeds(seeds), new int[] {1, 2}, 5);
        float[] values = new float[8];
        System.arraycopy(Noise.image(11, 4), 0, values, 0, 4);
        System.arraycopy(Noise.image(22, 4), 0, values, 4, 4);
        var byValue = new Coupling(4, bySeed.data(), new Coupling.Start.Values(2, values), new int[] {1, 2}, 5);
        float[] x0 = new float[32];
        float[] x1 = new float[32];
        int[] labels = new int[8];
        float[] other = new float[32];

        // When
        bySeed.fill(0, 8, x0, x1, labels);
        byValue.fill(0, 8, new float[32], other, new int[8]);

        // Then
        assertThat(other).isEqualTo(x1);
        assertThat(labels).contains(1, 2);
        for (int i = 0; i < 8; i++) {
            assertThat(x0[i * 4]).isEqualTo(labels[i]);
            assertThat(Arrays.copyOfRange(x1, i * 4, i * 4 + 4)).isEqualTo(Noise.image(labels[i] * 11L, 4));
        }
    }
}
