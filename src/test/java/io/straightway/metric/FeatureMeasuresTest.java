package io.straightway.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.straightway.engine.Draws;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class FeatureMeasuresTest {
    @Test
    void withOneSubsetOfAllTheKernelDistanceIsTheDoubleSum() {
        float[][] x = normal(new Random(1), 25, 7, 0.4);
        float[][] y = normal(new Random(2), 25, 7, 0);

        KernelDistance kid = KernelDistance.of(x, y, 3, 1000, 5);

        assertThat(kid.value()).isCloseTo(pairs(x, x, true) + pairs(y, y, true) - 2 * pairs(x, y, false), within(1e-10));
        assertThat(kid.deviation()).isCloseTo(0, within(1e-7)); // every subset is the whole set
        assertThat(kid.size()).isEqualTo(25);
    }

    @Test
    void theKernelDistanceOfOneDistributionIsZeroAtAnySizeAndGrowsWithAShift() {
        float[][] x = normal(new Random(3), 1500, 6, 0);
        float[][] y = normal(new Random(4), 1500, 6, 0);
        float[][] shifted = normal(new Random(5), 1500, 6, 0.3);

        for (int size : new int[] {50, 400}) {
            KernelDistance same = KernelDistance.of(x, y, 100, size, 1);
            KernelDistance other = KernelDistance.of(shifted, y, 100, size, 1);
            assertThat(Math.abs(same.value())).isLessThan(0.02);
            assertThat(other.value()).isGreaterThan(0.1);
            assertThat(same).isEqualTo(KernelDistance.of(x, y, 100, size, 1));
        }
        assertThat(KernelDistance.of(x, y, 100, 50, 1).deviation()).isGreaterThan(KernelDistance.of(x, y, 100, 400, 1).deviation());
    }

    @Test
    void precisionAndRecallAreThoseOfAllPairs() {
        float[][] x = normal(new Random(6), 600, 3, 0.8);
        float[][] y = normal(new Random(7), 530, 3, 0);

        PrecisionRecall found = PrecisionRecall.of(x, y, 3, 1);

        assertThat(found.precision()).isEqualTo(share(x, y, 3)).isBetween(0.3, 0.95);
        assertThat(found.recall()).isEqualTo(share(y, x, 3)).isBetween(0.3, 0.95);
    }

    @Test
    void aSetCoversItselfAndNothingFarAway() {
        float[][] x = normal(new Random(8), 40, 5, 0);
        float[][] half = Arrays.copyOf(x, 20);
        float[][] away = normal(new Random(9), 40, 5, 100);

        assertThat(PrecisionRecall.of(x, x, 3, 1)).isEqualTo(new PrecisionRecall(1, 1, 3, 40, 40));
        assertThat(PrecisionRecall.of(half, x, 3, 1).precision()).isEqualTo(1);
        assertThat(PrecisionRecall.of(away, x, 3, 1)).isEqualTo(new PrecisionRecall(0, 0, 3, 40, 40));
    }

    @Test
    void atInfinityTheBiasIsGone() {
        int d = 10;
        double[] identity = new double[d * d];
        IntStream.range(0, d).forEach(i -> identity[i * d + i] = 1);
        FrechetReference truth = FrechetReference.of(new Gaussian(new double[d], identity, OptionalLong.empty()));
        double plain = 0;
        double infinite = 0;
        for (int i = 0; i < 10; i++) {
            float[][] features = normal(new Random(20 + i), 1000, d, 0);
            plain += Frechet.distance(Moments.of("x", features), truth) / 10;
            infinite += FrechetInfinity.of(features, truth, i).value() / 10;
        }

        assertThat(plain).isBetween(0.02, 0.06);
        assertThat(Math.abs(infinite)).isLessThan(plain / 4);
    }

    @Test
    void theLineIsFoundAndTheSubsetsAreOfTheSeed() {
        FrechetInfinity line = FrechetInfinity.through(List.of(new FrechetInfinity.Point(10, 2.5), new FrechetInfinity.Point(20, 2.25), new FrechetInfinity.Point(50, 2.1)));
        FrechetReference reference = FrechetReference.of(Gaussian.of(Moments.of("r", normal(new Random(1), 100, 4, 0))));
        float[][] features = normal(new Random(2), 100, 4, 0.5);

        assertThat(line.value()).isCloseTo(2, within(1e-12));
        assertThat(line.slope()).isCloseTo(5, within(1e-10));
        assertThat(FrechetInfinity.of(features, reference, 1)).isEqualTo(FrechetInfinity.of(features, reference, 1)).isNotEqualTo(FrechetInfinity.of(features, reference, 2));
        assertThat(FrechetInfinity.of(features, reference, 1).points().getLast().distance()).isCloseTo(Frechet.distance(Moments.of("x", features), reference), within(1e-9));
    }

    @Test
    void subsetsHoldNothingTwice() {
        float[][] rows = normal(new Random(1), 50, 1, 0);

        assertThat(List.of(Subset.of(rows, 30, new Draws(1, 0, 0)))).hasSize(30).doesNotHaveDuplicates();
        assertThat(List.of(Subset.of(rows, 50, new Draws(1, 0, 0)))).containsExactlyInAnyOrder(rows);
    }

    @Test
    void whatCannotBeMeasuredIsRefused() {
        float[][] x = normal(new Random(1), 30, 2, 0);
        float[][] bad = normal(new Random(1), 30, 2, 0);
        bad[4][1] = Float.NaN;

        assertThatThrownBy(() -> KernelDistance.of(bad, x, 10, 10, 1)).isInstanceOf(MetricException.class).hasMessage("feature 1 of generated picture 4 is NaN");
        assertThatThrownBy(() -> PrecisionRecall.of(x, normal(new Random(1), 30, 3, 0), 3, 1)).hasMessageContaining("0 has 2 dimensions, the reference 3");
        assertThatThrownBy(() -> PrecisionRecall.of(x, new float[0][], 3, 1)).hasMessageContaining("30 feature vectors against 0");
        assertThatThrownBy(() -> PrecisionRecall.of(Arrays.copyOf(x, 3), x, 3, 1)).hasMessageContaining("3 neighbours need more feature vectors than 3 and 30");
        assertThatThrownBy(() -> KernelDistance.of(Arrays.copyOf(x, 1), x, 10, 10, 1)).hasMessageContaining("there are 10 of 1");
    }

    @Test
    void bothLibrariesGiveTheSameProducts() {
        float[][] a = normal(new Random(1), 37, 70, 1);
        float[][] b = normal(new Random(2), 65, 70, -1);

        double[] expected = new double[37 * 65];
        for (int i = 0; i < expected.length; i++) {
            for (int k = 0; k < 70; k++) {
                expected[i] += (double) a[i / 65][k] * b[i % 65][k];
            }
        }
        assertThat(new EngineAlgebra().products(a, b)).containsExactly(expected, within(1e-10));
        assertThat(new JavaAlgebra().products(a, b)).containsExactly(expected, within(1e-10));
    }

    @Test
    void keptFeaturesComeBackAndDamagedOnesDoNot() {
        Features kept = new Features("job/shard-1", "emoji-cnn", "ab12", normal(new Random(1), 5, 3, 0));
        byte[] bytes = kept.bytes();

        Features back = Features.read("f", bytes);

        assertThat(back.vectors()).isDeepEqualTo(kept.vectors());
        assertThat(List.of(back.shard(), back.extractor(), back.extractorSha256())).containsExactly("job/shard-1", "emoji-cnn", "ab12");
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Features.read("f", cut)).isInstanceOf(MetricException.class).hasMessageContaining("f: ");
        }
    }

    private static float[][] normal(Random random, int count, int d, double mean) {
        float[][] rows = new float[count][d];
        for (float[] row : rows) {
            for (int i = 0; i < d; i++) {
                row[i] = (float) (mean + random.nextGaussian());
            }
        }
        return rows;
    }

    private static double pairs(float[][] x, float[][] y, boolean different) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                if (!different || i != j) {
                    double product = 0;
                    for (int k = 0; k < x[i].length; k++) {
                        product += (double) x[i][k] * y[j][k];
                    }
                    sum += Math.pow(product / x[i].length + 1, 3);
                    count++;
                }
            }
        }
        return sum / count;
    }

    /** Share of points within reach of a centre, by the definition. */
    private static double share(float[][] points, float[][] centres, int k) {
        double[] reach = Arrays.stream(centres).mapToDouble(centre -> Arrays.stream(centres).filter(other -> other != centre)
                .mapToDouble(other -> distance(centre, other)).sorted().skip(k - 1).findFirst().orElseThrow()).toArray();
        long inside = Arrays.stream(points).filter(point -> IntStream.range(0, centres.length).anyMatch(j -> distance(point, centres[j]) <= reach[j])).count();
        return (double) inside / points.length;
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
