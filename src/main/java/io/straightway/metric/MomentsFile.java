package io.straightway.metric;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;

/**
 * Moments as bytes, big-endian: magic (int64), count (int64), dimensions (int32), number of shards (int32), their ids, the mean, and
 * the upper triangle of the scatter. 17 MB at 2048 dimensions.
 */
public final class MomentsFile {
    private static final long MAGIC = 0x53574d4f4d453031L; // SWMOME01
    private static final int MOST_SHARDS = 1_000_000;

    private MomentsFile() {}

    public static byte[] write(Moments moments) {
        int d = moments.dimensions();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 * d * (d + 3) / 2 + 256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(MAGIC);
            out.writeLong(moments.count());
            out.writeInt(d);
            Set<String> shards = moments.shards();
            out.writeInt(shards.size());
            for (String shard : shards) {
                out.writeUTF(shard);
            }
            for (double value : moments.mean()) {
                out.writeDouble(value);
            }
            for (int i = 0; i < d; i++) {
                for (int j = i; j < d; j++) {
                    out.writeDouble(moments.scatter(i, j));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /**
     * @param file for error messages
     * @throws MetricException if the bytes are not moments
     */
    public static Moments read(String file, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readLong() != MAGIC) {
                throw new MetricException(file + ": is no file of moments");
            }
            long count = in.readLong();
            int d = in.readInt();
            int shardCount = in.readInt();
            if (count < 0 || d < 1 || d > Moments.MOST_DIMENSIONS || shardCount < 0 || shardCount > MOST_SHARDS) {
                throw new MetricException(file + ": speaks of " + count + " vectors in " + d + " dimensions and " + shardCount + " shards");
            }
            Set<String> shards = new TreeSet<>();
            for (int i = 0; i < shardCount; i++) {
                shards.add(in.readUTF());
            }
            if (in.available() != 8L * (d + (long) d * (d + 1) / 2)) {
                throw new MetricException(file + ": has " + in.available() + " bytes of numbers for " + d + " dimensions");
            }
            double[] mean = new double[d];
            double[] scatter = new double[d * d];
            for (int i = 0; i < d; i++) {
                mean[i] = finite(file, in.readDouble());
            }
            for (int i = 0; i < d; i++) {
                for (int j = i; j < d; j++) {
                    double value = finite(file, in.readDouble());
                    scatter[i * d + j] = value;
                    scatter[j * d + i] = value;
                }
            }
            return new Moments(count, mean, scatter, shards);
        } catch (IOException e) {
            throw new MetricException(file + ": ends too early");
        }
    }

    private static double finite(String file, double value) {
        if (!Double.isFinite(value)) {
            throw new MetricException(file + ": holds " + value);
        }
        return value;
    }
}
