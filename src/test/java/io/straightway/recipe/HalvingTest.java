package io.straightway.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class HalvingTest {

    @Test
    void theBetterHalfDrawsTwiceAsMany() {
        assertThat(new Halving(99, 512).rounds()).containsExactly(new Halving.Round(99, 64), new Halving.Round(50, 128), new Halving.Round(25, 256),
                new Halving.Round(13, 512));
        assertThat(new Halving(99, 512).drawn()).isEqualTo(99 * 64 + 50 * 64 + 25 * 128 + 13 * 256);
    }

    @Test
    void fewImagesOrCandidatesTakeFewRounds() {
        assertThat(new Halving(99, 31).rounds()).containsExactly(new Halving.Round(99, 31));
        assertThat(new Halving(10, 64).rounds()).containsExactly(new Halving.Round(10, 16), new Halving.Round(5, 32), new Halving.Round(3, 64));
        assertThat(new Halving(1, 512).rounds()).containsExactly(new Halving.Round(1, 512));
        assertThat(new Halving(2, 512).rounds()).containsExactly(new Halving.Round(2, 256), new Halving.Round(1, 512));
    }

    @Test
    void equalsStayInOrderAndWhatHasNoDistanceComesLast() {
        record One(String name, OptionalDouble distance) {}
        One none = new One("none", OptionalDouble.empty());
        One first = new One("first", OptionalDouble.of(2));
        One second = new One("second", OptionalDouble.of(2));
        One best = new One("best", OptionalDouble.of(1));

        assertThat(Halving.ranked(List.of(none, first, second, best), One::distance)).containsExactly(best, first, second, none);
    }
}
