package io.straightway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.engine.Parameter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFileTest {
    /** The shapes are what scripts/convert_edm.py makes of the constructor arguments in the golden files. */
    static Stream<Arguments> converted() {
        return Stream.of(
                Arguments.of(Golden.ddpmpp(), """
                        {"architecture": "DDPMPP", "resolution": 16, "channels": 3, "classes": 0, "baseChannels": 16, "multipliers": [1, 2],
                         "blocks": 1, "attention": [8], "dropout": 0.13, "labelDropout": 0.0, "augmentLabels": 9}"""),
                Arguments.of(Golden.ncsnpp(), """
                        {"architecture": "NCSNPP", "resolution": 16, "channels": 3, "classes": 10, "baseChannels": 16, "multipliers": [2, 1],
                         "blocks": 1, "attention": [16], "dropout": 0.1, "labelDropout": 0.0, "augmentLabels": 0}"""),
                Arguments.of(Golden.adm(), """
                        {"architecture": "ADM", "resolution": 16, "channels": 3, "classes": 10, "baseChannels": 24, "multipliers": [1, 2],
                         "blocks": 1, "attention": [16, 8], "dropout": 0.1, "labelDropout": 0.0, "augmentLabels": 0}"""));
    }

    @ParameterizedTest
    @MethodSource("converted")
    void shouldReadAConvertedStateDictionaryAndWriteItBack(Golden golden, String shape) throws IOException {
        // Given: all arrays of the state dictionary, resampling filters included
        byte[] bytes = Safetensors.write(golden.parameters(), Map.of("format", "pt", ModelFile.NETWORK, shape));

        // When
        ModelFile read = read(bytes);
        var out = new ByteArrayOutputStream();
        read.write(out);
        ModelFile again = read(out.toByteArray());

        // Then
        assertThat(read.network()).isEqualTo(golden.network());
        assertThat(again.network()).isEqualTo(golden.network());
        read.weights().arrays().forEach((name, array) -> {
            assertThat(array.values()).as(name).isEqualTo(golden.parameters().arrays().get(name).values());
            assertThat(again.weights().arrays().get(name).values()).isEqualTo(array.values());
        });
    }

    /** Nothing of a state dictionary but the fixed filters is left out, and nothing is asked for that it lacks. */
    @ParameterizedTest
    @MethodSource("converted")
    void shouldUseTheNamesOfTheStateDictionary(Golden golden, String shape) {
        assertThat(golden.parameters().arrays().keySet().stream().filter(name -> !name.endsWith(".resample_filter")))
                .containsExactlyInAnyOrderElementsOf(Blueprint.of(golden.network()).parameters().stream().map(Parameter::name).toList());
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() {
        Weights weights = Golden.ddpmpp().parameters();
        var fewer = new LinkedHashMap<>(weights.arrays());
        fewer.remove("model.map_layer0.bias");
        String shape = (String) converted().findFirst().orElseThrow().get()[1];

        assertThatThrownBy(() -> read(Safetensors.write(weights, Map.of()))).isInstanceOf(IOException.class)
                .hasMessage("my.file: metadata lacks straightway.network, the shape of the network");
        assertThatThrownBy(() -> read(Safetensors.write(weights, Map.of(ModelFile.NETWORK, "{\"resolution\": 3}"))))
                .isInstanceOf(IOException.class).hasMessageContaining("my.file: straightway.network is");
        assertThatThrownBy(() -> read(Safetensors.write(weights, Map.of(ModelFile.NETWORK, shape.replace("16, \"channels\"", "17, \"channels\"")))))
                .hasMessageContaining("resolution is 17");
        assertThatThrownBy(() -> read(Safetensors.write(new Weights(fewer), Map.of(ModelFile.NETWORK, shape))))
                .isInstanceOf(IOException.class).hasMessageContaining("my.file: weights lack model.map_layer0.bias");
    }

    private static ModelFile read(byte[] bytes) throws IOException {
        return ModelFile.read("my.file", new ByteArrayInputStream(bytes), bytes.length);
    }
}
