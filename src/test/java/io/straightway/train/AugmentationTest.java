package io.straightway.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.straightway.data.Images;
import io.straightway.engine.Draws;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private static final Augmentation.Change NONE = Augmentation.Change.NONE;

    @Test
    void shouldDoNothingWithoutProbability() {
        assertThat(Augmentation.none().draw(new Draws(1, 2, 3))).isEqualTo(NONE);
    }

    @Test
    void shouldMirror() {
        float[] image = {1, 2, 3, 4, 5, 6};

        assertThat(applied(new Augmentation.Change(true, false, 0, 0, 0, 0, 0, 0), image, 2, 3)).containsExactly(3, 2, 1, 6, 5, 4);
        assertThat(applied(new Augmentation.Change(false, true, 0, 0, 0, 0, 0, 0), image, 2, 3)).containsExactly(4, 5, 6, 1, 2, 3);
    }

    /** Turning by a right angle and moving by whole pixels hit pixel centres, and a cubic reproduces those. */
    @Test
    void shouldTurnAndMoveByWholePixels() {
        float[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9};

        // p_in = R(90°)·p_out: the pixel at the right (1,0) shows what was at the bottom (0,1)
        assertThat(applied(new Augmentation.Change(false, false, 0, Math.PI / 2, 0, 0, 0, 0), image, 3, 3))
                .containsExactly(new float[] {3, 6, 9, 2, 5, 8, 1, 4, 7}, within(1e-5f));
        // 8/3 deviations of an eighth of three pixels are one pixel to the right; the border is reflected
        assertThat(applied(new Augmentation.Change(false, false, 0, 0, 0, 0, 8 / 3.0, 0), image, 3, 3))
                .containsExactly(new float[] {2, 1, 2, 5, 4, 5, 8, 7, 8}, within(1e-5f));
    }

    @Test
    void shouldEnlargeAroundTheMiddle() {
        // Given: a slope, which stays a slope
        float[] image = new float[81];
        for (int i = 0; i < 81; i++) {
            image[i] = i % 9;
        }

        // When: by 2^(5·0.2) = 2
        float[] larger = applied(new Augmentation.Change(false, false, 5, 0, 0, 0, 0, 0), image, 9, 9);
        float[] wider = applied(new Augmentation.Change(false, false, 0, 0, 5, 0, 0, 0), image, 9, 9);
        float[] higher = applied(new Augmentation.Change(false, false, 0, 0, 5, Math.PI / 2, 0, 0), image, 9, 9);

        // Then
        for (int column = 0; column < 9; column++) {
            assertThat(larger[36 + column]).isCloseTo(4 + (column - 4) / 2f, within(1e-5f));
            assertThat(wider[36 + column]).isCloseTo(4 + (column - 4) / 2f, within(1e-5f));
        }
        assertThat(higher[36 + 5]).isCloseTo(6, within(1e-5f));
    }

    @Test
    void shouldLabelWhatWasDone() {
        float[] label = new float[9];

        new Augmentation.Change(true, false, 0.5, Math.PI / 2, 2, Math.PI, -1, 3).label(label, 0);

        assertThat(label).containsExactly(new float[] {1, 0, 0.5f, -1, 1, -2, 0, -1, 3}, within(1e-6f));
        NONE.label(label, 0);
        assertThat(label).containsOnly(0);
    }

    @Test
    void shouldChangeAsOftenAsItsProbabilitySays() {
        int mirrored = 0;
        int upsideDown = 0;
        int turned = 0;
        for (int i = 0; i < 4000; i++) {
            Augmentation.Change change = new Augmentation(0.12).draw(new Draws(1, i, 0));
            mirrored += change.mirrorX() ? 1 : 0;
            upsideDown += change.mirrorY() ? 1 : 0;
            turned += change.angle() != 0 ? 1 : 0;
        }

        assertThat(mirrored).isBetween(1880, 2120);
        assertThat(upsideDown).isBetween(180, 300);
        assertThat(turned).isBetween(400, 560);
    }

    @Test
    void shouldDependOnTheNumberOfTheSampleAlone() {
        // Given
        byte[] pixels = new byte[4 * 64];
        new java.util.Random(1).nextBytes(pixels);
        var source = new IndependentNoise(new Images(4, 1, 8, 8, pixels, new int[4], List.of()), false, new Augmentation(0.5), 3);
        float[] x0 = new float[640];
        float[] labels = new float[90];

        // When
        source.fill(50, 10, x0, new float[640], new int[10]);
        source.augmentations(50, 10, labels);

        // Then
        float[] one = new float[64];
        float[] label = new float[9];
        source.fill(57, 1, one, new float[64], new int[1]);
        source.augmentations(57, 1, label);
        assertThat(one).isEqualTo(Arrays.copyOfRange(x0, 7 * 64, 8 * 64));
        assertThat(label).isEqualTo(Arrays.copyOfRange(labels, 63, 72));
        assertThatThrownBy(() -> new Augmentation(2)).hasMessageContaining("probability is 2.0");
    }

    private static float[] applied(Augmentation.Change change, float[] image, int height, int width) {
        float[] copy = image.clone();
        Augmentation.apply(change, copy, 0, 1, height, width);
        return copy;
    }
}
