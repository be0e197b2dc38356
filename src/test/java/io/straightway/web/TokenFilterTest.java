package io.straightway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.stream.Stream;
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

    @Test
    void withoutATokenARequestMustMeanThisMachineByItsName() {
        assertThat(Stream.of("127.0.0.1:18080", "localhost:18080", "localhost", "[::1]:18080", "127.8.9.1", "studio:18080", ""))
                .allMatch(host -> TokenFilter.ownMachine(host, "studio"));
        assertThat(Stream.of("stranger.example", "127.0.0.1.stranger.example:18080", "localhost.stranger.example", "10.0.0.1:18080"))
                .noneMatch(host -> TokenFilter.ownMachine(host, "127.0.0.1"));
    }
}
