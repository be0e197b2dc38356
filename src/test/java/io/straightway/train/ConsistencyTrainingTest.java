package io.straightway.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.data.Pairs;
import io.straightway.engine.Device;
import io.straightway.engine.Torch;
import io.straightway.flow.Course;
import io.straightway.flow.Noise;
import io.straightway.flow.Sampler;
import io.straightway.net.Blueprint;
import io.straightway.net.Weights;
import io.straightway.recipe.Architecture;
import io.straightway.recipe.Curriculum;
import io.straightway.recipe.Network;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ConsistencyTrainingTest {
    private static final int SIDE = 8;
    private static final int SIZE = 3 * SIDE * SIDE;
    private static final Network NETWORK = new Network(Architecture.DDPMPP, SIDE, 3, 4, 16, List.of(1, 2), 1, List.of(4), 0, 0, 9);
    private static final Coupling PAIRS = pairs(8);

    @BeforeAll
    static void fixThreads() {
        Torch.threads(2);
    }

    @Test
    void shouldGoOnFromACheckpointBitForBitThroughTheCurriculum() throws IOException {
        // Given: dropout, two parts a step, and a stage of the curriculum that ends in the middle of what is repeated
        Training.Setting setting = setting(NETWORK.withDropout(0.2), new Optimiser(1e-3, 32, 8, 4, 1, 100), new Course(new Curriculum(2, 8, 1, 4), 48));
        byte[] whole;
        byte[] half;
        try (var training = begin(setting, fresh())) {
            steps(training, 2);
            half = training.checkpoint(new LinkedHashMap<>()).bytes();
            steps(training, 3);
            whole = training.checkpoint(new LinkedHashMap<>()).bytes();
        }

        // When
        byte[] resumed;
        try (var training = Training.resume(List.of(Device.cpu()), setting, PAIRS, Checkpoint.read("half", half))) {
            steps(training, 3);
            resumed = training.checkpoint(new LinkedHashMap<>()).bytes();
        }

        // Then
        assertThat(resumed).isEqualTo(whole).isNotEqualTo(half);
    }

    /** While the gap would be wider than t, which k = 1000 makes it everywhere, the target is the image. */
    @Test
    void shouldBeginAsADenoiser() {
        var optimiser = new Optimiser(1e-3, 0, 8, 8, 1, 100);
        Training.Setting wide = setting(NETWORK, optimiser, new Course(new Curriculum(2, 1000, 1e-6, 1), 100));
        Training.Setting plain = new Training.Setting(NETWORK, Objective.consistency(), optimiser, Precision.FP32, 5);
        Training.Setting narrow = setting(NETWORK, optimiser, new Course(Curriculum.direct(), 100));

        assertThat(trained(wide)).isEqualTo(trained(plain)).isNotEqualTo(trained(narrow));
    }

    @Test
    void shouldBringOneEvaluationNearerToTheEndsOfThePairs() {
        // Given: a student that has begun to learn the pairs
        var optimiser = new Optimiser(2e-3, 64, 16, 16, 1, 50);
        Weights student;
        try (var training = begin(new Training.Setting(NETWORK, Objective.reflow(), optimiser, Precision.FP32, 5), fresh())) {
            steps(training, 8);
            student = training.average();
        }
        double before = error(student);

        // When
        Weights tuned;
        try (var training = begin(setting(NETWORK, optimiser, new Course(new Curriculum(2, 8, 1, 2), 16 * 60)), student)) {
            steps(training, 60);
            tuned = training.average();
        }

        // Then
        assertThat(error(tuned)).isLessThan(0.7 * before);
    }

    private static byte[] trained(Training.Setting setting) {
        try (var training = begin(setting, fresh())) {
            steps(training, 3);
            return training.checkpoint(new LinkedHashMap<>()).bytes();
        }
    }

    private static Training begin(Training.Setting setting, Weights weights) {
        return Training.begin(List.of(Device.cpu()), setting, PAIRS, weights, Origin.MODEL);
    }

    private static Training.Setting setting(Network network, Optimiser optimiser, Course course) {
        return new Training.Setting(network, Objective.consistency(), optimiser, Precision.FP32, 5, Optional.of(course));
    }

    private static Weights fresh() {
        return Blueprint.of(NETWORK).initialise(1);
    }

    private static void steps(Training training, int count) {
        for (int i = 0; i < count; i++) {
            training.step();
        }
    }

    /** Mean square distance of images drawn by one evaluation to the data ends of the pairs. */
    private static double error(Weights weights) {
        int count = PAIRS.pairs().count();
        float[] noise = new float[count * SIZE];
        for (int i = 0; i < count; i++) {
            System.arraycopy(Noise.image(i, SIZE), 0, noise, i * SIZE, SIZE);
        }
        try (var sampler = Sampler.open(Device.cpu(), NETWORK, weights, Sampling.consistency(1), Precision.FP32, count)) {
            float[] drawn = sampler.draw(noise, PAIRS.pairs().labels()).values();
            double sum = 0;
            for (int i = 0; i < drawn.length; i++) {
                sum += Math.pow(drawn[i] - PAIRS.pairs().x0()[i], 2);
            }
            return sum / drawn.length;
        }
    }

    /** Noise of seed i and an image of four tiles of light and dark, two to a class. */
    private static Coupling pairs(int count) {
        long[] seeds = new long[count];
        int[] labels = new int[count];
        float[] x0 = new float[count * SIZE];
        for (int i = 0; i < x0.length; i++) {
            int pair = i / SIZE;
            seeds[pair] = pair;
            labels[pair] = pair % 4;
            boolean right = i % SIDE >= SIDE / 2;
            boolean low = i / SIDE % SIDE >= SIDE / 2;
            x0[i] = (pair >> (right ? 1 : 0) + (low ? 1 : 0) & 1) == 1 ? 0.8f : -0.6f;
        }
        return new Coupling(new Pairs(3, SIDE, SIDE, new Pairs.Seeds(seeds), labels, x0), 9);
    }
}
