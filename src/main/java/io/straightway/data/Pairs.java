package io.straightway.data;

import java.util.List;

/**
 * Couplings of a flow: each data end x0 that the teacher reached with the seed of its noise end x1. The noise is a function of the
 * seed alone, so it is not kept.
 *
 * @param seeds  (count)
 * @param labels (count), {@link Images#NO_LABEL} for none
 * @param x0     (count, channels, height, width), all finite
 */
public record Pairs(int count, int channels, int height, int width, long[] seeds, int[] labels, float[] x0) {
    public Pairs {
        if (count < 0 || channels < 1 || height < 1 || width < 1 || seeds.length != count || labels.length != count
                || x0.length != (long) count * channels * height * width) {
            throw new IllegalArgumentException("%d seeds, %d labels and %d values are not pairs of shape (%d, %d, %d, %d)"
                    .formatted(seeds.length, labels.length, x0.length, count, channels, height, width));
        }
        for (float value : x0) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("x0 holds " + value);
            }
        }
    }

    /** Values of one x0. */
    public int stride() {
        return channels * height * width;
    }

    /** One after the other. */
    public static Pairs concatenated(List<Pairs> parts) {
        Pairs first = parts.getFirst();
        int count = 0;
        for (Pairs part : parts) {
            if (part.channels != first.channels || part.height != first.height || part.width != first.width) {
                throw new IllegalArgumentException("pairs of different shapes: (%d, %d, %d) and (%d, %d, %d)"
                        .formatted(first.channels, first.height, first.width, part.channels, part.height, part.width));
            }
            count = Math.addExact(count, part.count);
        }
        long[] seeds = new long[count];
        int[] labels = new int[count];
        float[] x0 = new float[Math.multiplyExact(count, first.stride())];
        int at = 0;
        for (Pairs part : parts) {
            System.arraycopy(part.seeds, 0, seeds, at, part.count);
            System.arraycopy(part.labels, 0, labels, at, part.count);
            System.arraycopy(part.x0, 0, x0, at * first.stride(), part.x0.length);
            at += part.count;
        }
        return new Pairs(count, first.channels, first.height, first.width, seeds, labels, x0);
    }
}
