package io.straightway.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {

    @Test
    void aStraightLineIsFound() {
        // When
        Trend trend = Trend.of(line(100, 10, 0));

        // Then
        assertThat(trend.perHour()).isCloseTo(10, within(1e-9));
        assertThat(trend.error()).isCloseTo(0, within(1e-9));
        assertThat(trend.growsBeyond(0.05)).isTrue();
    }

    @Test
    void noiseIsNoGrowth() {
        assertThat(Trend.of(line(100, 0, 5)).growsBeyond(0.05)).isFalse();
    }

    @Test
    void growthIsSeenThroughNoise() {
        assertThat(Trend.of(line(100, 20, 5)).growsBeyond(0.05)).isTrue();
    }

    @Test
    void twoPointsProveNothing() {
        assertThat(Trend.of(List.of(new Trend.Point(0, 100), new Trend.Point(1, 200))).growsBeyond(0.05)).isFalse();
    }

    private static List<Trend.Point> line(double start, double slope, double noise) {
        Random random = new Random(1);
        return IntStream.range(0, 200).mapToObj(i -> new Trend.Point(i / 100.0, start + slope * i / 100.0 + noise * random.nextGaussian())).toList();
    }
}
