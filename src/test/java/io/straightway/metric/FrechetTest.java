package io.straightway.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrechetTest {
    private static final List<Algebra> LIBRARIES = List.of(new EngineAlgebra(), new JavaAlgebra());

    @ParameterizedTest
    @CsvSource({"full, 1e-8", "rankdef, 1e-4"})
    void theDistanceIsTheOneOfScipy(String kind, double tolerance) throws IOException {
        GoldenFid golden = new GoldenFid();
        Gaussian a = new Gaussian(golden.get(kind + ".mu_a"), golden.get(kind + ".sigma_a"), OptionalLong.empty());
        Gaussian b = new Gaussian(golden.get(kind + ".mu_b"), golden.get(kind + ".sigma_b"), OptionalLong.empty());
        double expected = golden.get(kind + ".fid")[0];

        for (Algebra algebra : LIBRARIES) {
            assertThat(FrechetReference.of(b, algebra).distance(a)).as(algebra.name()).isCloseTo(expected, within(tolerance));
            assertThat(FrechetReference.of(a, algebra).distance(b)).as(algebra.name()).isCloseTo(expected, within(tolerance));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 67, 250})
    void bothLibrariesGiveTheSame(int d) {
        float[][] features = MomentsTest.features(new Random(d), 3 * d + 5, d);
        Moments a = Moments.of("a", features);
        Gaussian from = Gaussian.of(a);
        Gaussian to = Gaussian.of(Moments.of("b", MomentsTest.features(new Random(d + 1), 3 * d + 5, d)));

        double engine = FrechetReference.of(to, new EngineAlgebra()).distance(from);

        assertThat(FrechetReference.of(to, new JavaAlgebra()).distance(from)).isCloseTo(engine, withinPercentage(1e-7));
        double[] scatter = new EngineAlgebra().scatter(features, a.mean());
        assertThat(new JavaAlgebra().scatter(features, a.mean())).containsExactly(scatter, within(1e-10 * Arrays.stream(scatter).max().orElseThrow()));
    }

    @Test
    void aFactorWithoutFullRankStillGivesTheCovarianceBack() {
        int d = 40;
        double[] covariance = Moments.of("a", MomentsTest.features(new Random(4), 12, d)).covariance();
        for (Algebra algebra : LIBRARIES) {
            double[] factor = algebra.factor(covariance, d);
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    double product = 0;
                    for (int k = 0; k <= Math.min(i, j); k++) {
                        product += factor[i * d + k] * factor[j * d + k];
                    }
                    assertThat(product).as(algebra.name()).isCloseTo(covariance[i * d + j], within(1e-9 * covariance[d * d - 1]));
                    assertThat(j > i ? factor[i * d + j] : 0).isZero();
                }
            }
        }
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
        assertThatThrownBy(() -> gaussian(1, Double.NaN)).hasMessageContaining("entry (0, 0) of the covariance is NaN");
        assertThatThrownBy(() -> gaussian(2, 1, 0, Double.POSITIVE_INFINITY, 1)).hasMessageContaining("entry (1, 0) of the covariance is Infinity");
        assertThatThrownBy(() -> gaussian(2, 1, 2, 3)).hasMessageContaining("does not fit");
        assertThatThrownBy(() -> gaussian(2, 1, 0.5, 0.50001, 1)).hasMessageContaining("not symmetric: entry (1, 0) is 0.50001, entry (0, 1) is 0.5");
        assertThatThrownBy(() -> gaussian(2, 1, 0, 0, -1e-3)).hasMessageContaining("variance of feature 1 is -0.001");
        assertThatThrownBy(() -> new Gaussian(new double[] {1}, new double[] {1}, OptionalLong.of(1))).hasMessageContaining("2 feature vectors or more, there are 1");
    }

    @Test
    void roundingIsTakenOutOfACovariance() {
        Gaussian gaussian = gaussian(2, 1, 0.5, 0.5 + 1e-9, -1e-12);

        assertThat(gaussian.covariance()).containsExactly(1, 0.5 + 5e-10, 0.5 + 5e-10, 0);
    }

    private static Gaussian gaussian(int d, double... covariance) {
        return new Gaussian(new double[d], covariance, OptionalLong.empty());
    }
}
