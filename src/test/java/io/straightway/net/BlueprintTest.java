package io.straightway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Network;
import io.straightway.recipe.NetworkPreset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlueprintTest {
    /** The sizes of the released EDM networks, in millions. */
    @ParameterizedTest
    @CsvSource({"cifar10,55.73", "ffhq64,61.81", "afhqv2-64,61.81", "cifar10-ncsnpp,56.40", "ffhq64-ncsnpp,62.76",
        "afhqv2-64-ncsnpp,62.76", "imagenet64,295.90"})
    void shouldHaveTheSizeOfTheReleasedNetworks(String preset, double millions) {
        Network network = NetworkPreset.named(preset).orElseThrow().network();
        Checks checks = Checks.begin();
        network.check(checks);

        assertThat(checks.violations()).isEmpty();
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
