package io.straightway.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
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

    @Test
    void aLeakGrowsToTheEndAndABufferUntilItIsFull() {
        // Given: 20 minutes at 800 MB with noise of 2 MB: one that leaks 60 MB an hour, one that fills 35 MB in 8 minutes and stays there, one that rests
        Random random = new Random(3);
        List<Trend.Point> leak = new ArrayList<>();
        List<Trend.Point> buffer = new ArrayList<>();
        List<Trend.Point> rest = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            double hours = i / 720.0;
            double noise = 2 * random.nextGaussian();
            leak.add(new Trend.Point(hours, 800 + 60 * hours + noise));
            buffer.add(new Trend.Point(hours, 800 + Math.min(35, 260 * hours) + noise));
            rest.add(new Trend.Point(hours, 800 + noise));
        }

        // Then
        assertThat(Trend.goesOnGrowing(leak, 0.05)).isTrue();
        assertThat(Trend.of(buffer).growsBeyond(0.05)).isTrue();
        assertThat(Trend.goesOnGrowing(buffer, 0.05)).isFalse();
        assertThat(Trend.goesOnGrowing(rest, 0.05)).isFalse();
    }
}
