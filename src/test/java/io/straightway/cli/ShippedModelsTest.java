package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.catalog.ModelCard;
import io.straightway.json.Json;
import io.straightway.net.Blueprint;
import io.straightway.net.Safetensors;
import io.straightway.net.Weights;
import io.straightway.store.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the demo brings along. */
class ShippedModelsTest {
    private static final int MOST_BYTES = 8_000_000;

    @ParameterizedTest
    @ValueSource(strings = {"first", "teacher"})
    void aShippedModelIsWhatItsCardSays(String folder) throws IOException {
        // Given
        Path shipped = Path.of("src/main/resources/demo", folder);
        ModelCard card = Json.read(Files.readAllBytes(shipped.resolve(ModelCommand.CARD)), ModelCard.class);
        byte[] bytes = Files.readAllBytes(shipped.resolve(ModelCommand.WEIGHTS));

        // Then
        assertThat(bytes.length).isLessThan(MOST_BYTES);
        assertThat(Digest.of(bytes)).isEqualTo(card.weightsSha256());
        Weights weights = Safetensors.read(folder, bytes).weights();
        assertThat(weights.select(Blueprint.of(card.network()).parameters()).arrays()).hasSameSizeAs(Blueprint.of(card.network()).parameters());
    }
}
