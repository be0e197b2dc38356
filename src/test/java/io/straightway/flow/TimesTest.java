package io.straightway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.straightway.recipe.Grid;
import io.straightway.recipe.TimeLaw;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimesTest {
    private static final double[] DECILES = {0, .278754, .447158, .568202, .662758, .740363, .806180, .863323, .913814, .959041, 1};

    @Test
    void shouldGiveTheGridsOfFiveSteps() {
        assertThat(Times.of(new Grid.Sigmoid(20), 5)).containsExactly(new double[] {1, .997573, .880832, .119168, .002427, 0}, within(1e-6));
        assertThat(Times.of(new Grid.Sigmoid(10), 5)).containsExactly(new double[] {1, .958714, .734193, .265807, .041286, 0}, within(1e-6));
        assertThat(Times.of(new Grid.Sigmoid(15), 5)).containsExactly(new double[] {1, .989554, .817926, .182074, .010446, 0}, within(1e-6));
        assertThat(Times.of(new Grid.Edm(7), 5)).containsExactly(new double[] {1, .946027, .715523, .145118, .001996, 0}, within(1e-6));
        assertThat(Times.of(new Grid.Uniform(), 4)).containsExactly(1, .75, .5, .25, 0);
        assertThat(Times.of(new Grid.Explicit(List.of(1.0, 0.3, 0.0)), 2)).containsExactly(1, .3, 0);
    }

    @Test
    void shouldSpanOneStepFromNoiseToData() {
        for (Grid grid : List.of(new Grid.Uniform(), new Grid.Edm(7), new Grid.Sigmoid(20))) {
            assertThat(Times.of(grid, 1)).containsExactly(1, 0);
        }
    }

    @Test
    void shouldFallForEveryGrid() {
        for (Grid grid : List.of(new Grid.Uniform(), new Grid.Edm(7), new Grid.Sigmoid(20))) {
            double[] times = Times.of(grid, 40);
            for (int i = 1; i < times.length; i++) {
                assertThat(times[i]).isLessThan(times[i - 1]);
            }
        }
    }

    @Test
    void shouldHaveTheDecilesOfTheExponentialLaw() {
        for (int i = 0; i <= 10; i++) {
            assertThat(Quantile.of(new TimeLaw.Exponential(10), i / 10.0)).isCloseTo(DECILES[i], within(1e-6));
        }
    }

    @Test
    void shouldInvertTheDistributionOfEveryLaw() {
        // Given: densities by which the quantile is checked, p(q(u))·q'(u) = 1
        double h = 1e-6;
        for (double u = 0.05; u < 1; u += 0.1) {
            double cosh = Quantile.of(new TimeLaw.Cosh(4), u);
            double slope = (Quantile.of(new TimeLaw.Cosh(4), u + h) - Quantile.of(new TimeLaw.Cosh(4), u - h)) / (2 * h);
            assertThat(slope * 4 * Math.cosh(4 * (cosh - 0.5)) / (2 * Math.sinh(2))).isCloseTo(1, within(1e-5));
        }
        // Then: end and middle densities as printed for the cosh law
        assertThat(4 * Math.cosh(2) / (2 * Math.sinh(2))).isCloseTo(2.0746, within(1e-4));
        assertThat(Quantile.of(new TimeLaw.Uniform(), 0.3)).isEqualTo(0.3);
        assertThat(Quantile.of(new TimeLaw.EdmLogNormal(-1.2, 1.2), 0.5)).isCloseTo(1 / (1 + Math.exp(1.2)), within(1e-9));
        assertThat(Quantile.normal(0.975)).isCloseTo(1.959963985, within(1e-8));
        assertThat(Quantile.normal(0.001)).isCloseTo(-3.090232306, within(1e-8));
        assertThat(Quantile.normal(0.84134474607)).isCloseTo(1, within(1e-8));
    }

    @Test
    void shouldKeepTrainingTimesOffTheEnds() {
        assertThat(Quantile.training(new TimeLaw.Uniform(), 1e-12)).isEqualTo(1e-5);
        assertThat(Quantile.training(new TimeLaw.Uniform(), 1 - 1e-12)).isEqualTo(1 - 1e-5);
    }
}
