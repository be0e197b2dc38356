package io.straightway.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkShapeTest {
    @Test
    void shouldReadWhatWasWrittenBeforeThereWasAHeightAsSquare() {
        // Given
        String written = """
                {"architecture":"DDPMPP","resolution":16,"channels":3,"classes":9,"baseChannels":32,"multipliers":[1,2],"blocks":1,"attention":[8],
                 "dropout":0.05,"labelDropout":0.1,"augmentLabels":0,"preconditioning":"EDM"}""";

        // When
        Network network = Json.read(written.getBytes(StandardCharsets.UTF_8), Network.class);

        // Then
        assertThat(network).isEqualTo(Network.small(16, 3, 9));
        assertThat(network.height()).isEqualTo(16);
        assertThat(network.shape()).isEqualTo("3x16x16");
    }

    @Test
    void shouldKeepTheHeightOfSignals() {
        Network network = Network.small(1, 64, 2, 3);

        assertThat(Json.read(Json.bytes(network, Network.class), Network.class)).isEqualTo(network);
        assertThat(network.size()).isEqualTo(128);
        assertThat(network.attention()).containsExactly(32);
        assertThat(network.withDropout(0.3).withClasses(5).shape()).isEqualTo("2x1x64");
        assertThat(violations(network)).isEmpty();
        assertThat(violations(Network.small(64, 1, 2, 3))).isEmpty();
    }

    @Test
    void shouldRefuseOtherShapes() {
        assertThat(violations(Network.small(8, 16, 1, 0))).containsExactly(
                "height is 8, allowed: the resolution, or 1; a power of two from 4 to 1024 with resolution 1");
        assertThat(violations(Network.small(48, 1, 1, 0))).singleElement().asString().startsWith("height is 48, allowed");
        assertThat(violations(Network.small(1, 48, 1, 0))).containsExactly("resolution is 48, allowed: a power of two from 4 to 1024, or 1 with such a height");
        assertThat(violations(Network.small(1, 1, 1, 0))).isNotEmpty();
        Network augmented = new Network(Architecture.DDPMPP, 16, 1, 0, 32, List.of(1, 2), 1, List.of(8), 0, 0, 9, Network.Preconditioning.EDM, 1);
        assertThat(violations(augmented)).containsExactly("augmentLabels is 9, allowed: 0, because signals can't be turned in the plane");
        Network deep = new Network(Architecture.DDPMPP, 16, 1, 0, 32, List.of(1, 1, 1, 1, 1), 1, List.of(), 0, 0, 0, Network.Preconditioning.EDM, 1);
        assertThat(violations(deep)).singleElement().asString().contains("no level below 2 pixels");
    }

    private static List<String> violations(Network network) {
        Checks checks = Checks.begin();
        network.check(checks);
        return checks.violations().stream().map(Violation::toString).toList();
    }
}
