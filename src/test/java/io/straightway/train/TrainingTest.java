package io.straightway.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.straightway.data.Images;
import io.straightway.engine.Device;
import io.straightway.engine.Torch;
import io.straightway.net.Blueprint;
import io.straightway.net.Weights;
import io.straightway.recipe.Architecture;
import io.straightway.recipe.LossMap;
import io.straightway.recipe.Network;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.TimeLaw;
import io.straightway.recipe.Weight;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
class TrainingTest {
    private static final Network NETWORK = new Network(Architecture.DDPMPP, 16, 3, 4, 16, List.of(1, 2), 1, List.of(8), 0.1, 0.1, 9);
    private static final Source SOURCE = new IndependentNoise(images(), true, 3);

    @BeforeAll
    static void fixThreads() {
        Torch.threads(2);
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void shouldGoOnFromACheckpointBitForBit(Precision precision) throws IOException {
        // Given
        var setting = new Training.Setting(NETWORK, Objective.reflow(), new Optimiser(1e-3, 32, 8, 4, 1, 100), precision, 5);
        byte[] whole;
        byte[] half;
        try (var training = begin(setting)) {
            steps(training, 2);
            half = training.checkpoint(notes()).bytes();
            steps(training, 3);
            whole = training.checkpoint(notes()).bytes();
        }

        // When
        byte[] resumed;
        try (var training = Training.resume(List.of(Device.cpu()), setting, SOURCE, Checkpoint.read("half", half))) {
            assertThat(training.steps()).isEqualTo(2);
            assertThat(training.images()).isEqualTo(16);
            steps(training, 3);
            resumed = training.checkpoint(notes()).bytes();
        }

        // Then
        assertThat(resumed).isEqualTo(whole).isNotEqualTo(half);
        assertThat(Checkpoint.read("whole", whole).notes()).isEqualTo(Map.of("options", "{\"a\":1}"));
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void shouldMoveEveryTrainableParameter(Architecture architecture) {
        // Given
        var network = new Network(architecture, 8, 3, 4, 16, List.of(1, 2), 1, List.of(4), 0, 0, 0);
        var setting = new Training.Setting(network, Objective.edm(), new Optimiser(1e-3, 0, 4, 4, 1, 0), Precision.FP32, 5);
        var blueprint = Blueprint.of(network);
        Weights before = blueprint.initialise(1);
        var source = new IndependentNoise(new Images(4, 3, 8, 8, new byte[4 * 192], new int[] {0, 1, 2, 3}, List.of()), false, 1);

        // When
        try (var training = Training.begin(Device.cpu(), setting, source, before)) {
            steps(training, 3);
            Weights after = training.average();

            // Then
            blueprint.parameters().forEach(parameter -> {
                float[] now = after.arrays().get(parameter.name()).values();
                float[] then = before.arrays().get(parameter.name()).values();
                assertThat(Arrays.equals(now, then)).as(parameter.name()).isEqualTo(!parameter.trainable());
            });
        }
    }

    @Test
    void shouldAccumulateToTheLargeBatch() {
        // Given: no dropout inside the network, which would be drawn anew for each part
        Network network = NETWORK.withDropout(0);
        var large = new Training.Setting(network, Objective.edm(), new Optimiser(1e-3, 0, 8, 8, 1e6, 100), Precision.FP32, 5);
        var small = new Training.Setting(network, Objective.edm(), new Optimiser(1e-3, 0, 8, 2, 1e6, 100), Precision.FP32, 5);

        // When
        try (var one = begin(large); var four = begin(small)) {
            StepResult a = one.step();
            StepResult b = four.step();

            // Then
            assertThat(b.loss()).isCloseTo(a.loss(), within(1e-5 * a.loss()));
            assertThat(b.gradientNorm()).isCloseTo(a.gradientNorm(), within(1e-5 * a.gradientNorm()));
            Weights first = one.checkpoint(new LinkedHashMap<>()).mean();
            Weights second = four.checkpoint(new LinkedHashMap<>()).mean();
            first.arrays().forEach((name, array) -> {
                float[] other = second.arrays().get(name).values();
                for (int i = 0; i < other.length; i++) {
                    assertThat(Math.abs(other[i] - array.values()[i])).as(name).isLessThan((float) (1e-5 * a.gradientNorm()));
                }
            });
        }
    }

    /** With one part for each device the sum has the same two terms; with more its order differs, and so its last digits. */
    @ParameterizedTest
    @CsvSource({"4, 0", "2, 1e-5", "8, 0"})
    void shouldTrainOnTwoDevicesAsByAccumulationOnOne(int microBatch, double tolerance) {
        // Given: dropout too, whose seeds belong to the parts
        var setting = new Training.Setting(NETWORK, Objective.edm(), new Optimiser(1e-3, 0, 8, microBatch, 1, 100), Precision.FP32, 5);
        Weights fresh = Blueprint.of(NETWORK).initialise(1);

        // When
        try (var one = begin(setting); var two = Training.begin(List.of(Device.cpu(), Device.cpu()), setting, SOURCE, fresh, Origin.FRESH)) {
            for (int i = 0; i < 3; i++) {
                StepResult alone = one.step();
                StepResult shared = two.step();

                // Then
                assertThat(shared.loss()).isCloseTo(alone.loss(), within(tolerance * alone.loss()));
                assertThat(shared.gradientNorm()).isCloseTo(alone.gradientNorm(), within(tolerance * alone.gradientNorm()));
                Weights expected = one.checkpoint(new LinkedHashMap<>()).mean();
                Weights actual = two.checkpoint(new LinkedHashMap<>()).mean();
                expected.arrays().forEach(
                        (name, array) -> assertThat(actual.arrays().get(name).values()).as(name).containsExactly(array.values(), Offset.offset((float) tolerance)));
            }
        }
    }

    @Test
    void shouldLearnAHandfulOfImages() {
        // Given: neither mirrored nor without label, so that the label decides the image and the least error is 0
        var network = new Network(Architecture.DDPMPP, 16, 3, 4, 16, List.of(1, 2), 1, List.of(8), 0, 0, 0);
        var source = new IndependentNoise(images(), false, 3);
        var objective = new Objective(new TimeLaw.Uniform(), Weight.NORMALIZED, new LossMap.Identity());
        var setting = new Training.Setting(network, objective, new Optimiser(3e-3, 64, 16, 16, 10, 100), Precision.FP32, 5);

        // When
        try (var training = Training.begin(Device.cpu(), setting, source, Blueprint.of(network).initialise(1))) {
            double early = meanLoss(training, 5);
            steps(training, 60);
            double late = meanLoss(training, 15);

            // Then
            assertThat(late).isLessThan(early / 4);
        }
    }

    /** Few steps only: on a processor without bfloat16 instructions they take ten times as long as those in 32 bit. */
    @Test
    void shouldTrainInBrainFloatAlmostAsInFullPrecision() {
        // Given
        var full = new Training.Setting(NETWORK.withDropout(0), Objective.reflow(), new Optimiser(1e-3, 0, 4, 4, 1, 0), Precision.FP32, 5);
        var half = new Training.Setting(NETWORK.withDropout(0), Objective.reflow(), full.optimiser(), Precision.BF16, 5);

        // When
        try (var a = begin(full); var b = begin(half)) {
            // The last layer begins near zero, so the first losses may be equal to the bit; weights tell the two apart.
            for (int i = 0; i < 3; i++) {
                StepResult exact = a.step();
                StepResult rounded = b.step();

                // Then
                assertThat(rounded.loss()).isCloseTo(exact.loss(), within(0.02 * exact.loss()));
                assertThat(rounded.gradientNorm()).isCloseTo(exact.gradientNorm(), within(0.1 * exact.gradientNorm()));
            }
            String layer = "model.enc.16x16_conv.weight";
            assertThat(b.average().arrays().get(layer).values()).isNotEqualTo(a.average().arrays().get(layer).values());
        }
    }

    @Test
    void shouldHoldNoMoreMemoryAfterManySteps() {
        var setting = new Training.Setting(NETWORK, Objective.reflow(), new Optimiser(1e-3, 0, 4, 2, 1, 100), Precision.FP32, 5);
        try (var training = begin(setting)) {
            training.step();
            int held = training.held();
            steps(training, 10);

            assertThat(training.held()).isEqualTo(held);
        }
    }

    @Test
    void shouldStopWhenItDivergesAndLeaveTheWeights() {
        // Given
        Source broken = (first, count, x0, x1, labels) -> {
            SOURCE.fill(first, count, x0, x1, labels);
            if (first >= 4) {
                x0[0] = Float.NaN;
            }
        };
        var setting = new Training.Setting(NETWORK, Objective.edm(), new Optimiser(1e-3, 0, 4, 4, 1, 100), Precision.FP32, 5);
        try (var training = Training.begin(Device.cpu(), setting, broken, Blueprint.of(NETWORK).initialise(1))) {
            training.step();
            byte[] before = training.checkpoint(notes()).bytes();

            // When
            assertThatThrownBy(training::step).isInstanceOf(Diverged.class).hasMessageContaining("step 1");

            // Then
            assertThat(training.checkpoint(notes()).bytes()).isEqualTo(before);
        }
    }

    @Test
    void shouldDriveRateAndAverageByImages() {
        var optimiser = new Optimiser(0.1, 1000, 100, 100, 1, 500);

        assertThat(Update.learningRate(optimiser, 0)).isCloseTo(0.01, within(1e-12));
        assertThat(Update.learningRate(optimiser, 900)).isCloseTo(0.1, within(1e-12));
        assertThat(Update.learningRate(optimiser, 5000)).isEqualTo(0.1);
        assertThat(Update.pull(optimiser, 0, Origin.FRESH)).isEqualTo(1);
        assertThat(Update.pull(optimiser, 2000, Origin.FRESH)).isCloseTo(0.5, within(1e-12));
        assertThat(Update.pull(optimiser, 1_000_000, Origin.FRESH)).isCloseTo(1 - Math.pow(0.5, 0.2), within(1e-12));
        assertThat(Update.pull(optimiser, 0, Origin.MODEL)).isCloseTo(1 - Math.pow(0.5, 0.2), within(1e-12));
    }

    @Test
    void shouldKeepTheOriginOfItsWeightsInTheCheckpoint() throws IOException {
        // Given: from fresh weights the first average is the first weights; from a model's it stays near that model
        var setting = new Training.Setting(NETWORK, Objective.edm(), new Optimiser(1e-2, 0, 4, 4, 1, 1_000_000), Precision.FP32, 5);
        Weights model = Blueprint.of(NETWORK).initialise(1);
        String layer = "model.enc.16x16_conv.weight";

        try (var training = Training.begin(List.of(Device.cpu()), setting, SOURCE, model, Origin.MODEL); var fresh = begin(setting)) {
            // When
            steps(training, 1);
            steps(fresh, 1);
            Checkpoint read = Checkpoint.read("x", training.checkpoint(notes()).bytes());

            // Then
            assertThat(read.origin()).isEqualTo(Origin.MODEL);
            assertThat(fresh.checkpoint(notes()).origin()).isEqualTo(Origin.FRESH);
            assertThat(read.average().arrays().get(layer).values()).usingComparatorWithPrecision(1e-4f)
                    .containsExactly(model.arrays().get(layer).values());
            assertThat(read.weights().arrays().get(layer).values()).isNotEqualTo(read.average().arrays().get(layer).values());
            assertThat(fresh.average().arrays().get(layer).values()).isEqualTo(fresh.checkpoint(notes()).weights().arrays().get(layer).values());
        }
    }

    /** Without augmentation its layer has no gradient, and so stays where it was. */
    @Test
    void shouldTellTheNetworkHowAnImageWasAugmented() {
        var setting = new Training.Setting(NETWORK, Objective.edm(), new Optimiser(1e-2, 0, 4, 4, 1, 0), Precision.FP32, 5);
        Weights before = Blueprint.of(NETWORK).initialise(1);
        var augmented = new IndependentNoise(images(), false, new Augmentation(1), 3);

        try (var told = Training.begin(Device.cpu(), setting, augmented, before); var plain = begin(setting)) {
            steps(told, 2);
            steps(plain, 2);

            float[] layer = before.arrays().get("model.map_augment.weight").values();
            assertThat(told.average().arrays().get("model.map_augment.weight").values()).isNotEqualTo(layer);
            assertThat(plain.average().arrays().get("model.map_augment.weight").values()).isEqualTo(layer);
        }
    }

    private static Training begin(Training.Setting setting) {
        return Training.begin(Device.cpu(), setting, SOURCE, Blueprint.of(setting.network()).initialise(1));
    }

    private static void steps(Training training, int count) {
        for (int i = 0; i < count; i++) {
            training.step();
        }
    }

    private static double meanLoss(Training training, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += training.step().loss();
        }
        return sum / count;
    }

    private static LinkedHashMap<String, String> notes() {
        return new LinkedHashMap<>(Map.of("options", "{\"a\":1}"));
    }

    /** Four flat images of different colours, split by an edge. */
    private static Images images() {
        byte[] pixels = new byte[4 * 3 * 16 * 16];
        for (int i = 0; i < pixels.length; i++) {
            int image = i / 768;
            int channel = i / 256 % 3;
            boolean left = i % 16 < 8;
            pixels[i] = (byte) ((image >> (channel % 2) & 1) == (left ? 1 : 0) ? 230 : 20);
        }
        return new Images(4, 3, 16, 16, pixels, new int[] {0, 1, 2, 3}, List.of());
    }
}
