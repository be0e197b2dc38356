package io.straightway.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.ForeignModule;
import io.straightway.net.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our Inception beside a TorchScript module of the same architecture, see src/test/python/inception_reference.py. Layers are 32 times
 * narrower than the real ones; scripts/test-inception compares those of full width. Another folder can be given with
 * -Dinception.reference and -Dinception.divisor.
 */
class InceptionTest {
    private static final Path FOLDER = Path.of(System.getProperty("inception.reference", "src/test/resources/golden/inception"));
    private static final InceptionNet NET = new InceptionNet(Integer.getInteger("inception.divisor", 32));
    private static final int IMAGES = 4;

    /** Rounding to 32 bit moves the features of the wide network by up to 7e-5 in Python too. */
    private static final double TOLERANCE = NET.divisor() == 1 ? 5e-4 : 5e-5;

    private record Picture(byte[] pixels, int height, int width) {
        static Picture of(Weights expected, int number) {
            Weights.Array image = expected.arrays().get(number + ".image");
            byte[] pixels = new byte[image.values().length];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) (int) image.values()[i];
            }
            return new Picture(pixels, image.shape().get(2), image.shape().get(3));
        }

        float[] features(FeatureExtractor extractor) {
            return extractor.features(pixels, 1, 3, height, width)[0];
        }
    }

    @Test
    void shouldGiveTheFeaturesAndLogitsOfTheReference() throws IOException {
        // Given
        Weights expected = file("expected.pth").weights();
        try (Inception inception = open(Resize.TF1)) {
            for (int i = 0; i < IMAGES; i++) {
                Picture picture = Picture.of(expected, i);

                // When
                float[] features = picture.features(inception);
                float[] logits = inception.logits(new float[][] {features})[0];

                // Then
                assertClose("features and Python's", features, expected.arrays().get(i + ".features").values());
                assertClose("logits and Python's", logits, expected.arrays().get(i + ".logits").values());
            }
        }
    }

    @Test
    void shouldEqualTheTorchScriptModule() throws IOException {
        // Given
        Weights expected = file("expected.pth").weights();
        try (Inception inception = open(Resize.TF1); TorchScriptExtractor module = module()) {
            for (int i = 0; i < IMAGES; i++) {
                Picture picture = Picture.of(expected, i);

                // Then
                assertClose("features and the module's", picture.features(inception), picture.features(module));
            }
            assertThat(module.resize()).isEqualTo(inception.resize());
        }
    }

    @Test
    void shouldResizeLikePytorchFidIfAsked() throws IOException {
        // Given
        Weights expected = file("expected.pth").weights();
        try (Inception half = open(Resize.HALF_PIXEL)) {
            for (int i = 0; i < IMAGES; i++) {
                // When
                float[] features = Picture.of(expected, i).features(half);

                // Then
                // libtorch computes positions in 32 bit, which shows most where an image shrinks.
                assertClose("features, resized with half-pixel centres, and Python's", features, expected.arrays().get(i + ".half_pixel").values(), 10 * TOLERANCE);
                assertThat(distance(features, expected.arrays().get(i + ".features").values())).isGreaterThan(1e-2);
            }
        }
    }

    @Test
    void shouldTakeGreyImagesAsThreeEqualChannels() throws IOException {
        // Given
        byte[] grey = new byte[2 * 8 * 8];
        byte[] colour = new byte[3 * grey.length];
        for (int i = 0; i < colour.length; i++) {
            colour[i] = grey[i / 192 * 64 + i % 64] = (byte) (i / 192 * 90 + i % 64 * 3);
        }
        try (Inception inception = open(Resize.TF1); TorchScriptExtractor module = module()) {

            // Then
            assertThat(inception.features(grey, 2, 1, 8, 8)).isDeepEqualTo(inception.features(colour, 2, 3, 8, 8));
            assertThat(module.features(grey, 2, 1, 8, 8)).isDeepEqualTo(module.features(colour, 2, 3, 8, 8));
            assertThatThrownBy(() -> inception.features(new byte[2 * 64], 1, 2, 8, 8)).hasMessageContaining("1 or 3 channels, these have 2");
            assertThatThrownBy(() -> module.features(new byte[2 * 64], 1, 2, 8, 8)).hasMessageContaining("1 or 3 channels, these have 2");
        }
    }

    @Test
    void shouldNotDependOnTheBatch() throws IOException {
        // Given: more images than one batch holds
        byte[] pixels = new byte[33 * 3 * 4 * 4];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31 + i / 48);
        }
        try (Inception inception = open(Resize.TF1)) {

            // When
            float[][] together = inception.features(pixels, 33, 3, 4, 4);
            float[] last = inception.features(Arrays.copyOfRange(pixels, 32 * 48, 33 * 48), 1, 3, 4, 4)[0];

            // Then
            assertThat(together).hasDimensions(33, NET.features());
            assertThat(distance(together[32], last)).isLessThan(1e-5);
        }
    }

    @Test
    void shouldHaveTheSizeOfTheRealNetwork() {
        InceptionNet real = new InceptionNet(1);

        assertThat(real.features()).isEqualTo(2048);
        assertThat(real.parameters()).hasSize(2 + 2 * 94);
        assertThat(real.parameters().getFirst().shape()).containsExactly(1008, 2048);
        // torchvision's has 23,834,568 without its auxiliary head: 1000 logits, and of the batch norms two numbers per channel, of which one is left.
        assertThat(real.parameters().stream().mapToLong(p -> p.size()).sum()).isEqualTo(23_834_568 + 8 * 2049 - 17_216);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mixed_6c.branch7x7_2.conv.weight", "Conv2d_1a_3x3.bn.running_var", "fc.bias"})
    void shouldNameWhatIsMissing(String name) throws IOException {
        // Given
        var arrays = new LinkedHashMap<>(file("weights.pth").weights().arrays());
        Weights.Array gone = arrays.remove(name);

        // Then
        assertThatThrownBy(() -> Inception.open("x", "", NET, new Weights(arrays), Resize.TF1, Device.cpu()))
                .hasMessageStartingWith(name + " is missing").hasMessageContaining(gone.shape().toString());
        arrays.put(name, new Weights.Array(List.of(7), new float[7]));
        assertThatThrownBy(() -> Inception.open("x", "", NET, new Weights(arrays), Resize.TF1, Device.cpu()))
                .hasMessageStartingWith(name + " has shape [7]");
    }

    @Test
    void shouldNameTheModuleThatIsNone() {
        try (Arena arena = Arena.open(Device.cpu())) {
            assertThatThrownBy(() -> ForeignModule.load(arena, "mine", new byte[] {1, 2, 3})).hasMessageContaining("mine did not load");
        }
    }

    private static Inception open(Resize resize) throws IOException {
        return Inception.open("thin", "", NET, file("weights.pth").weights(), resize, Device.cpu());
    }

    private static TorchScriptExtractor module() throws IOException {
        return TorchScriptExtractor.open("thin", "", file("module.pt").torchScript(), TorchScriptExtractor.Convention.nvidia(NET.features()), Device.cpu());
    }

    private static ExtractorFile file(String name) throws IOException {
        Path path = FOLDER.resolve(name);
        return new ExtractorFile(path.toString(), Files.readAllBytes(path));
    }

    /** Features of the reference are between 0 and 2, logits between -3 and 3. */
    private static void assertClose(String what, float[] a, float[] b) {
        assertClose(what, a, b, TOLERANCE);
    }

    private static void assertClose(String what, float[] a, float[] b, double tolerance) {
        if (System.getProperty("inception.reference") != null) {
            System.out.printf("%s: %.1e apart at most%n", what, distance(a, b));
        }
        assertThat(distance(a, b)).isLessThan(tolerance);
        assertThat(distance(a, new float[a.length])).isGreaterThan(0.5);
    }

    private static double distance(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs(a[i] - b[i]));
        }
        return worst;
    }
}
