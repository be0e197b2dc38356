package io.straightway.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

class FrechetTest {
    @ParameterizedTest
    @CsvSource({"full, 1e-8", "rankdef, 1e-4"})
    void theDistanceIsTheOneOfScipy(String kind, double tolerance) throws IOException {
        GoldenFid golden = new GoldenFid();
        Gaussian a = new Gaussian(golden.get(kind + ".mu_a"), golden.get(kind + ".sigma_a"), OptionalLong.empty());
        Gaussian b = new Gaussian(golden.get(kind + ".mu_b"), golden.get(kind + ".sigma_b"), OptionalLong.empty());
        double expected = golden.get(kind + ".fid")[0];

        assertThat(FrechetReference.of(b).distance(a)).isCloseTo(expected, within(tolerance));
        assertThat(FrechetReference.of(a).distance(b)).isCloseTo(expected, within(tolerance));
    }

    @Test
    void fromFeaturesOnTheMomentsAreThoseOfNumpy() throws IOException {
        GoldenFid golden = new GoldenFid();
        int d = 48;
        double[] flat = golden.get("full.a");
        float[][] features = new float[flat.length / d][d];
        for (int i = 0; i < flat.length; i++) {
            features[i / d][i % d] = (float) flat[i];
        }
        Gaussian gaussian = Gaussian.of(Moments.of("a", features));

        assertThat(gaussian.mean()).containsExactly(golden.get("full.mu_a"), within(1e-6));
        assertThat(gaussian.covariance()).containsExactly(golden.get("full.sigma_a"), within(1e-5));
    }

    @Test
    void ofASetToItselfItIsZeroAndAShiftIsItsSquare() {
        Moments moments = Moments.of("a", MomentsTest.features(new Random(3), 200, 8));
        Gaussian gaussian = Gaussian.of(moments);
        double[] shifted = gaussian.mean().clone();
        shifted[2] += 3;

        assertThat(Frechet.distance(moments, moments)).isCloseTo(0, within(1e-6));
        assertThat(FrechetReference.of(gaussian).distance(new Gaussian(shifted, gaussian.covariance(), OptionalLong.empty()))).isCloseTo(9, within(1e-6));
    }

    @Test
    void whatCannotBeMeasuredIsRefused() {
        Moments one = Moments.of("a", new float[][] {{1, 2}});
        Moments two = Moments.of("b", new float[][] {{1, 2}, {3, 1}});
        Moments other = Moments.of("c", new float[][] {{1}, {3}});

        assertThatThrownBy(() -> Frechet.distance(one, two)).isInstanceOf(MetricException.class).hasMessageContaining("there are 1");
        assertThatThrownBy(() -> Frechet.distance(other, two)).hasMessageContaining("1 dimensions against a reference of 2");
        assertThatThrownBy(() -> new Gaussian(new double[1], new double[] {Double.NaN}, OptionalLong.empty())).hasMessageContaining("covariance is NaN");
        assertThatThrownBy(() -> new Gaussian(new double[2], new double[3], OptionalLong.empty())).hasMessageContaining("does not fit");
    }
}
