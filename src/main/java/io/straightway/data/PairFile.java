package io.straightway.data;

import io.straightway.store.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Pairs as bytes, little-endian: magic (8), count, channels, height, width (int32 each), noise ends, labels (int32), x0 (float32), and the
 * SHA-256 of all that (32). Noise ends are seeds (int64) after {@code SWPAIRS1}, values (float32) after {@code SWPAIRS2}.
 */
public final class PairFile {
    private static final byte[] SEEDS = "SWPAIRS1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUES = "SWPAIRS2".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = SEEDS.length + 16;
    private static final int DIGEST = 32;
    private static final int LARGEST_SIDE = 1 << 14;

    private PairFile() {}

    public static byte[] write(Pairs pairs) {
        boolean seeds = pairs.noise() instanceof Pairs.Seeds;
        long size = size(seeds, pairs.count(), pairs.stride());
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(pairs.count() + " pairs of " + pairs.stride() + " values need more than one shard");
        }
        ByteBuffer out = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(seeds ? SEEDS : VALUES).putInt(pairs.count()).putInt(pairs.channels()).putInt(pairs.height()).putInt(pairs.width());
        switch (pairs.noise()) {
            case Pairs.Seeds noise -> {
                out.asLongBuffer().put(noise.seeds());
                out.position(out.position() + 8 * pairs.count());
            }
            case Pairs.Values noise -> put(out, noise.values());
        }
        out.asIntBuffer().put(pairs.labels());
        out.position(out.position() + 4 * pairs.count());
        put(out, pairs.x0());
        return out.put(digest(out.array())).array();
    }

    /** @param file for error messages */
    public static Pairs read(String file, byte[] bytes) {
        byte[] magic = Arrays.copyOf(bytes, SEEDS.length);
        boolean seeds = Arrays.equals(SEEDS, magic);
        if (bytes.length < HEADER + DIGEST || !seeds && !Arrays.equals(VALUES, magic)) {
            throw new DataException(file, "is no file of pairs");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(SEEDS.length);
        int count = in.getInt();
        int channels = in.getInt();
        int height = in.getInt();
        int width = in.getInt();
        boolean sane = count >= 0 && channels > 0 && channels <= 4096 && height > 0 && height <= LARGEST_SIDE && width > 0 && width <= LARGEST_SIDE;
        long stride = (long) channels * height * width;
        // Each is compared with the file first: their product may wrap around.
        if (!sane || count > bytes.length || stride > bytes.length || size(seeds, count, stride) != bytes.length) {
            throw new DataException(file, "has " + bytes.length + " bytes, which are not (" + count + ", " + channels + ", " + height + ", " + width + ")");
        }
        if (!Arrays.equals(digest(bytes), Arrays.copyOfRange(bytes, bytes.length - DIGEST, bytes.length))) {
            throw new DataException(file, "does not match its digest");
        }
        int values = count * channels * height * width;
        Pairs.Noise noise = seeds ? new Pairs.Seeds(longs(in, count)) : new Pairs.Values(count, floats(in, values));
        int[] labels = new int[count];
        in.asIntBuffer().get(labels);
        in.position(in.position() + 4 * count);
        try {
            return new Pairs(channels, height, width, noise, labels, floats(in, values));
        } catch (IllegalArgumentException e) {
            throw new DataException(file, String.valueOf(e.getMessage()));
        }
    }

    private static void put(ByteBuffer out, float[] values) {
        out.asFloatBuffer().put(values);
        out.position(out.position() + 4 * values.length);
    }

    private static long[] longs(ByteBuffer in, int count) {
        long[] values = new long[count];
        in.asLongBuffer().get(values);
        in.position(in.position() + 8 * count);
        return values;
    }

    private static float[] floats(ByteBuffer in, int count) {
        float[] values = new float[count];
        in.asFloatBuffer().get(values);
        in.position(in.position() + 4 * count);
        return values;
    }

    private static long size(boolean seeds, long count, long stride) {
        return HEADER + count * (4 + (seeds ? 8 : 4 * stride) + 4 * stride) + DIGEST;
    }

    private static byte[] digest(byte[] file) {
        MessageDigest digest = Digest.sha256();
        digest.update(file, 0, file.length - DIGEST);
        return digest.digest();
    }
}
