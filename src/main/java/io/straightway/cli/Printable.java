package io.straightway.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Foreign bytes on a terminal: as text if they are text, else in hex, and never with control characters. */
final class Printable {
    private static final int ROW = 16;

    private Printable() {}

    /** On one line. */
    static String line(byte[] bytes, int most) {
        byte[] shown = Arrays.copyOf(bytes, Math.min(bytes.length, most));
        String text = text(shown).map(plain -> plain.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")).orElseGet(() -> "0x" + HexFormat.of().formatHex(shown));
        return shown.length < bytes.length ? text + "…" : text;
    }

    /** On as many lines as it takes. */
    static String block(byte[] bytes, int most) {
        byte[] shown = Arrays.copyOf(bytes, Math.min(bytes.length, most));
        String text = text(shown).orElseGet(() -> hex(shown));
        return shown.length < bytes.length ? text + "\n… " + (bytes.length - shown.length) + " more bytes" : text;
    }

    /** Empty if it is no UTF-8, or holds control characters other than line ends and tabs. */
    private static Optional<String> text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            boolean plain = text.codePoints().allMatch(c -> c == '\n' || c == '\r' || c == '\t' || !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT);
            return plain ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String hex(byte[] bytes) {
        StringBuilder rows = new StringBuilder();
        for (int from = 0; from < bytes.length; from += ROW) {
            byte[] row = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + ROW));
            StringBuilder ascii = new StringBuilder();
            for (byte b : row) {
                ascii.append(b >= ' ' && b < 127 ? (char) b : '.');
            }
            rows.append("%08x  %-47s  %s%n".formatted(from, HexFormat.ofDelimiter(" ").formatHex(row), ascii));
        }
        return rows.toString().stripTrailing();
    }
}
