package io.straightway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import io.straightway.job.Signal;
import io.straightway.metric.ExtractorSource;
import io.straightway.metric.MetricException;
import io.straightway.metric.Resize;
import io.straightway.registry.RegistryServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);

    @Test
    void shouldGiveEachKindOfExtractorItsSource() {
        assertThat(extractor("kind", "inception-torchscript")).isEqualTo(new ExtractorSource.InceptionTorchScript(Path.of("f"), DIGEST, false));
        assertThat(extractor("kind", "inception-weights")).isEqualTo(new ExtractorSource.InceptionWeights(Path.of("f"), DIGEST, Resize.TF1));
        assertThat(extractor("kind", "inception-weights", "resize", "half-pixel"))
                .isEqualTo(new ExtractorSource.InceptionWeights(Path.of("f"), DIGEST, Resize.HALF_PIXEL));
        assertThat(extractor("kind", "torchscript", "dimensions", "768", "trusted", "true"))
                .isEqualTo(new ExtractorSource.TorchScript(Path.of("f"), DIGEST, 768, true));
        assertThat(extractor("kind", "safetensors")).isEqualTo(new ExtractorSource.SafetensorsClassifier(Path.of("f"), DIGEST));
    }

    @Test
    void shouldNameTheSettingThatCannotBe() {
        assertThatThrownBy(() -> extractor("kind", "torchscript")).isInstanceOf(MetricException.class).hasMessageContaining("straightway.extractors.mine.dimensions is not set");
        assertThatThrownBy(() -> extractor("kind", "torchscript", "dimensions", "0")).hasMessageContaining("dimensions is 0, allowed: 1 to 65536");
        assertThatThrownBy(() -> extractor("kind", "safetensors", "sha256", "x")).hasMessageContaining("sha256 is x, allowed: 64 digits");
        assertThatThrownBy(() -> extractor("kind", "onnx")).hasMessageContaining("straightway.extractors.mine.kind");
        assertThatThrownBy(() -> Settings.extractors(ConfigLoader.load(Map.of("straightway.extractors.fid.file", "f", "straightway.extractors.fid.sha256", DIGEST,
                "straightway.extractors.fid.kind", "inception-weights")))).hasMessageContaining("extractor fid is f with sha256 " + DIGEST);
    }

    @Test
    void shouldLetOnlyProcessesThatDoNothingElseEndWhenIdle() {
        assertThat(Settings.exitWhenIdle(ConfigLoader.load(Map.of()))).isEmpty();
        assertThat(Settings.exitWhenIdle(ConfigLoader.load(Map.of("straightway.roles", "worker", "straightway.worker.exit-when-idle", "PT2M"))))
                .contains(Duration.ofMinutes(2));
        assertThatThrownBy(() -> Settings.exitWhenIdle(ConfigLoader.load(Map.of("straightway.worker.exit-when-idle", "PT2M"))))
                .hasMessageContaining("straightway.worker.exit-when-idle is PT2M").hasMessageContaining("allowed with it: worker alone");
        assertThatThrownBy(() -> Settings.exitWhenIdle(ConfigLoader.load(Map.of("straightway.roles", "worker", "straightway.worker.exit-when-idle", "PT0S"))))
                .hasMessageContaining("straightway.worker.exit-when-idle is PT0S, allowed: a time above zero");
    }

    @Test
    void shouldWriteAsARegistryWantsItWhereThereIsOne() throws Exception {
        Signal signal = new Signal("s", "j", Signal.Kind.CANCEL);
        try (RegistryServer server = RegistryServer.start()) {
            String url = server.url().toString();

            byte[] confluent = Settings.wire(registry("url", url)).write(signal);
            byte[] json = Settings.wire(ConfigLoader.load(Map.of("straightway.schema-registry.url", url, "straightway.events.format", "json"))).write(signal);

            assertThat(confluent).startsWith(0, 0, 0, 0);
            assertThat(server.subjects()).containsExactly("straightway.signals-value");
            assertThat(json).startsWith('{');
            assertThat(Settings.wire(ConfigLoader.load(Map.of("straightway.schema-registry.url", url, "straightway.events.format", "json"))).readSignal(confluent)).isEqualTo(signal);
            assertThat(Settings.wire(registry("url", url, "auto-register", "false")).write(signal)).as("looked up").isEqualTo(confluent);
        }
        assertThat(Settings.wire(ConfigLoader.load()).write(signal)).startsWith(0xC3, 1);
    }

    @Test
    void shouldRefuseHalfALoginWithoutRepeatingIt() {
        String url = "http://127.0.0.1:1";
        assertThatThrownBy(() -> Settings.wire(registry("url", url, "username", "me"))).hasMessageContaining("straightway.schema-registry.password").hasMessageContaining("both or none");
        assertThatThrownBy(() -> Settings.wire(registry("url", url, "password", "s3cret"))).hasMessageContaining("straightway.schema-registry.username").hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> Settings.wire(registry("url", url, "username", "me", "password", "s3cret", "token", "t0ken"))).hasMessageContaining("one of them")
                .hasMessageNotContaining("s3cret").hasMessageNotContaining("t0ken");
        assertThatThrownBy(() -> Settings.wire(registry("url", "registry:8081"))).hasMessageContaining("straightway.schema-registry.url is registry:8081");
    }

    private static StraightwayConfig registry(String... settings) {
        Map<String, String> overrides = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            overrides.put("straightway.schema-registry." + settings[i], settings[i + 1]);
        }
        return ConfigLoader.load(overrides);
    }

    private static ExtractorSource extractor(String... settings) {
        var overrides = new HashMap<>(Map.of("straightway.extractors.mine.file", "f", "straightway.extractors.mine.sha256", DIGEST));
        for (int i = 0; i < settings.length; i += 2) {
            overrides.put("straightway.extractors.mine." + settings[i], settings[i + 1]);
        }
        return Settings.extractors(ConfigLoader.load(overrides)).get("mine");
    }
}
