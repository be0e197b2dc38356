package io.straightway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    @Test
    void theLayoutIsTheOneOfTheContract() {
        assertThat(Keys.dataset("emoji-16")).isEqualTo("datasets/emoji-16.zip");
        assertThat(Keys.modelWeights("m", "1.0")).isEqualTo("models/m/1.0/model.safetensors");
        assertThat(Keys.shard("job-1", 12, 2, "x7f")).isEqualTo("jobs/job-1/shards/00012-a2-x7f.zip");
        assertThat(Keys.checkpoint("job-1", "reflow", 0, "x7f", 4096)).isEqualTo("jobs/job-1/checkpoints/reflow/0-x7f/4096/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../b", "a/b", "a..b", "-a", "a b", "a\u0000", "ä", "a\n"})
    void aNameCannotLeaveItsPrefix(String name) {
        assertThatThrownBy(() -> Keys.job(name)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("job id \"" + name + "\"");
    }

    @Test
    void aNameHasABoundedLength() {
        assertThat(Keys.job("a".repeat(128))).hasSize(134);
        assertThatThrownBy(() -> Keys.job("a".repeat(129))).hasMessageContaining("1 to 128").hasMessageNotContaining("a".repeat(100));
    }
}
