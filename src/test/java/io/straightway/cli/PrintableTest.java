package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrintableTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void textIsShownAsItIs() {
        assertThat(Printable.line(bytes("Größe\tß\n"), 100)).isEqualTo("Größe\\tß\\n");
        assertThat(Printable.block(bytes("{\n}"), 100)).isEqualTo("{\n}");
    }

    @Test
    void controlCharactersNeverReachTheTerminal() {
        String escape = "\u001b[2Jgone";
        assertThat(Printable.line(bytes(escape), 100)).isEqualTo("0x1b5b324a676f6e65");
        assertThat(Printable.block(bytes(escape), 100)).isEqualTo("00000000  1b 5b 32 4a 67 6f 6e 65                          .[2Jgone");
        assertThat(Printable.line(bytes("\u202eevil"), 100)).startsWith("0x");
        assertThat(Printable.line(new byte[] {(byte) 0xff}, 100)).isEqualTo("0xff");
    }

    @Test
    void longValuesAreCut() {
        assertThat(Printable.line(bytes("abcdef"), 3)).isEqualTo("abc…");
        assertThat(Printable.block(bytes("abcdef"), 4)).isEqualTo("abcd\n… 2 more bytes");
    }
}
