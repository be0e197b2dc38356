package io.straightway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.straightway.engine.Device;
import io.straightway.net.Blueprint;
import io.straightway.net.Weights;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrajectoriesTest {
    private static final Network NETWORK = Network.small(8, 3, 3);
    private static final Weights WEIGHTS = Blueprint.of(NETWORK).initialise(1);
    private static final int SIZE = 3 * 8 * 8;

    @Test
    void pathsOfSignalsHaveTheirShape() {
        for (Network signals : List.of(Network.small(1, 16, 1, 0), Network.small(16, 1, 1, 0))) {
            // When
            List<Trajectory> paths;
            try (Trajectories open = Trajectories.open(Device.cpu(), signals, Blueprint.of(signals).initialise(1), Optional.empty(), new Guidance.None(),
                    Precision.FP32, 1, new double[] {1, 0.5, 0})) {
                paths = open.follow(Noise.image(1, 16), new int[] {-1}, () -> false).orElseThrow();
            }

            // Then
            assertThat(paths.getFirst().points()).hasDimensions(3, 16);
        }
    }

    @Test
    void aGuidedEvaluationIsCountedTwice() {
        double[] times = {1, 0.9, 0.5, 0.1, 0};
        try (Trajectories plain = Trajectories.open(Device.cpu(), NETWORK, WEIGHTS, Optional.empty(), new Guidance.None(), Precision.FP32, 1, times);
                Trajectories guided = Trajectories.open(Device.cpu(), NETWORK, WEIGHTS, Optional.empty(), new Guidance.ClassifierFree(0.4, 0.2, 0.8),
                        Precision.FP32, 1, times)) {
            assertThat(plain.networkEvaluations()).isEqualTo(7);
            assertThat(guided.networkEvaluations()).as("twice at 0.5").isEqualTo(9);
        }
    }

    @Test
    void pathsEndWhereTheSamplerEnds() {
        for (Guidance guidance : List.of(new Guidance.None(), new Guidance.ClassifierFree(0.4, 0.2, 0.8))) {
            // Given
            Sampling heun = Sampling.teacher(9).withGuidance(guidance);
            double[] times = Times.of(heun.grid(), 5);
            float[] noise = new float[2 * SIZE];
            System.arraycopy(Noise.image(1, SIZE), 0, noise, 0, SIZE);
            System.arraycopy(Noise.image(2, SIZE), 0, noise, SIZE, SIZE);
            int[] labels = {0, -1};

            // When
            List<Trajectory> paths;
            try (Trajectories open = Trajectories.open(Device.cpu(), NETWORK, WEIGHTS, Optional.empty(), guidance, Precision.FP32, 2, times)) {
                paths = open.follow(noise, labels, () -> false).orElseThrow();
            }

            // Then
            try (Sampler sampler = Sampler.open(Device.cpu(), NETWORK, WEIGHTS, heun, Precision.FP32, 2)) {
                SampledBatch drawn = sampler.draw(noise, labels);
                for (int image = 0; image < 2; image++) {
                    Trajectory path = paths.get(image);
                    assertThat(path.points()).hasDimensions(6, SIZE);
                    assertThat(path.velocities()).hasDimensions(5, SIZE);
                    assertThat(path.points()[0]).isEqualTo(Noise.image(image + 1, SIZE));
                    assertThat(path.points()[5]).containsExactly(drawn.values(image), within(1e-4f));
                }
            }
        }
    }

    @Test
    void stopsBetweenSteps() {
        List<Boolean> asked = new ArrayList<>();
        try (Trajectories open = Trajectories.open(Device.cpu(), NETWORK, WEIGHTS, Optional.empty(), new Guidance.None(), Precision.FP32, 1,
                new double[] {1, 0.5, 0.2, 0})) {
            assertThat(open.follow(Noise.image(1, SIZE), new int[] {0}, () -> {
                asked.add(true);
                return asked.size() == 2;
            })).isEmpty();
        }
        assertThat(asked).hasSize(2);
    }
}
