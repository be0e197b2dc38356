package io.straightway.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JackknifeTest {
    private static final int D = 6;
    private final FrechetReference reference = FrechetReference.of(Gaussian.of(Moments.of("r", MomentsTest.features(new Random(9), 400, D))));

    @Test
    void momentsWithoutAPartAreThoseOfTheRest() {
        Moments a = Moments.of("a", MomentsTest.features(new Random(1), 30, D));
        Moments b = Moments.of("b", MomentsTest.features(new Random(2), 50, D));

        Moments rest = a.merge(b).minus(a);

        assertThat(rest.count()).isEqualTo(50);
        assertThat(rest.shards()).containsExactly("b");
        assertThat(rest.mean()).containsExactly(b.mean(), within(1e-10 * 60));
        assertThat(rest.covariance()).containsExactly(b.covariance(), within(1e-10 * 60));
        assertThatThrownBy(() -> b.minus(a)).isInstanceOf(MetricException.class).hasMessageContaining("[a] of 30 vectors are not in shards [b] of 50");
    }

    @Test
    void withEqualShardsItIsTheTextbooksJackknife() {
        List<Moments> shards = shards(new Random(3), 40, 40, 40, 40, 40, 40);
        int g = shards.size();
        double[] without = IntStream.range(0, g).mapToDouble(left -> Frechet.distance(
                IntStream.range(0, g).filter(i -> i != left).mapToObj(shards::get).reduce(Moments::merge).orElseThrow(), reference)).toArray();
        double mean = Arrays.stream(without).average().orElseThrow();
        double error = Math.sqrt(Arrays.stream(without).map(x -> (x - mean) * (x - mean)).sum() * (g - 1) / g);

        Jackknife jackknife = Jackknife.of(shards, reference);

        assertThat(jackknife.value()).isCloseTo(Frechet.distance(shards.stream().reduce(Moments::merge).orElseThrow(), reference), within(1e-9));
        assertThat(jackknife.standardError()).isCloseTo(error, withinPercentage(1e-4));
        assertThat(jackknife.without().stream().mapToDouble(x -> x).toArray()).containsExactly(without, within(1e-9));
        assertThat(jackknife.upper() - jackknife.value()).isCloseTo(2.5706 * error, withinPercentage(0.3));
        assertThat(jackknife.value() - jackknife.lower()).isCloseTo(2.5706 * error, withinPercentage(0.3));
    }

    @Test
    void theStandardErrorIsAboutTheSpreadOfIndependentRepetitions() {
        List<Double> values = new ArrayList<>();
        double squares = 0;
        int repetitions = 60;
        for (int i = 0; i < repetitions; i++) {
            Jackknife jackknife = Jackknife.of(shards(new Random(100 + i), 60, 45, 60, 60, 30, 60, 60, 25), reference);
            values.add(jackknife.value());
            squares += jackknife.standardError() * jackknife.standardError();
        }
        double mean = values.stream().mapToDouble(x -> x).average().orElseThrow();
        double spread = Math.sqrt(values.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum() / (repetitions - 1));

        assertThat(Math.sqrt(squares / repetitions)).isBetween(0.7 * spread, 1.5 * spread);
    }

    @Test
    void manyShardsAreLeftOutSeveralTogether() {
        // Given: forty shards, and the pairs that neighbours make
        List<Moments> many = shards(new Random(4), IntStream.range(0, 40).map(i -> 10).toArray());
        List<Moments> pairs = IntStream.range(0, 20).mapToObj(part -> many.get(2 * part).merge(many.get(2 * part + 1))).toList();

        // When
        Parts parts = new Parts(40);
        many.forEach(parts::add);

        // Then
        assertThat(parts.all()).hasSize(20);
        assertThat(Jackknife.of(parts.all(), reference)).isEqualTo(Jackknife.of(pairs, reference));
        assertThatThrownBy(() -> parts.add(many.getFirst())).hasMessageContaining("more than 40 shards");
    }

    @Test
    void everyShardIsInOnePart() {
        for (int n : new int[] {1, 5, 20, 21, 39, 50, 2_000}) {
            Parts parts = new Parts(n);
            for (int i = 0; i < n; i++) {
                parts.add(Moments.empty(1, "s" + i));
            }

            assertThat(parts.all()).hasSize(Math.min(n, Parts.MOST));
            assertThat(parts.all()).allSatisfy(part -> assertThat(part.shards().size()).isBetween(n / Math.min(n, 20), Math.ceilDiv(n, 20)));
            assertThat(parts.all().stream().reduce(Moments::merge).orElseThrow().shards()).hasSize(n);
        }
    }

    @Test
    void tooLittleIsRefused() {
        assertThatThrownBy(() -> Jackknife.of(shards(new Random(1), 9, 9, 9, 9), reference)).isInstanceOf(MetricException.class)
                .hasMessageContaining("5 shards or more, there are 4");
        List<Moments> withEmpty = new ArrayList<>(shards(new Random(1), 9, 9, 9, 9));
        withEmpty.add(Moments.empty(D, "nothing"));
        assertThatThrownBy(() -> Jackknife.of(withEmpty, reference)).hasMessageContaining("shard nothing has no images");
    }

    private static List<Moments> shards(Random random, int... sizes) {
        return IntStream.range(0, sizes.length).mapToObj(i -> Moments.of("s" + i, MomentsTest.features(random, sizes[i], D))).toList();
    }

    @Test
    void theDifferenceOfPairsHasTheIntervalOfTheirDifferences() {
        // Given: two sets from the same seeds, one of them shifted a little
        List<Moments> shards = shards(new Random(3), 40, 41, 40, 41, 40, 41);
        List<Moments> shifted = new ArrayList<>();
        Random random = new Random(3);
        for (Moments shard : shards) {
            float[][] features = MomentsTest.features(random, (int) shard.count(), D);
            for (float[] vector : features) {
                vector[0] += 0.3f;
            }
            shifted.add(Moments.of("s" + shifted.size(), features));
        }

        // When
        Jackknife difference = Jackknife.ofDifference(shifted, shards, reference);
        Jackknife one = Jackknife.of(shifted, reference);
        Jackknife other = Jackknife.of(shards, reference);

        // Then
        assertThat(difference.value()).isCloseTo(one.value() - other.value(), within(1e-9));
        assertThat(difference.standardError()).isPositive().isLessThan(Math.hypot(one.standardError(), other.standardError()));
        assertThat(Jackknife.ofDifference(shards, shards, reference)).isEqualTo(new Jackknife(0, 0, 0, 0, List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)));
        assertThatThrownBy(() -> Jackknife.ofDifference(shards, shards.subList(1, 6), reference)).hasMessageContaining("no pairs");
    }
}
