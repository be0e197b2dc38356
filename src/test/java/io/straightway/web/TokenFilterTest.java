package io.straightway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenFilterTest {

    @Test
    void withoutATokenOnlyTheOwnMachineIsServed() {
        assertThatCode(() -> TokenFilter.requireToken("127.0.0.1", Optional.empty())).doesNotThrowAnyException();
        assertThatCode(() -> TokenFilter.requireToken("0.0.0.0", Optional.of("hush"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> TokenFilter.requireToken("0.0.0.0", Optional.empty())).hasMessageContaining("straightway.web.token").hasMessageContaining("0.0.0.0");
        assertThatThrownBy(() -> TokenFilter.requireToken("0.0.0.0", Optional.of(" "))).hasMessageContaining("straightway.web.token");
    }

    @Test
    void onlyTheTokenItselfOpens() {
        assertThat(TokenFilter.known("Bearer hush", "hush")).isTrue();
        assertThat(TokenFilter.known("Bearer hus", "hush")).isFalse();
        assertThat(TokenFilter.known("hush", "hush")).isFalse();
        assertThat(TokenFilter.known(null, "hush")).isFalse();
    }
}
