package io.straightway.data;

import io.straightway.store.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Pairs as bytes, little-endian: magic (8), count, channels, height, width (int32 each), seeds (int64), labels (int32), x0 (float32),
 * and the SHA-256 of all that (32).
 */
public final class PairFile {
    private static final byte[] MAGIC = {'S', 'W', 'P', 'A', 'I', 'R', 'S', '1'};
    private static final int HEADER = MAGIC.length + 16;
    private static final int DIGEST = 32;
    private static final int LARGEST_SIDE = 1 << 14;

    private PairFile() {}

    public static byte[] write(Pairs pairs) {
        long size = size(pairs.count(), pairs.stride());
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(pairs.count() + " pairs of " + pairs.stride() + " values need more than one shard");
        }
        ByteBuffer out = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(MAGIC).putInt(pairs.count()).putInt(pairs.channels()).putInt(pairs.height()).putInt(pairs.width());
        out.asLongBuffer().put(pairs.seeds());
        out.position(out.position() + 8 * pairs.count());
        out.asIntBuffer().put(pairs.labels());
        out.position(out.position() + 4 * pairs.count());
        out.asFloatBuffer().put(pairs.x0());
        out.position(out.position() + 4 * pairs.x0().length);
        return out.put(digest(out.array())).array();
    }

    /** @param file for error messages */
    public static Pairs read(String file, byte[] bytes) {
        if (bytes.length < HEADER + DIGEST || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            throw new DataException(file, "is no file of pairs");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length);
        int count = in.getInt();
        int channels = in.getInt();
        int height = in.getInt();
        int width = in.getInt();
        boolean sane = count >= 0 && channels > 0 && channels <= 4096 && height > 0 && height <= LARGEST_SIDE && width > 0 && width <= LARGEST_SIDE;
        if (!sane || size(count, (long) channels * height * width) != bytes.length) {
            throw new DataException(file, "has " + bytes.length + " bytes, which are not (" + count + ", " + channels + ", " + height + ", " + width + ")");
        }
        if (!Arrays.equals(digest(bytes), Arrays.copyOfRange(bytes, bytes.length - DIGEST, bytes.length))) {
            throw new DataException(file, "does not match its digest");
        }
        long[] seeds = new long[count];
        in.asLongBuffer().get(seeds);
        int[] labels = new int[count];
        in.position(in.position() + 8 * count).asIntBuffer().get(labels);
        float[] x0 = new float[count * channels * height * width];
        in.position(in.position() + 4 * count).asFloatBuffer().get(x0);
        try {
            return new Pairs(count, channels, height, width, seeds, labels, x0);
        } catch (IllegalArgumentException e) {
            throw new DataException(file, e.getMessage());
        }
    }

    private static long size(long count, long stride) {
        return HEADER + count * (12 + 4 * stride) + DIGEST;
    }

    private static byte[] digest(byte[] file) {
        MessageDigest digest = Digest.sha256();
        digest.update(file, 0, file.length - DIGEST);
        return digest.digest();
    }
}
