package io.straightway.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.data.Images;
import io.straightway.data.Pairs;
import io.straightway.flow.Noise;
import java.util.Arrays;
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
        var set = new Images(1, 1, 1, 3, new byte[] {0, (byte) 255, 51}, new int[] {0}, List.of());
        float[] plain = new float[3];
        float[] mirrored = new float[3];

        // When
        set.values(0, false, plain, 0);
        set.values(0, true, mirrored, 0);

        // Then
        assertThat(plain).containsExactly(-1, 1, 51 / 127.5f - 1);
        assertThat(mirrored).containsExactly(51 / 127.5f - 1, 1, -1);
    }

    @Test
    void shouldMixForwardAndBackwardPairsInTheirShares() {
        // Given
        var forward = coupling(1, new float[] {1}, new Pairs.Values(1, new float[] {10}), new int[] {1});
        var backward = coupling(1, new float[] {2}, new Pairs.Values(1, new float[] {20}), new int[] {2});
        var mixture = new Mixture(forward, backward, 0.25, 7);
        float[] x0 = new float[4000];
        float[] x1 = new float[4000];
        int[] labels = new int[4000];

        // When
        mixture.fill(0, 4000, x0, x1, labels);

        // Then: 1000 expected, with a deviation of 27
        assertThat(Arrays.stream(labels).filter(label -> label == 1).count()).isBetween(890L, 1110L);
        for (int i = 0; i < 4000; i++) {
            assertThat(x0[i]).isEqualTo(labels[i]);
            assertThat(x1[i]).isEqualTo(10 * labels[i]);
        }
        float[] later = new float[100];
        mixture.fill(3900, 100, later, new float[100], new int[100]);
        assertThat(later).isEqualTo(Arrays.copyOfRange(x0, 3900, 4000));
        assertThatThrownBy(() -> new Mixture(forward, backward, 1.1, 7)).hasMessageContaining("share is 1.1");
    }

    @Test
    void shouldTakeAllSamplesFromOneCouplingAtTheEnds() {
        var forward = coupling(1, new float[] {1}, new Pairs.Values(1, new float[] {10}), new int[] {1});
        var backward = coupling(1, new float[] {2}, new Pairs.Values(1, new float[] {20}), new int[] {2});
        int[] labels = new int[100];

        new Mixture(forward, backward, 1, 7).fill(0, 100, new float[100], new float[100], labels);
        assertThat(labels).containsOnly(1);
        new Mixture(forward, backward, 0, 7).fill(0, 100, new float[100], new float[100], labels);
        assertThat(labels).containsOnly(2);
    }

    @Test
    void shouldLeaveOutTheLongestPairs() {
        // Given: lengths 5, 1, 3, 0 and 2
        var coupling = coupling(1, new float[] {5, 1, 3, 0, 2}, new Pairs.Values(5, new float[5]), new int[] {0, 1, 2, 3, 4});

        // When
        Coupling shorter = coupling.withoutLongest(0.4);

        // Then
        assertThat(shorter.pairs().x0()).containsExactly(1, 0, 2);
        assertThat(shorter.pairs().labels()).containsExactly(1, 3, 4);
        assertThat(shorter.pairs().noise().count()).isEqualTo(3);
        assertThat(coupling.withoutLongest(0).pairs().labels()).isEqualTo(coupling.pairs().labels());
        assertThatThrownBy(() -> coupling.withoutLongest(1)).hasMessageContaining("below 1");
    }

    @Test
    void shouldKeepTheSeedsOfTheShortestPairs() {
        // Given: the first pair ends where it began, the second far away
        float[] data = Arrays.copyOf(Noise.image(11, 4), 8);
        Arrays.fill(data, 4, 8, 100);
        var coupling = coupling(4, data, new Pairs.Seeds(new long[] {11, 22}), new int[] {1, 2});

        Coupling shorter = coupling.withoutLongest(0.5);

        assertThat(((Pairs.Seeds) shorter.pairs().noise()).seeds()).containsExactly(11);
        assertThat(shorter.pairs().labels()).containsExactly(1);
    }

    @Test
    void shouldKeepDataNoiseAndLabelOfAPairTogether() {
        // Given
        long[] seeds = {11, 22};
        var bySeed = coupling(4, new float[] {1, 1, 1, 1, 2, 2, 2, 2}, new Pairs.Seeds(seeds), new int[] {1, 2});
        float[] values = new float[8];
        System.arraycopy(Noise.image(11, 4), 0, values, 0, 4);
        System.arraycopy(Noise.image(22, 4), 0, values, 4, 4);
        var byValue = coupling(4, bySeed.pairs().x0(), new Pairs.Values(2, values), new int[] {1, 2});
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

    private static Coupling coupling(int size, float[] data, Pairs.Noise noise, int[] labels) {
        return new Coupling(new Pairs(1, 1, size, noise, labels, data), 5);
    }
}
