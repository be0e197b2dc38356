package io.straightway.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class MomentsTest {
    @RepeatedTest(20)
    void anySplitInAnyOrderAgreesWithOnePass(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        float[][] features = features(random, 2 + random.nextInt(200), 1 + random.nextInt(12));
        Moments whole = Moments.of("whole", features);

        List<Moments> parts = new ArrayList<>();
        for (int from = 0; from < features.length;) {
            int to = Math.min(features.length, from + 1 + random.nextInt(40));
            int cut = from + random.nextInt(to - from + 1);
            Moments part = Moments.empty(features[0].length, "s" + from).plus(Arrays.copyOfRange(features, from, cut)).plus(Arrays.copyOfRange(features, cut, to));
            parts.add(MomentsFile.read("m", MomentsFile.write(part)));
            from = to;
        }
        Collections.shuffle(parts, random);
        Moments merged = parts.stream().reduce(Moments::merge).orElseThrow();

        assertThat(merged.count()).isEqualTo(whole.count());
        assertThat(merged.shards()).hasSize(parts.size());
        assertClose(merged.mean(), whole.mean());
        assertClose(merged.covariance(), whole.covariance());
        assertClose(whole.covariance(), textbook(features));
    }

    @Test
    void manyDimensionsAndBatchesAgreeWithOnePass() {
        float[][] features = features(new Random(7), 700, 200);
        Gathering gathering = new Gathering(200, "a");
        for (int from = 0; from < 700; from += 90) {
            gathering.add(Arrays.copyOfRange(features, from, Math.min(700, from + 90)));
        }

        assertThat(gathering.moments().count()).isEqualTo(700);
        assertClose(gathering.moments().covariance(), textbook(features));
    }

    @Test
    void aShardIsCountedOnce() {
        Moments a = Moments.of("a", new float[][] {{1}, {2}});

        assertThatThrownBy(() -> a.merge(Moments.of("b", new float[][] {{1}}).merge(a))).isInstanceOf(MetricException.class).hasMessageContaining("shard a");
    }

    @Test
    void whatIsNoFeatureIsRefused() {
        assertThatThrownBy(() -> Moments.of("a", new float[][] {{1, 2}, {1, Float.NaN}})).hasMessageContaining("feature 1 of picture 1 is NaN");
        assertThatThrownBy(() -> Moments.of("a", new float[][] {{1, 2}, {1}})).hasMessageContaining("1 dimensions, not 2");
        assertThatThrownBy(() -> Moments.of("a", new float[0][])).hasMessageContaining("no features");
        assertThatThrownBy(() -> Moments.of("a", new float[][] {{1}}).covariance()).hasMessageContaining("2 feature vectors or more, there are 1");
        assertThatThrownBy(() -> Moments.of("a", new float[][] {{1}}).merge(Moments.of("b", new float[][] {{1, 2}}))).hasMessageContaining("dimensions");
    }

    @Test
    void damagedFilesAreRefused() {
        byte[] whole = MomentsFile.write(Moments.of("a", features(new Random(1), 5, 3)));

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> MomentsFile.read("m", cut)).isInstanceOf(MetricException.class).hasMessageStartingWith("m: ");
        }
        byte[] huge = whole.clone();
        huge[16] = 0x7f;
        assertThatThrownBy(() -> MomentsFile.read("m", huge)).isInstanceOf(MetricException.class).hasMessageContaining("dimensions");
    }

    static float[][] features(Random random, int count, int dimensions) {
        float[][] features = new float[count][dimensions];
        for (float[] row : features) {
            for (int i = 0; i < dimensions; i++) {
                row[i] = (float) (10 * i + random.nextGaussian() * (1 + i) + (i > 0 ? row[i - 1] * 0.3 : 0));
            }
        }
        return features;
    }

    private static double[] textbook(float[][] features) {
        int d = features[0].length;
        double[] covariance = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                int a = i;
                int b = j;
                double meanA = Arrays.stream(features).mapToDouble(x -> x[a]).average().orElseThrow();
                double meanB = Arrays.stream(features).mapToDouble(x -> x[b]).average().orElseThrow();
                covariance[i * d + j] = Arrays.stream(features).mapToDouble(x -> (x[a] - meanA) * (x[b] - meanB)).sum() / (features.length - 1);
            }
        }
        return covariance;
    }

    private static void assertClose(double[] actual, double[] expected) {
        double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(actual).containsExactly(expected, within(1e-10 * Math.max(scale, 1e-300)));
    }
}
