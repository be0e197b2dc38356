package io.straightway.metric;

import io.straightway.data.DataException;
import io.straightway.data.ForeignZip;
import io.straightway.data.StoredZip;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reference statistics as NumPy's {@code .npz}, with {@code mu} (d) and {@code sigma} (d, d) in float64: what EDM's fid.py and
 * pytorch-fid write and read. The further entries {@code n} (int64) and {@code provenance.json} are ours; others pass over them.
 */
public final class Npz {
    private static final String MAGIC = "\u0093NUMPY";
    private static final int PREFIX = 10;
    private static final int LONGEST_HEADER = 4096;
    private static final Pattern HEADER = Pattern.compile(
            "\\{\\s*'descr':\\s*'([<>|=]?[a-z]\\d+)',\\s*'fortran_order':\\s*(True|False),\\s*'shape':\\s*\\(([\\d, ]*)\\),?\\s*\\}\\s*");

    private Npz() {}

    /** @param provenance JSON: what the statistics are of */
    public static byte[] write(Gaussian gaussian, String provenance) {
        int d = gaussian.dimensions();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 * d * (d + 1) + 1024);
        try (StoredZip zip = new StoredZip(bytes)) {
            zip.add("mu.npy", array("<f8", "(" + d + ",)", gaussian.mean()));
            zip.add("sigma.npy", array("<f8", "(" + d + ", " + d + ")", gaussian.covariance()));
            if (gaussian.count().isPresent()) {
                byte[] count = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(gaussian.count().getAsLong()).array();
                zip.add("n.npy", join(header("<i8", "()"), count));
            }
            zip.add("provenance.json", provenance.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /**
     * @param file for error messages
     * @throws DataException if the file is no .npz with a mean and a covariance that fit each other
     */
    public static Gaussian read(String file, byte[] bytes) {
        try (ForeignZip zip = ForeignZip.open(file, bytes)) {
            double[] mean = numbers(zip, "mu.npy", 1, Moments.MOST_DIMENSIONS);
            double[] covariance = numbers(zip, "sigma.npy", 2, (long) mean.length * mean.length);
            try {
                return new Gaussian(mean, covariance, count(zip));
            } catch (MetricException e) {
                throw new DataException(file, String.valueOf(e.getMessage()));
            }
        }
    }

    /** The JSON that {@link #write} was given. */
    public static Optional<String> provenance(String file, byte[] bytes) {
        try (ForeignZip zip = ForeignZip.open(file, bytes)) {
            return zip.entry("provenance.json", 1 << 20).map(json -> new String(json, StandardCharsets.UTF_8));
        }
    }

    private static OptionalLong count(ForeignZip zip) {
        Optional<byte[]> entry = zip.entry("n.npy", 256).filter(bytes -> bytes.length >= PREFIX + 8 && parsed(zip, "n.npy", bytes).group(1).equals("<i8"));
        return entry.map(bytes -> OptionalLong.of(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(bytes.length - 8)))
                .orElseGet(OptionalLong::empty);
    }

    /** @param most numbers that may be there: no entry is unpacked further than they need */
    private static double[] numbers(ForeignZip zip, String name, int dimensions, long most) {
        int bound = (int) Math.min(Integer.MAX_VALUE - 16, PREFIX + LONGEST_HEADER + 8 * most);
        byte[] bytes = zip.entry(name, bound).orElseThrow(() -> new DataException(zip.file(), "has no " + name));
        Matcher header = parsed(zip, name, bytes);
        String shape = header.group(3).replace(" ", "");
        String[] sides = shape.isEmpty() ? new String[0] : shape.split(",");
        long size = 1;
        for (String side : sides) {
            if (side.length() > 5 || side.isEmpty() || !side.equals(sides[0])) {
                throw new DataException(zip.file(), name, "has shape (" + shape + ")");
            }
            size *= Integer.parseInt(side);
        }
        String type = header.group(1);
        int width = type.matches("[<>]f[48]") ? type.charAt(2) - '0' : 0;
        int at = PREFIX + header.group().length();
        if (sides.length != dimensions || size < 1 || size > most || width == 0 || bytes.length != at + size * width) {
            throw new DataException(zip.file(), name, "is " + type + " of shape (" + shape + ") in " + bytes.length
                    + " bytes, allowed: " + dimensions + "-dimensional float64 or float32 of at most " + most + " numbers");
        }
        // The order of a symmetric matrix, C or Fortran, makes no difference; that it is symmetric, Gaussian checks.
        ByteBuffer in = ByteBuffer.wrap(bytes, at, bytes.length - at).order(type.startsWith("<") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        double[] numbers = new double[(int) size];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = width == 8 ? in.getDouble() : in.getFloat();
        }
        return numbers;
    }

    /** Format 1.0 of numpy.lib.format: magic, version, length of the header (uint16), the header as a Python dictionary. */
    private static Matcher parsed(ForeignZip zip, String name, byte[] bytes) {
        if (bytes.length < PREFIX || !new String(bytes, 0, 6, StandardCharsets.ISO_8859_1).equals(MAGIC) || bytes[6] != 1) {
            throw new DataException(zip.file(), name, "is no .npy of format 1.0");
        }
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(8) & 0xffff;
        if (length > LONGEST_HEADER || PREFIX + length > bytes.length) {
            throw new DataException(zip.file(), name, "has a header of " + length + " bytes");
        }
        Matcher header = HEADER.matcher(new String(bytes, PREFIX, length, StandardCharsets.ISO_8859_1));
        if (!header.matches()) {
            throw new DataException(zip.file(), name, "has a header that is not understood");
        }
        return header;
    }

    private static byte[] array(String type, String shape, double[] values) {
        ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asDoubleBuffer().put(values);
        return join(header(type, shape), data.array());
    }

    private static byte[] header(String type, String shape) {
        String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
        int padded = (PREFIX + text.length() + 1 + 63) / 64 * 64 - PREFIX;
        byte[] line = (text + " ".repeat(padded - text.length() - 1) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(PREFIX + padded).order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC.getBytes(StandardCharsets.ISO_8859_1)).put((byte) 1).put((byte) 0).putShort((short) padded).put(line).array();
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }
}
