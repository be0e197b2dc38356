package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignalNetworkMappingTest {
    @Test
    void shouldCarryTheHeightOfSignals() {
        for (Network network : List.of(Network.small(1, 64, 1, 3), Network.small(64, 1, 2, 0), Network.small(16, 3, 9))) {
            Checks checks = Checks.begin();

            assertThat(RecipeReader.network(RecipeWriter.network(network), checks)).isEqualTo(network);
            assertThat(checks.violations()).isEmpty();
        }
    }

    @Test
    void shouldTakeTheResolutionForAHeightThatIsLeftOut() {
        // Given
        io.straightway.schema.Network given = io.straightway.schema.Network.newBuilder().setResolution(32).build();
        io.straightway.schema.Network signal = io.straightway.schema.Network.newBuilder().setResolution(1).setHeight(32).build();
        io.straightway.schema.Network flat = io.straightway.schema.Network.newBuilder().setResolution(32).setHeight(0).build();
        Checks checks = Checks.begin();

        // Then: attention is at half of the longer side
        assertThat(RecipeReader.network(given, checks).height()).isEqualTo(32);
        assertThat(RecipeReader.network(signal, checks).attention()).containsExactly(16);
        assertThat(checks.violations()).isEmpty();
        RecipeReader.network(flat, checks);
        assertThat(checks.violations()).extracting(Object::toString).containsExactly("height is 0, allowed: a positive number, or null for the resolution's");
    }
}
