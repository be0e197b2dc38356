package io.straightway.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PicturesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void pngLosesNothing(int channels) {
        Picture picture = random(channels, 12, 20);

        Picture back = Png.decode("f", "e", Png.encode(picture));

        assertThat(back.channels()).isEqualTo(channels);
        assertThat(back.pixels()).isEqualTo(picture.pixels());
    }

    @Test
    void aDamagedPngNamesFileAndEntry() {
        byte[] png = Png.encode(random(3, 16, 16));
        byte[] cut = Arrays.copyOf(png, 100);

        assertThatThrownBy(() -> Png.decode("a.zip", "b.png", cut)).isInstanceOf(DataException.class).hasMessageContaining("a.zip, entry b.png");
        assertThatThrownBy(() -> Png.decode("a.zip", "b.png", new byte[10])).isInstanceOf(DataException.class).hasMessageContaining("no picture");
    }

    @Test
    void aHugePngIsRefusedBeforeItIsUnpacked() {
        byte[] png = Png.encode(random(1, 4, 4));
        png[16] = 0x7f;

        assertThatThrownBy(() -> Png.decode("a.zip", "b.png", png)).isInstanceOf(DataException.class);
    }

    @Test
    void theBoxFilterTakesMeansOverAreas() {
        Picture picture = new Picture(1, 2, 4, new byte[] {0, 10, 20, 30, 40, 50, 60, (byte) 200});

        assertThat(picture.boxed(1, 2).pixels()).containsExactly(25, 78);
        assertThat(new Picture(1, 1, 3, new byte[] {0, 30, 90}).boxed(1, 2).pixels()).containsExactly(10, 70);
        assertThat(new Picture(1, 1, 2, new byte[] {7, 9}).boxed(2, 4).pixels()).containsExactly(7, 7, 9, 9, 7, 7, 9, 9);
    }

    @Test
    void squaresAreCutFromTheMiddleAndPadded() {
        Picture wide = new Picture(1, 1, 3, new byte[] {1, 2, 3});

        assertThat(wide.centreSquare().pixels()).containsExactly(2);
        assertThat(wide.padded(3, 9).pixels()).containsExactly(9, 9, 9, 1, 2, 3, 9, 9, 9);
    }

    @Test
    void aGridShowsEveryPicture() {
        Images images = Images.of("t", List.of(random(3, 4, 4), random(3, 4, 4), random(3, 4, 4)), new int[] {0, 1, 2}, List.of());

        Picture grid = Png.decode("grid", "", Grid.png(images, 2, 3));

        assertThat(grid.width()).isEqualTo(2 * 14 + 2);
        assertThat(grid.height()).isEqualTo(2 * 14 + 2);
        assertThat(grid.pixels()[2 * 30 + 2]).isEqualTo(images.pixels()[0]);
        assertThat(grid.pixels()[2 * 30 + 16]).isEqualTo(images.pixels()[48]);
    }

    static Picture random(int channels, int height, int width) {
        byte[] pixels = new byte[channels * height * width];
        new Random(channels + height + width).nextBytes(pixels);
        return new Picture(channels, height, width, pixels);
    }
}
