package io.straightway.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.data.Picture;
import org.junit.jupiter.api.Test;

class LikenessTest {
    private static final int SIDE = 50;
    private static final int PLANE = SIDE * SIDE;

    private final byte[] pixels = new byte[3 * PLANE];

    private Likeness likeness() {
        return Likeness.of(new Picture(3, SIDE, SIDE, new byte[3 * PLANE]), new Picture(3, SIDE, SIDE, pixels));
    }

    @Test
    void equalPixelsAreIdentical() {
        assertThat(likeness()).isEqualTo(new Likeness(PLANE, 0, 0, 0)).returns(Likeness.Verdict.IDENTICAL, Likeness::verdict);
    }

    @Test
    void oneLevelOnEveryPixelIsWithinTheContract() {
        java.util.Arrays.fill(pixels, (byte) 1);

        assertThat(likeness()).isEqualTo(new Likeness(PLANE, PLANE, 0, 1)).returns(Likeness.Verdict.WITHIN_CONTRACT, Likeness::verdict);
    }

    @Test
    void moreThanOneLevelIsAllowedOnFewerThanOneInAThousand() {
        // Given: of 2500 pixels two, one of them in two channels
        pixels[0] = (byte) 200;
        pixels[PLANE] = 2;
        pixels[PLANE + 1] = 2;
        assertThat(likeness()).isEqualTo(new Likeness(PLANE, 2, 2, 200)).returns(Likeness.Verdict.WITHIN_CONTRACT, Likeness::verdict);

        // When: a third
        pixels[2] = 2;
        assertThat(likeness().verdict()).isEqualTo(Likeness.Verdict.DIFFERENT);
    }

    @Test
    void exactlyOneInAThousandIsTooMany() {
        assertThat(new Likeness(1000, 1, 1, 2).verdict()).isEqualTo(Likeness.Verdict.DIFFERENT);
    }

    @Test
    void anotherSizeIsAnotherImage() {
        assertThat(Likeness.of(new Picture(1, 1, 1, new byte[1]), new Picture(1, 1, 2, new byte[2])).verdict()).isEqualTo(Likeness.Verdict.DIFFERENT);
    }
}
