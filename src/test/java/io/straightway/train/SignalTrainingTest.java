package io.straightway.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.data.EcgSignals;
import io.straightway.data.Images;
import io.straightway.engine.Device;
import io.straightway.net.Blueprint;
import io.straightway.net.Weights;
import io.straightway.recipe.Architecture;
import io.straightway.recipe.Network;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalTrainingTest {
    private static final int LENGTH = 16;

    @ParameterizedTest
    @CsvSource({"DDPMPP,true", "DDPMPP,false", "NCSNPP,true", "NCSNPP,false", "ADM,true", "ADM,false"})
    void shouldMoveEveryTrainableParameter(Architecture architecture, boolean wide) {
        // Given
        int height = wide ? 1 : LENGTH;
        int width = wide ? LENGTH : 1;
        var network = new Network(architecture, width, 1, 3, 16, List.of(1, 2), 1, List.of(8), 0, 0, 0, Network.Preconditioning.EDM, height);
        var setting = new Training.Setting(network, Objective.reflow(), new Optimiser(1e-3, 0, 4, 4, 1, 0), Precision.FP32, 5);
        var blueprint = Blueprint.of(network);
        Weights before = blueprint.initialise(1);
        Images ecg = new EcgSignals(LENGTH, 3, 1).set("ecg", 6).images();
        var source = new IndependentNoise(new Images(6, 1, height, width, ecg.pixels(), ecg.labels(), List.of()), false, 1);

        // When
        try (var training = Training.begin(Device.cpu(), setting, source, before)) {
            for (int i = 0; i < 3; i++) {
                training.step();
            }
            Weights after = training.average();

            // Then
            blueprint.parameters().forEach(parameter -> {
                float[] now = after.arrays().get(parameter.name()).values();
                float[] then = before.arrays().get(parameter.name()).values();
                assertThat(now).as(parameter.name()).doesNotContain(Float.NaN);
                assertThat(Arrays.equals(now, then)).as(parameter.name()).isEqualTo(!parameter.trainable());
            });
        }
    }
}
