package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.data.Images;
import io.straightway.data.Picture;
import io.straightway.data.Png;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class SanityBenchTest {
    @Test
    void faultsRaiseTheDistanceAndThePlotIsAPicture() {
        SanityBench.Outcome outcome = new SanityBench(300, 0).run(new SanityBench.Subject("discs", "emoji-cnn", discs(600)));

        var ratio = outcome.faults().stream().collect(Collectors.toMap(SanityBench.Fault::name, SanityBench.Fault::ratio));
        assertThat(ratio.get("other real images")).isEqualTo(1);
        assertThat(ratio.get("noise sd 15")).isGreaterThan(ratio.get("noise sd 5")).isGreaterThan(1);
        assertThat(ratio.get("30 % blends")).isGreaterThan(ratio.get("10 % blends")).isGreaterThan(1);
        assertThat(ratio.get("last class missing")).isGreaterThan(1);
        assertThat(ratio.get("blur sd 0.5 px")).isGreaterThan(1);
        assertThat(outcome.bias().slope()).isPositive();
        assertThat(outcome.reference()).isEqualTo(300);
        Picture plot = Png.decode("plot", "png", SanityPlot.png(List.of(outcome, outcome)));
        assertThat(plot.height()).isEqualTo(810);
    }

    /** Discs of random place and size; the class is the colour. */
    private static Images discs(int count) {
        Random random = new Random(3);
        int side = 16;
        byte[] pixels = new byte[count * 3 * side * side];
        int[] labels = new int[count];
        for (int n = 0; n < count; n++) {
            labels[n] = n % 3;
            double radius = 3 + 4 * random.nextDouble();
            double x0 = 5 + 6 * random.nextDouble();
            double y0 = 5 + 6 * random.nextDouble();
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < side * side; i++) {
                    boolean inside = Math.hypot(i % side - x0, i / side - y0) < radius;
                    pixels[(n * 3 + c) * side * side + i] = (byte) (inside && c == labels[n] ? 220 : inside ? 60 : 255);
                }
            }
        }
        return new Images(count, 3, side, side, pixels, labels, List.of("red", "green", "blue"));
    }
}
