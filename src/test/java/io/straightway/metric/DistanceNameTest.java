package io.straightway.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistanceNameTest {
    private static final String NVIDIA = "f58cb9b6ec323ed63459aa4fb441fe750cfe39fafad6da5cb504a16f19e958f4";
    private static final String WEIGHTS = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2";
    private static final String OTHER = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b3";

    @ParameterizedTest
    @CsvSource({
        NVIDIA + ",  TF1,        50000, fid",
        WEIGHTS + ", TF1,        50000, fid",
        WEIGHTS + ", TF1,        60000, fid",
        WEIGHTS + ", TF1,        49999, fid@49999",
        NVIDIA + ",  TF1,        1,     fid@1",
        WEIGHTS + ", HALF_PIXEL, 50000, fd-mine",
        OTHER + ",   TF1,        50000, fd-mine",
        OTHER + ",   TF1,        10,    fd-mine"})
    void shouldCallOnlyTheCanonicalNetworkFid(String sha256, Resize resize, long images, String name) {
        assertThat(DistanceName.of("mine", sha256, resize.rule(), images)).hasToString(name);
    }

    @ParameterizedTest
    @CsvSource({"as the module does", "'none, x/127.5-1'", "''"})
    void shouldNotCallAnotherUseOfTheFileFid(String resize) {
        assertThat(DistanceName.of("mine", NVIDIA, resize, 50_000).label()).isEqualTo("fd-mine");
    }
}
