package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.straightway.config.ConfigLoader;
import io.straightway.data.Images;
import io.straightway.engine.Device;
import io.straightway.metric.Extractors;
import io.straightway.metric.FeatureExtractor;
import io.straightway.metric.Gaussian;
import io.straightway.metric.MetricException;
import io.straightway.metric.Npz;
import io.straightway.metric.Provenance;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FidCalculationTest {
    private final FeatureExtractor network = Extractors.open("emoji-cnn", Device.cpu());
    private final ImageSource real = ImageSource.whole("real.zip", images(1, 120, 8));
    private final ImageSource drawn = ImageSource.whole("drawn.zip", images(2, 110, 8));

    @Test
    void everyMeasureThatIsNamedIsTaken() {
        FidCalculation calculation = new FidCalculation(FidCalculation.Reference.of(Measuring.of(real, network, true)), network,
                extras("--interval", "--infinity", "--kid", "--precision-recall"));

        FidCalculation.Result result = calculation.measure(drawn);
        FidCalculation.Result itself = calculation.measure(real);

        assertThat(calculation.name()).isEqualTo("fd-emoji-cnn");
        assertThat(result.images()).hasValue(110);
        assertThat(result.interval().orElseThrow().parts()).isEqualTo(10);
        assertThat(result.interval().orElseThrow().value()).isCloseTo(result.distance(), within(1e-9));
        assertThat(result.infinity().orElseThrow().points().getLast().images()).isEqualTo(110);
        assertThat(result.kid().orElseThrow().size()).isEqualTo(110);
        assertThat(itself.distance()).isCloseTo(0, within(1e-4)).isLessThan(result.distance());
        assertThat(itself.precisionRecall().orElseThrow().precision()).isEqualTo(1);
        assertThat(result.toString()).contains("n 110  drawn.zip", "95 % interval", "at infinitely many images", "KID", "precision");
    }

    @Test
    void statisticsFromAFileGiveTheSameDistance() {
        Measuring measuring = Measuring.of(real, network, false);
        byte[] npz = Npz.write(Gaussian.of(measuring.moments()), measuring.provenance().json());
        FidCalculation.Reference fromFile = FidCalculation.Reference.of("r.npz", Npz.read("r.npz", npz), Npz.provenance("r.npz", npz));

        double distance = new FidCalculation(fromFile, network, extras()).measure(drawn).distance();

        assertThat(distance).isEqualTo(new FidCalculation(FidCalculation.Reference.of(measuring), network, extras()).measure(drawn).distance());
        assertThat(FidCalculation.ofStatistics(fromFile).statistics("d.npz", Gaussian.of(Measuring.of(drawn, network, false).moments())).distance()).isEqualTo(distance);
        assertThat(fromFile.provenance().orElseThrow().images()).isEqualTo(120);
        assertThatThrownBy(() -> new FidCalculation(fromFile, network, extras("--kid"))).isInstanceOf(MetricException.class).hasMessageContaining("r.npz holds statistics only");
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        Measuring measuring = Measuring.of(real, network, false);
        FidCalculation.Reference other = FidCalculation.Reference.of("r.npz", Gaussian.of(measuring.moments()),
                Optional.of(new Provenance("x", "00", 120, 8, 3, "other-net", "0123", 8).json()));
        ImageSource larger = ImageSource.whole("larger.zip", images(3, 20, 16));
        ImageSource mixed = new ImageSource("mixed", List.of(drawn.parts().getFirst(), larger.parts().getFirst()));

        assertThatThrownBy(() -> new FidCalculation(other, network, extras())).isInstanceOf(MetricException.class)
                .hasMessageContaining("r.npz is of the network other-net with digest 0123").hasMessageContaining(network.digest());
        FidCalculation calculation = new FidCalculation(FidCalculation.Reference.of(measuring), network, extras());
        assertThatThrownBy(() -> calculation.measure(larger)).isInstanceOf(MetricException.class).hasMessageContaining("16x16 pixels and 3 channels, the reference of 8x8");
        assertThatThrownBy(() -> calculation.measure(mixed)).isInstanceOf(MetricException.class).hasMessageContaining("larger.zip#0 has other images");
        assertThatThrownBy(() -> calculation.measure(ImageSource.whole("one.zip", images(4, 1, 8)))).hasMessageContaining("2 feature vectors or more, there are 1");
        assertThatThrownBy(() -> ImageSource.of("/no/such.zip", ConfigLoader.load())).hasMessage("/no/such.zip: is not there");
    }

    private static FidCalculation.Extras extras(String... options) {
        return CommandLine.populateCommand(new FidCalculation.Extras(), options);
    }

    private static Images images(long seed, int count, int side) {
        Random random = new Random(seed);
        byte[] pixels = new byte[count * 3 * side * side];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.clamp((long) (128 + random.nextGaussian() * 20 * seed), 0, 255);
        }
        return new Images(count, 3, side, side, pixels, new int[count], List.of());
    }
}
