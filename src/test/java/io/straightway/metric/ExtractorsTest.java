package io.straightway.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.engine.Device;
import io.straightway.store.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractorsTest {
    private static final Path MODULE = Path.of("src/test/resources/golden/inception/module.pt");
    private static final Path WEIGHTS = Path.of("src/test/resources/golden/inception/weights.pth");
    private static final String CANONICAL = "f58cb9b6ec323ed63459aa4fb441fe750cfe39fafad6da5cb504a16f19e958f4";
    private static final String ZEROS = "0".repeat(64);

    @TempDir
    private Path folder;

    @Test
    void shouldOpenWhatShips() {
        FeatureExtractor shipped = Extractors.open("emoji-cnn", Device.cpu());

        assertThat(shipped.dimensions()).isEqualTo(96);
        assertThat(shipped.precision()).isEqualTo("float32");
        assertThat(shipped.resize()).startsWith("none");
        assertThat(DistanceName.of(shipped, 50_000)).hasToString("fd-emoji-cnn");
        assertThat(shipped.features(new byte[700 * 3 * 8 * 8], 700, 3, 8, 8)).hasDimensions(700, 96);
    }

    @Test
    void shouldOpenAClassifierFromAFile() throws IOException {
        // Given
        Path file = folder.resolve("mine.safetensors");
        try (InputStream in = getClass().getResourceAsStream("/features/emoji-cnn.safetensors")) {
            Files.copy(in, file);
        }

        // When
        FeatureExtractor mine = open("mine", new ExtractorSource.SafetensorsClassifier(file, Digest.of(file)));

        // Then
        assertThat(mine.name()).isEqualTo("mine");
        assertThat(mine.digest()).isEqualTo(Digest.of(file));
    }

    @Test
    void shouldNameWhatThereIs() {
        assertThatThrownBy(() -> Extractors.open("dino", Map.of("mine", new ExtractorSource.SafetensorsClassifier(MODULE, ZEROS)), Device.cpu()))
                .isInstanceOf(MetricException.class).hasMessage("feature network is dino, allowed: emoji-cnn, fashion-cnn, mine, sliced-wasserstein");
    }

    @Test
    void shouldRefuseAnotherDigest() {
        assertThatThrownBy(() -> open("mine", new ExtractorSource.InceptionWeights(WEIGHTS, ZEROS, Resize.TF1)))
                .isInstanceOf(MetricException.class).hasMessageContaining("extractor mine: file " + WEIGHTS + " has sha256 " + Digest.of(WEIGHTS))
                .hasMessageContaining("its configuration says sha256 " + ZEROS);
        assertThatThrownBy(() -> open("inception", new ExtractorSource.InceptionTorchScript(MODULE, CANONICAL, true))).hasMessageContaining("sha256 " + CANONICAL);
        assertThatThrownBy(() -> new ExtractorSource.InceptionWeights(WEIGHTS, "F58C", Resize.TF1)).hasMessageContaining("sha256 is F58C, allowed: 64 digits");
    }

    @Test
    void shouldNameAFileThatIsNotThere() {
        assertThatThrownBy(() -> open("mine", new ExtractorSource.TorchScript(folder.resolve("no.pt"), ZEROS, 64, true)))
                .isInstanceOf(MetricException.class).hasMessageContaining("file " + folder.resolve("no.pt") + " cannot be read");
    }

    @Test
    void shouldRunOnlyTrustedModules() {
        String digest = Digest.of(MODULE);

        assertThatThrownBy(() -> open("mine", new ExtractorSource.TorchScript(MODULE, digest, 64, false)))
                .isInstanceOf(MetricException.class).hasMessageContaining("straightway.extractors.mine.trusted=true").hasMessageContaining(digest);
        assertThatThrownBy(() -> open("mine", new ExtractorSource.InceptionTorchScript(MODULE, digest, false)))
                .isInstanceOf(MetricException.class).hasMessageContaining("is not trusted");
    }

    @Test
    void shouldRefuseFeaturesOfAnotherSize() {
        // Given: without return_features the module gives logits, of which a thin one has 32
        FeatureExtractor logits = open("mine", new ExtractorSource.TorchScript(MODULE, Digest.of(MODULE), 32, true));
        FeatureExtractor features = open("mine", new ExtractorSource.TorchScript(MODULE, Digest.of(MODULE), 64, true));

        // Then
        assertThat(logits.features(new byte[2 * 3 * 4 * 4], 2, 3, 4, 4)).hasDimensions(2, 32);
        assertThatThrownBy(() -> features.features(new byte[3 * 4 * 4], 1, 3, 4, 4))
                .isInstanceOf(MetricException.class).hasMessageContaining("mine gave features of shape [1, 32] for 1 images, expected [1, 64]");
        assertThatThrownBy(() -> logits.features(new byte[4 * 4], 1, 1, 4, 4)).hasMessageContaining("mine failed in forward");
    }

    @Test
    void shouldRefuseWeightsOfAnotherNetwork() {
        assertThatThrownBy(() -> open("mine", new ExtractorSource.InceptionWeights(WEIGHTS, Digest.of(WEIGHTS), Resize.TF1)))
                .isInstanceOf(MetricException.class).hasMessageContaining("extractor mine: " + WEIGHTS).hasMessageContaining("fc.weight has shape [32, 64]");
        assertThatThrownBy(() -> open("mine", new ExtractorSource.InceptionWeights(MODULE, Digest.of(MODULE), Resize.TF1)))
                .isInstanceOf(MetricException.class).hasMessageContaining(MODULE.toString()).hasMessageContaining("not allowed in a state dictionary");
    }

    @Test
    void shouldLookIntoAModuleBeforeLibtorchDoes() throws IOException {
        assertBad(Map.of(), "lacks the entry");
        assertBad(Map.of("a/data.pkl", 1, "a/constants.pkl", 1), "lacks the entry a/version");
        assertBad(Map.of("a/data.pkl", 1, "a/constants.pkl", 1, "a/version", 1, "b/data.pkl", 1), "entry b/data.pkl: lies outside of a/");
        Path text = folder.resolve("text.pt");
        Files.writeString(text, "no zip");
        assertThatThrownBy(() -> open("mine", new ExtractorSource.TorchScript(text, Digest.of(text), 1, true)))
                .isInstanceOf(MetricException.class).hasMessageContaining("is not a readable ZIP");
    }

    @Test
    void shouldNameAModuleWhoseCodeDoesNotCompile() throws IOException {
        // Given
        var entries = new LinkedHashMap<String, byte[]>();
        try (var in = new ZipInputStream(Files.newInputStream(MODULE))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), entry.getName().contains("/code/") ? "class Whole(".getBytes(StandardCharsets.UTF_8) : in.readAllBytes());
            }
        }
        Path file = zip(entries);

        // Then
        assertThatThrownBy(() -> open("mine", new ExtractorSource.TorchScript(file, Digest.of(file), 64, true)))
                .hasMessageContaining("mine did not load as a TorchScript module");
    }

    @Test
    void shouldKeepNamesFromMisleading() {
        ExtractorSource mine = new ExtractorSource.InceptionTorchScript(MODULE, ZEROS, true);

        assertThatThrownBy(() -> mine.checkName("fid")).isInstanceOf(MetricException.class).hasMessageContaining("the canonical Inception");
        assertThatThrownBy(() -> mine.checkName("inception")).hasMessageContaining("choose another name");
        assertThatThrownBy(() -> mine.checkName("emoji-cnn")).hasMessageContaining("ships with Straightway");
        assertThatThrownBy(() -> mine.checkName("My Net")).hasMessageContaining("lower-case letters");
        assertThatThrownBy(() -> new ExtractorSource.InceptionWeights(WEIGHTS, DistanceName.PYTORCH_FID_WEIGHTS, Resize.HALF_PIXEL).checkName("fid"))
                .hasMessageContaining("resize tf1");
        new ExtractorSource.InceptionTorchScript(MODULE, CANONICAL, false).checkName("inception");
        new ExtractorSource.InceptionWeights(WEIGHTS, DistanceName.PYTORCH_FID_WEIGHTS, Resize.TF1).checkName("fid");
        mine.checkName("my-net");
    }

    private void assertBad(Map<String, Integer> sizes, String fault) throws IOException {
        var entries = new LinkedHashMap<String, byte[]>();
        sizes.forEach((name, size) -> entries.put(name, new byte[size]));
        Path file = zip(entries);
        assertThatThrownBy(() -> open("mine", new ExtractorSource.TorchScript(file, Digest.of(file), 1, true)))
                .isInstanceOf(MetricException.class).hasMessageContaining(fault);
    }

    private Path zip(Map<String, byte[]> entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return Files.write(folder.resolve(entries.size() + ".pt"), bytes.toByteArray());
    }

    private static FeatureExtractor open(String name, ExtractorSource source) {
        return Extractors.open(name, Map.of(name, source), Device.cpu());
    }
}
