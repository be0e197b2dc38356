package io.straightway.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.straightway.data.EcgSignals;
import io.straightway.data.Images;
import io.straightway.engine.Device;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlicedWassersteinTest {
    private final SlicedProjection projection = new SlicedProjection();

    @Test
    void theDistanceOfTwoPointsIsThatOfTheirProjections() {
        // Given: (1, 2, 2) away from each other, 3 long
        float[][] a = {{0.5f, -1, 0}};
        float[][] b = {{1.5f, 1, 2}};

        // When
        double distance = distance(a, b);

        // Then: the mean square of a projection is |s|²/d, up to the error of 256 directions
        double mean = 0;
        for (float[] direction : SlicedProjection.directions(3)) {
            double along = direction[0] + 2 * direction[1] + 2 * direction[2];
            mean += along * along / SlicedProjection.DIRECTIONS;
        }
        assertThat(distance).isCloseTo(Math.sqrt(mean), within(1e-6));
        assertThat(distance).isCloseTo(3 / Math.sqrt(3), within(0.1));
    }

    @Test
    void directionsHaveLengthOneAndNoFavourite() {
        float[][] directions = SlicedProjection.directions(5);

        double[] second = new double[5];
        for (float[] direction : directions) {
            double square = 0;
            for (int k = 0; k < 5; k++) {
                square += (double) direction[k] * direction[k];
                second[k] += (double) direction[k] * direction[k] / directions.length;
            }
            assertThat(square).isCloseTo(1, within(1e-6));
        }
        assertThat(Arrays.stream(second).boxed()).allSatisfy(value -> assertThat(value).isCloseTo(0.2, within(0.05)));
        assertThat(SlicedProjection.directions(5)).isDeepEqualTo(directions);
    }

    /** W2² of two normal laws on a line is (m1 − m2)² + (s1 − s2)²; in one dimension every direction is plus or minus one. */
    @Test
    void onALineItIsTheDistanceOfGaussians() {
        float[][] a = normal(1, 200_000, 0.3, 1.2);
        float[][] b = normal(2, 200_000, -0.5, 0.5);

        assertThat(onLine(a, b)).isCloseTo(Math.sqrt(0.8 * 0.8 + 0.7 * 0.7), within(0.01));
    }

    @Test
    void equalSetsAreAtZeroWhateverTheirOrderAndSidesMayBeSwapped() {
        float[][] a = cloud(3, 40, 6);
        float[][] b = cloud(4, 25, 6);
        float[][] reversed = new float[40][];
        for (int i = 0; i < 40; i++) {
            reversed[i] = a[39 - i];
        }

        assertThat(distance(a, reversed)).isZero();
        assertThat(distance(a, b)).isPositive().isCloseTo(distance(b, a), within(1e-12));
    }

    /** With each value of one set repeated m times and of the other n times both have n·m, and sorted values are matched one by one. */
    @Test
    void unequalNumbersGiveTheDistanceOfRepeatedSets() {
        Random random = new Random(5);
        for (int[] sizes : new int[][] {{1, 7}, {3, 5}, {4, 6}, {9, 9}, {8, 2}}) {
            float[] x = sorted(random, sizes[0]);
            float[] y = sorted(random, sizes[1]);
            double expected = 0;
            int total = sizes[0] * sizes[1];
            for (int k = 0; k < total; k++) {
                double away = (double) x[k / sizes[1]] - y[k / sizes[0]];
                expected += away * away / total;
            }

            assertThat(SlicedWasserstein.power(x, y, 2)).isCloseTo(expected, within(1e-12));
            assertThat(SlicedWasserstein.power(y, x, 2)).isCloseTo(expected, within(1e-12));
        }
        assertThat(SlicedWasserstein.power(new float[] {0, 1}, new float[] {3}, 1)).isCloseTo(2.5, within(1e-12));
    }

    @Test
    void itTellsFaultsOfSignalsFromTheFloorOfRealOnes() {
        // Given: two sets of one law, one of them without its third class, noisy, or delayed by itself
        Images real = new EcgSignals(32, 3, 1).set("real", 600).images();
        Images others = new EcgSignals(32, 3, 2).set("others", 600).images();
        Images normalOnly = new EcgSignals(32, 1, 2).set("one class", 600).images();
        byte[] noisy = others.pixels().clone();
        Random random = new Random(1);
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] = (byte) Math.clamp(Byte.toUnsignedInt(noisy[i]) + Math.round(25 * random.nextGaussian()), 0, 255);
        }

        // When
        SlicedWasserstein against = SlicedWasserstein.against(projection.features(real));
        double floor = against.distance(projection.features(others));
        double fewer = against.distance(projection.features(others.part(0, 150)));

        // Then
        assertThat(floor).isPositive();
        assertThat(fewer).isGreaterThan(floor);
        assertThat(against.distance(projection.features(normalOnly))).isGreaterThan(2 * floor);
        assertThat(against.distance(projection.features(noisy, 600, 1, 1, 32))).isGreaterThan(2 * floor);
        Jackknife interval = against.interval(projection.features(others));
        assertThat(interval.value()).isEqualTo(floor);
        assertThat(interval.lower()).isLessThan(floor);
        assertThat(interval.upper()).isGreaterThan(floor);
    }

    @Test
    void whatCannotBeMeasuredIsRefused() {
        float[][] rows = projection.project(cloud(1, 30, 4));
        SlicedWasserstein against = SlicedWasserstein.against(rows);

        assertThatThrownBy(() -> against.distance(new float[0][])).isInstanceOf(MetricException.class).hasMessageContaining("none may be empty");
        assertThatThrownBy(() -> against.distance(new float[2][7])).isInstanceOf(MetricException.class).hasMessageContaining("has 7 dimensions");
        float[][] broken = {rows[0].clone()};
        broken[0][3] = Float.NaN;
        assertThatThrownBy(() -> against.distance(broken)).hasMessageContaining("feature 3 of generated picture 0 is NaN");
        assertThatThrownBy(() -> against.interval(Arrays.copyOf(rows, 19))).hasMessage("an interval needs 20 images or more, there are 19");
    }

    @Test
    void signalsAreJudgedByItAndByNoNetworkForPictures() {
        Images signals = new EcgSignals(16, 2, 1).set("ecg", 4).images();

        assertThat(Extractors.nameFor(signals)).isEqualTo(SlicedProjection.NAME);
        assertThat(Extractors.nameFor(new Images(1, 1, 4, 4, new byte[16], new int[1], List.of()))).isEqualTo("fashion-cnn");
        FeatureExtractor extractor = Extractors.open(SlicedProjection.NAME, Device.cpu());
        assertThat(DistanceName.of(extractor, 100)).hasToString("swd");
        assertThat(extractor.features(signals)).hasDimensions(4, SlicedProjection.DIRECTIONS);
        for (String network : List.of("emoji-cnn", "fashion-cnn")) {
            Images fitting = new Images(4, network.equals("emoji-cnn") ? 3 : 1, 1, 16, new byte[network.equals("emoji-cnn") ? 192 : 64], new int[4], List.of());
            assertThatThrownBy(() -> Extractors.open(network, Device.cpu()).features(fitting))
                    .hasMessage(network + " judges pictures, these are signals of 16x1; allowed for them: sliced-wasserstein");
        }
    }

    private double distance(float[][] a, float[][] b) {
        return SlicedWasserstein.against(projection.project(a)).distance(projection.project(b));
    }

    /** Without the other directions, which are the same on a line. */
    private static double onLine(float[][] a, float[][] b) {
        return SlicedWasserstein.against(a).distance(b);
    }

    private static float[][] normal(long seed, int count, double mean, double deviation) {
        Random random = new Random(seed);
        float[][] rows = new float[count][1];
        for (float[] row : rows) {
            row[0] = (float) (mean + deviation * random.nextGaussian());
        }
        return rows;
    }

    private static float[][] cloud(long seed, int count, int d) {
        Random random = new Random(seed);
        float[][] rows = new float[count][d];
        for (float[] row : rows) {
            for (int k = 0; k < d; k++) {
                row[k] = (float) random.nextGaussian();
            }
        }
        return rows;
    }

    private static float[] sorted(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        Arrays.sort(values);
        return values;
    }
}
