package io.straightway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.straightway.recipe.Architecture;
import io.straightway.recipe.Network;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlueprintTest {
    /** The sizes of the released EDM networks, in millions. */
    @ParameterizedTest
    @CsvSource({"DDPMPP,32,55.73", "DDPMPP,64,61.81", "NCSNPP,32,56.40", "NCSNPP,64,62.76", "ADM,64,295.90"})
    void shouldHaveTheSizeOfTheReleasedNetworks(Architecture architecture, int resolution, double millions) {
        // Given
        boolean adm = architecture == Architecture.ADM;
        var network = new Network(architecture, resolution, 3, adm ? 1000 : 0, adm ? 192 : 128,
                adm ? List.of(1, 2, 3, 4) : resolution == 32 ? List.of(2, 2, 2) : List.of(1, 2, 2, 2),
                adm ? 3 : 4, adm ? List.of(32, 16, 8) : List.of(16), 0.1, 0, adm ? 0 : 9);

        // Then
        assertThat(Blueprint.of(network).size() / 1e6).isCloseTo(millions, within(0.005));
    }

    @Test
    void shouldInitialiseFromTheSeedAlone() {
        // Given
        var blueprint = Blueprint.of(Network.small(16, 3, 9));

        // Then
        float[] first = blueprint.initialise(1).arrays().get("model.enc.16x16_conv.weight").values();
        assertThat(blueprint.initialise(1).arrays().get("model.enc.16x16_conv.weight").values()).isEqualTo(first);
        assertThat(blueprint.initialise(2).arrays().get("model.enc.16x16_conv.weight").values()).isNotEqualTo(first);

        // Then: Xavier uniform, fans 3·9 and 32·9
        double bound = Math.sqrt(6.0 / (27 + 288));
        double square = 0;
        for (float w : first) {
            assertThat(Math.abs(w)).isLessThanOrEqualTo((float) bound);
            square += (double) w * w / first.length;
        }
        assertThat(square).isCloseTo(bound * bound / 3, within(0.1 * bound * bound));
        assertThat(blueprint.initialise(1).arrays().get("model.enc.16x16_conv.bias").values()).containsOnly(0);
    }

    @Test
    void shouldRefuseWeightsOfAnotherNetwork() {
        // Given
        var small = Blueprint.of(Network.small(16, 3, 9));
        var unconditional = Blueprint.of(Network.small(16, 3, 0));
        var grey = Blueprint.of(Network.small(16, 1, 0));

        // Then
        assertThatThrownBy(() -> unconditional.initialise(1).select(small.parameters())).hasMessageContaining("lack model.map_label.weight");
        assertThatThrownBy(() -> grey.initialise(1).select(unconditional.parameters()))
                .hasMessageContaining("model.enc.16x16_conv.weight has shape [32, 1, 3, 3]");
    }
}
