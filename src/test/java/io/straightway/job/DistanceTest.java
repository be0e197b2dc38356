package io.straightway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class DistanceTest {

    @Test
    void onlyWhatWasMeasuredAlikeIsCompared() {
        Distance one = distance(1_000, "emoji", "none");

        assertThat(one.incomparable(distance(1_000, "emoji", "none"))).isEmpty();
        assertThat(one.incomparable(distance(5_000, "emoji", "none"))).containsExactly("images is 1000 here and 5000 there");
        assertThat(one.incomparable(distance(1_000, "fashion", "bilinear"))).hasSize(2)
                .first().asString().isEqualTo("resize is none here and bilinear there");
    }

    private static Distance distance(long images, String reference, String resize) {
        return new Distance("fd-cnn", Optional.empty(), 1.5, images, "cnn", "ab", resize, "fp32", reference, 100, "cd", Optional.empty(),
                Distance.Further.NOTHING);
    }
}
