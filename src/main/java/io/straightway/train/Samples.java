package io.straightway.train;

import java.util.stream.IntStream;

/**
 * Some samples of a training.
 *
 * @param x0 data, (B,C,H,W), −1 to 1
 * @param x1 noise, (B,C,H,W)
 * @param labels (B) classes, -1 for none
 * @param changes what was done to the data, (B,{@link Augmentation#LABEL}); empty if the network is not told
 */
record Samples(float[] x0, float[] x1, int[] labels, float[] changes) {
    /** Samples that are drawn in one go; small, so that all processors have some. */
    private static final int PIECE = 8;

    /** @param size values of one image, C·H·W */
    static Samples of(Source source, long first, int count, int size, boolean changed) {
        Samples all = empty(count, size, changed);
        IntStream.range(0, (count + PIECE - 1) / PIECE).parallel().forEach(piece -> {
            int begin = piece * PIECE;
            all.put(begin, piece(source, first + begin, Math.min(PIECE, count - begin), size, changed));
        });
        return all;
    }

    private static Samples empty(int count, int size, boolean changed) {
        return new Samples(new float[count * size], new float[count * size], new int[count], new float[changed ? count * Augmentation.LABEL : 0]);
    }

    private static Samples piece(Source source, long first, int count, int size, boolean changed) {
        Samples piece = empty(count, size, changed);
        source.fill(first, count, piece.x0, piece.x1, piece.labels);
        if (changed) {
            source.augmentations(first, count, piece.changes);
        }
        return piece;
    }

    private void put(int begin, Samples piece) {
        int count = piece.labels.length;
        put(piece.x0, x0, begin, count);
        put(piece.x1, x1, begin, count);
        put(piece.changes, changes, begin, count);
        System.arraycopy(piece.labels, 0, labels, begin, count);
    }

    private static void put(float[] from, float[] to, int begin, int count) {
        System.arraycopy(from, 0, to, begin * (from.length / count), from.length);
    }
}
