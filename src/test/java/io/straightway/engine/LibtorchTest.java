package io.straightway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibtorchTest {
    @TempDir
    private Path folder;

    private Path library;

    @BeforeEach
    void makeAFolderThatFits() throws IOException {
        library = Files.write(folder.resolve("libtorch_cpu.so"), new byte[100]);
        Files.createFile(folder.resolve("libdjl_torch.so"));
        describe("libtorch=2.11.0+cu130\nlibrary=" + library + "\nbytes=100\ndjl=" + Engine.getDjlVersion());
    }

    private void describe(String text) throws IOException {
        Files.writeString(folder.resolve("shim.properties"), text);
    }

    @Test
    void shouldTakeALibtorchThatIsTheOneOfItsShim() {
        assertThat(Libtorch.read(folder)).isEqualTo(new Libtorch("2.11.0+cu130", Optional.of(folder)));
    }

    @Test
    void shouldRefuseALibtorchThatWasReplaced() throws IOException {
        Files.write(library, new byte[101]);

        assertThatThrownBy(() -> Libtorch.read(folder)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("straightway.libtorch is " + folder)
                .hasMessageContaining("compiled for libtorch 2.11.0+cu130 with a libtorch_cpu.so of 100 bytes, but there it has 101")
                .hasMessageContaining("src/main/native/build.sh");
    }

    @Test
    void shouldRefuseALibtorchThatIsGone() throws IOException {
        Files.delete(library);

        assertThatThrownBy(() -> Libtorch.read(folder)).hasMessageContaining("is gone: " + library);
    }

    @Test
    void shouldRefuseAShimOfAnotherDjl() throws IOException {
        describe("libtorch=2.11.0\nlibrary=" + library + "\nbytes=100\ndjl=0.30.0");

        assertThatThrownBy(() -> Libtorch.read(folder)).hasMessageContaining("compiled for DJL 0.30.0, but this is " + Engine.getDjlVersion());
    }

    @ParameterizedTest
    @ValueSource(strings = {"libdjl_torch.so", "shim.properties"})
    void shouldRefuseALibtorchWithoutShim(String missing) throws IOException {
        Files.delete(folder.resolve(missing));

        assertThatThrownBy(() -> Libtorch.read(folder)).hasMessageContaining("holds no shim");
    }

    @ParameterizedTest
    @ValueSource(strings = {"libtorch", "library", "bytes", "djl"})
    void shouldNameAMissingEntry(String key) throws IOException {
        describe(Files.readString(folder.resolve("shim.properties")).replaceAll("(?m)^" + key + "=.*$", ""));

        assertThatThrownBy(() -> Libtorch.read(folder)).hasMessageContaining("has no entry " + key);
    }

    @Test
    void shouldCompareVersions() {
        assertThat(Libtorch.STOCK.atLeast(2, 4)).isTrue();
        assertThat(new Libtorch("2.11.0+cu130", Optional.empty()).atLeast(2, 4)).isTrue();
        assertThat(new Libtorch("2.3.1", Optional.empty()).atLeast(2, 4)).isFalse();
        assertThat(new Libtorch("1.13.1", Optional.empty()).atLeast(2, 0)).isFalse();
    }
}
