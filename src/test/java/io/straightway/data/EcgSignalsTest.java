package io.straightway.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EcgSignalsTest {
    @TempDir
    Path folder;

    private static final int LENGTH = 128;
    private static final EcgSignals ECG = new EcgSignals(LENGTH, 3, 1);

    @Test
    void aSignalIsAFunctionOfSeedAndIndexAlone() {
        Images few = ECG.set("few", 5).images();
        Images many = ECG.set("many", 20).images();

        assertThat(many.part(0, 5).pixels()).isEqualTo(few.pixels());
        assertThat(new EcgSignals(LENGTH, 3, 2).set("other", 5).images().pixels()).isNotEqualTo(few.pixels());
        // The law is part of what data sets mean: a change of these numbers makes other signals.
        assertThat(Arrays.stream(ECG.millivolts(7)).sum()).isCloseTo(19.878164667270486, within(1e-9));
    }

    @Test
    void heartsBeatAsTheirClassesSay() {
        assertThat(beats(0)).isBetween(55 / 60.0, 90 / 60.0);
        assertThat(beats(1)).isBetween(110 / 60.0, 170 / 60.0);
        assertThat(beats(2)).isBetween(55 / 60.0, 90 / 60.0);
    }

    /** R peaks in a second, on average: where the signal rises through half a millivolt. */
    private static double beats(int label) {
        double peaks = 0;
        int signals = 200;
        for (int i = 0; i < signals; i++) {
            double[] signal = ECG.millivolts(3 * i + label);
            peaks += IntStream.range(1, LENGTH).filter(k -> signal[k - 1] < 0.5 && signal[k] >= 0.5).count();
        }
        return peaks / signals;
    }

    @Test
    void theMiddleOfSignalsLiesBetweenTheLevelsThatWouldCutThem() {
        Images images = ECG.set("ecg", 600).images();

        long cut = IntStream.range(0, images.pixels().length).filter(i -> images.pixels()[i] == 0 || images.pixels()[i] == -1).count();
        assertThat(cut).isLessThan(images.pixels().length / 1000);
        double mean = IntStream.range(0, images.pixels().length).map(i -> Byte.toUnsignedInt(images.pixels()[i])).average().orElseThrow();
        assertThat(mean).isBetween(90.0, 120.0);
        assertThat(images.labels()).startsWith(0, 1, 2, 0);
        assertThat(images.classes()).containsExactly("normal", "tachycardia", "inverted T");
    }

    @Test
    void anInvertedTPullsTheSignalDown() {
        double usual = IntStream.range(0, 200).mapToDouble(i -> Arrays.stream(ECG.millivolts(3 * i)).average().orElseThrow()).average().orElseThrow();
        double inverted = IntStream.range(0, 200).mapToDouble(i -> Arrays.stream(ECG.millivolts(3 * i + 2)).average().orElseThrow()).average().orElseThrow();

        // Two bumps of height 0.4 and width 0.4/2π apart, about 1.2 to the second: 2·0.4·(0.4/2π)·√(2π)·1.2
        assertThat(usual - inverted).isCloseTo(0.15, within(0.05));
    }

    @Test
    void signalsPassThroughTheFormatOfDataSets() {
        DataSet set = ECG.set("ecg", 7);

        DataSet read = EdmZip.read("ecg.zip", EdmZip.write(set));

        assertThat(read.images().height()).isEqualTo(1);
        assertThat(read.images().width()).isEqualTo(LENGTH);
        assertThat(read.images().pixels()).isEqualTo(set.images().pixels());
        assertThat(read.images().labels()).isEqualTo(set.images().labels());
        assertThat(read.images().classes()).isEqualTo(set.images().classes());
        assertThat(read.credits()).isEqualTo(set.credits());
        Images high = new Images(2, 1, LENGTH, 1, Arrays.copyOf(set.images().pixels(), 2 * LENGTH), new int[2], List.of());
        assertThat(EdmZip.read("high.zip", EdmZip.write(new DataSet("high", high, List.of()))).images().height()).isEqualTo(LENGTH);
        Images oblong = new Images(1, 1, 2, 4, new byte[8], new int[1], List.of());
        assertThatThrownBy(() -> EdmZip.read("oblong.zip", EdmZip.write(new DataSet("oblong", oblong, List.of()))))
                .hasMessageContaining("is 4x2 grey, not square, and no signal with a side of one pixel");
    }

    /** As the command line packs it, with a size for pictures. */
    @Test
    void signalsKeepTheirLengthWherePicturesAreResized() throws IOException {
        Path zip = Files.write(folder.resolve("waves.zip"), EdmZip.write(ECG.set("ecg", 3)));

        Images packed = Sources.read(zip, 16).images();

        assertThat(packed.height()).isEqualTo(1);
        assertThat(packed.width()).isEqualTo(LENGTH);
        assertThat(packed.pixels()).isEqualTo(ECG.set("ecg", 3).images().pixels());
    }

    @Test
    void plotsGoThroughTheLevelsOfTheirSignals() throws IOException {
        // Given: a signal that lies at the bottom and one that lies at the top
        byte[] levels = new byte[2 * 8];
        Arrays.fill(levels, 8, 16, (byte) 255);
        Images flat = new Images(2, 1, 8, 1, levels, new int[2], List.of());

        // When
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(LinePlots.png(flat, 2)));

        // Then: gaps of 6, plots of 128 by 64
        assertThat(picture.getWidth()).isEqualTo(6 + 2 * (128 + 6));
        assertThat(picture.getHeight()).isEqualTo(6 + 64 + 6);
        assertThat(picture.getRaster().getSample(6 + 50, 6 + 63, 0)).isEqualTo(30);
        assertThat(picture.getRaster().getSample(6 + 50, 6, 0)).isEqualTo(255);
        assertThat(picture.getRaster().getSample(6 + 134 + 50, 6, 0)).isEqualTo(30);
        assertThatThrownBy(() -> LinePlots.png(new Images(1, 1, 4, 4, new byte[16], new int[1], List.of()), 2)).hasMessageContaining("plots of 1 signals of 4x4");
    }

    @Test
    void sizesAreChecked() {
        assertThatThrownBy(() -> new EcgSignals(60, 3, 1)).hasMessage("length is 60, allowed: a power of two from 4 to 1024");
        assertThatThrownBy(() -> new EcgSignals(64, 4, 1)).hasMessageContaining("classes is 4, allowed: 1 to 3");
    }
}
