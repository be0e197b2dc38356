package io.straightway.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.catalog.ModelCard;
import io.straightway.flow.Noise;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.worker.Painter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandInTest {
    private static final int STRIDE = 3 * StandIn.SIDE * StandIn.SIDE;

    @Test
    void aSeedGivesTheSamePixelsInEveryBatch() {
        // Given
        Painter painter = painter(StandIn.MODEL.name(), "stand-in");
        float[] pair = new float[2 * STRIDE];
        System.arraycopy(Noise.image(7, STRIDE), 0, pair, 0, STRIDE);
        System.arraycopy(Noise.image(8, STRIDE), 0, pair, STRIDE, STRIDE);

        // When
        byte[] alone = painter.draw(Noise.image(8, STRIDE), new int[1], () -> false).orElseThrow().pixels(0);
        byte[] second = painter.draw(pair, new int[2], () -> false).orElseThrow().pixels(1);

        // Then
        assertThat(second).isEqualTo(alone);
    }

    @Test
    void itDrawsForNoModelButItsOwn() {
        assertThatThrownBy(() -> painter("emoji", "reflow")).hasMessageContaining("model is emoji@1").hasMessageContaining("allowed");
        assertThatThrownBy(() -> painter(StandIn.MODEL.name(), "reflow")).hasMessageContaining("allowed");
    }

    private static Painter painter(String model, String stage) {
        ModelCard card = new ModelCard(model, "1", Network.small(StandIn.SIDE, 3, 0), Sampling.reflow(9), "", "", stage, "", Optional.empty(), 0, Map.of(),
                "none", 0, "", Optional.empty());
        return StandIn.taking(Duration.ZERO).of(card, Sampling.reflow(9), Precision.FP32, 2);
    }
}
