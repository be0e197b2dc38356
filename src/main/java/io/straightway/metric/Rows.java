package io.straightway.metric;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Tensor;
import java.util.Arrays;
import java.util.function.BiFunction;

/** What the extractors share: pictures in batches that fit into memory, features as rows. */
final class Rows {
    private Rows() {}

    /**
     * Runs a network batch by batch.
     *
     * @param pixels (count, ...) as unsigned bytes
     * @param network from an arena for results and a batch (n, shape) to (n, dimensions)
     */
    static float[][] of(String name, Arena arena, byte[] pixels, int count, int batch, int dimensions, long[] shape, BiFunction<Arena, Tensor, Tensor> network) {
        float[][] rows = new float[count][];
        int size = count == 0 ? 0 : pixels.length / count;
        for (int from = 0; from < count; from += batch) {
            int n = Math.min(batch, count - from);
            long[] full = new long[shape.length + 1];
            full[0] = n;
            System.arraycopy(shape, 0, full, 1, shape.length);
            try (Arena scratch = arena.child()) {
                Tensor result = network.apply(scratch, scratch.bytes(Arrays.copyOfRange(pixels, from * size, (from + n) * size), full));
                float[] flat = result.floats();
                if (flat.length != n * dimensions || result.shape()[0] != n) {
                    throw new MetricException(name + " gave features of shape " + Arrays.toString(result.shape()) + " for " + n + " images, expected ["
                            + n + ", " + dimensions + "]");
                }
                for (int i = 0; i < n; i++) {
                    rows[from + i] = Arrays.copyOfRange(flat, i * dimensions, (i + 1) * dimensions);
                }
            }
        }
        return rows;
    }

    /** @throws MetricException if these are signals, of which a network for pictures says nothing */
    static void requirePictures(String name, int height, int width) {
        if (height == 1 || width == 1) {
            throw new MetricException(name + " judges pictures, these are signals of " + width + "x" + height + "; allowed for them: " + SlicedProjection.NAME);
        }
    }

    /** Arithmetic of 32 bit programs; cuDNN's convolutions round their factors to TensorFloat-32 unless told otherwise. */
    static String precision(Device device) {
        return device.gpu() < 0 ? "float32" : "float32, convolutions in TF32";
    }
}
