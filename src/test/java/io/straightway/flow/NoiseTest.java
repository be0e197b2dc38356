package io.straightway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NoiseTest {
    @Test
    void shouldDependOnTheSeedAlone() {
        float[] noise = Noise.image(42, 768);

        assertThat(Noise.image(42, 768)).isEqualTo(noise);
        assertThat(Noise.image(43, 768)).isNotEqualTo(noise);
        assertThat(Noise.image(42, 192)).isEqualTo(Arrays.copyOf(noise, 192));
    }
}
