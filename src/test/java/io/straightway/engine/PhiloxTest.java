package io.straightway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PhiloxTest {
    /** Known answers of the Random123 library, kat_vectors, philox4x32 10. */
    @Test
    void shouldGiveTheKnownAnswers() {
        assertThat(Philox.block(0, 0, 0, 0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(Philox.block(-1, -1, -1, -1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(Philox.block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void shouldKeepStreamsApartAndRepeatable() {
        // Given
        var one = new Draws(5, 7, 1);

        // Then
        double first = one.uniform();
        assertThat(new Draws(5, 7, 1).uniform()).isEqualTo(first);
        assertThat(new Draws(5, 7, 2).uniform()).isNotEqualTo(first);
        assertThat(new Draws(5, 8, 1).uniform()).isNotEqualTo(first);
        assertThat(new Draws(6, 7, 1).uniform()).isNotEqualTo(first);
    }

    @Test
    void shouldHaveTheMomentsOfItsLaws() {
        // Given
        var draws = new Draws(1, 0, 0);
        int n = 200_000;
        double mean = 0;
        double square = 0;
        double fourth = 0;
        double uniform = 0;
        int[] counts = new int[10];

        // When
        for (int i = 0; i < n; i++) {
            double z = draws.normal();
            mean += z / n;
            square += z * z / n;
            fourth += z * z * z * z / n;
            uniform += draws.uniform() / n;
            counts[draws.below(10)]++;
        }

        // Then: within five standard errors
        assertThat(mean).isCloseTo(0, within(5 / Math.sqrt(n)));
        assertThat(square).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
        assertThat(fourth).isCloseTo(3, within(5 * Math.sqrt(96.0 / n)));
        assertThat(uniform).isCloseTo(0.5, within(5 / Math.sqrt(12.0 * n)));
        for (int count : counts) {
            assertThat((double) count).isCloseTo(n / 10.0, within(5 * Math.sqrt(n * 0.09)));
        }
    }
}
