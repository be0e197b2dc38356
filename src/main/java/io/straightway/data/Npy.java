package io.straightway.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One array of one picture's shape as NumPy's {@code .npy}, format 1.0 (numpy.lib.format), little-endian, row-major. */
final class Npy {
    private static final String MAGIC = "\u0093NUMPY\u0001\u0000";
    private static final int PREFIX = MAGIC.length() + 2;
    private static final int LONGEST_HEADER = 1024;
    private static final Pattern HEADER = Pattern.compile(
            "\\{\\s*'descr':\\s*'([^']{1,8})',\\s*'fortran_order':\\s*(True|False)\\s*,\\s*'shape':\\s*\\(([\\d, ]*)\\),?\\s*\\}\\s*");

    private Npy() {}

    /** The most bytes that an array of so many values may take. */
    static int largest(int values) {
        return Math.addExact(PREFIX + LONGEST_HEADER, Math.multiplyExact(8, values));
    }

    /** As 32 bit floats; {@code values} holds at least (channels, height, width) from {@code from} on. */
    static byte[] write(float[] values, int from, int channels, int height, int width) {
        String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d, %d), }".formatted(channels, height, width);
        int length = (PREFIX + text.length() + 1 + 63) / 64 * 64 - PREFIX;
        int size = channels * height * width;
        ByteBuffer out = ByteBuffer.allocate(PREFIX + length + 4 * size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(latin(MAGIC)).putShort((short) length).put(latin(text + " ".repeat(length - text.length() - 1) + "\n"));
        out.asFloatBuffer().put(values, from, size);
        return out.array();
    }

    /**
     * Reads 32 or 64 bit floats of the shape (channels, height, width) into {@code target}.
     *
     * @throws DataException if it is anything else, or a value is not finite
     */
    static void read(String file, String entry, byte[] bytes, int channels, int height, int width, float[] target, int from) {
        Matcher header = header(file, entry, bytes);
        String shape = header.group(3).replace(" ", "").replaceFirst(",$", "");
        String wanted = channels + "," + height + "," + width;
        boolean single = header.group(1).equals("<f4");
        if (!single && !header.group(1).equals("<f8") || header.group(2).equals("True") || !shape.equals(wanted)) {
            throw new DataException(file, entry, "is " + header.group(1) + " of shape (" + shape + ")" + (header.group(2).equals("True") ? " in Fortran's order" : "")
                    + ", allowed: <f4 or <f8 of shape (" + wanted + ") in C's order");
        }
        int at = PREFIX + header.group().length();
        int size = channels * height * width;
        if (bytes.length != at + (long) size * (single ? 4 : 8)) {
            throw new DataException(file, entry, "has " + (bytes.length - at) + " bytes of values, which are not (" + wanted + ") of " + header.group(1));
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, at, bytes.length - at).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = from; i < from + size; i++) {
            target[i] = single ? in.getFloat() : (float) in.getDouble();
            if (!Float.isFinite(target[i])) {
                throw new DataException(file, entry, "holds " + target[i]);
            }
        }
    }

    private static Matcher header(String file, String entry, byte[] bytes) {
        if (bytes.length < PREFIX || !new String(bytes, 0, MAGIC.length(), StandardCharsets.ISO_8859_1).equals(MAGIC)) {
            throw new DataException(file, entry, "is no .npy of format 1.0");
        }
        int length = Short.toUnsignedInt(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(MAGIC.length()));
        if (length > LONGEST_HEADER || PREFIX + length > bytes.length) {
            throw new DataException(file, entry, "has a header of " + length + " bytes");
        }
        Matcher header = HEADER.matcher(new String(bytes, PREFIX, length, StandardCharsets.ISO_8859_1));
        if (!header.matches()) {
            throw new DataException(file, entry, "has a header that is not understood");
        }
        return header;
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
