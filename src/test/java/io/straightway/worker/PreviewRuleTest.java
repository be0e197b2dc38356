package io.straightway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PreviewRuleTest {
    private final PreviewRule rule = new PreviewRule(16, 0.02);

    @Test
    void previewsTakeTheirShareOfTheWorkAndNoMore() {
        // Given: previews of 16 images with 9 evaluations, and a training of 3 evaluations per image
        long preview = 16 * 9;

        // Then
        assertThat(rule.allows(2_399 * 3, preview, 100, 0)).isFalse();
        assertThat(rule.allows(2_400 * 3, preview, 100, 0)).isTrue();
        assertThat(rule.allows(2_400 * 3, 2 * preview, 100, 0)).isFalse();
        assertThat(rule.allows(4_800 * 3, 2 * preview, 100, 0)).isTrue();
    }

    @Test
    void previewsThatTookLongAreMadeUpFor() {
        assertThat(rule.allows(1_000_000, 144, 100, 3)).isFalse();
        assertThat(rule.allows(1_000_000, 144, 150, 3)).isTrue();
    }

    @Test
    void noImagesAreNoPreviews() {
        assertThat(new PreviewRule(0, 1).allows(1_000_000, 0, 100, 0)).isFalse();
    }

    @Test
    void whatCannotBeIsRefusedWithTheNameOfItsSetting() {
        assertThatThrownBy(() -> new PreviewRule(300, 0.02)).hasMessage("straightway.worker.preview-images is 300, allowed: 0 to 256");
        assertThatThrownBy(() -> new PreviewRule(16, Double.NaN)).hasMessage("straightway.worker.preview-share is NaN, allowed: 0 to 1");
    }
}
