package io.straightway.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {
    private static final List<String> STATUS = List.of(
            "Name:\tjava",
            "VmHWM:\t  861234 kB",
            "VmRSS:\t  801792 kB",
            "RssAnon:\t  756736 kB",
            "RssFile:\t   45024 kB",
            "RssShmem:\t      32 kB",
            "Threads:\t61");

    @Test
    void whatTheProcessHoldsAndPagesOfFilesAreToldApart() {
        assertThat(ResidentMemory.of(STATUS)).isEqualTo(new ResidentMemory(756_736L * 1024, 45_024L * 1024));
    }

    @Test
    void aSystemThatDoesNotTellIsNamedSo() {
        assertThatThrownBy(() -> ResidentMemory.of(STATUS.subList(0, 3))).isInstanceOf(IllegalStateException.class).hasMessageContaining("RssAnon");
    }

    @Test
    void thisProcessHoldsSome() throws Exception {
        assertThat(ResidentMemory.now().anonymous()).isPositive();
    }
}
