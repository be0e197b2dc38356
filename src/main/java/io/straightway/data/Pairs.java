package io.straightway.data;

import java.util.Arrays;
import java.util.List;

/**
 * Couplings of a flow: data ends x0 with their noise ends x1.
 *
 * @param noise  (count) noise ends
 * @param labels (count), {@link Images#NO_LABEL} for none
 * @param x0     (count, channels, height, width), all finite
 */
public record Pairs(int channels, int height, int width, Noise noise, int[] labels, float[] x0) {

    /** Where the noise ends of pairs come from. */
    public sealed interface Noise {
        int count();

        /** Those of these pairs, in this order. */
        Noise at(int[] pairs, int stride);
    }

    /** Seeds, of each of which the noise is a function: pairs that a teacher's flow made from noise (backward pairs). */
    public record Seeds(long[] seeds) implements Noise {
        @Override
        public int count() {
            return seeds.length;
        }

        @Override
        public Seeds at(int[] pairs, int stride) {
            return new Seeds(Arrays.stream(pairs).mapToLong(pair -> seeds[pair]).toArray());
        }
    }

    /** Values (count, channels, height, width), all finite: pairs whose noise a teacher's flow made from an image (forward pairs). */
    public record Values(int count, float[] values) implements Noise {
        @Override
        public Values at(int[] pairs, int stride) {
            return new Values(pairs.length, rows(values, pairs, stride));
        }
    }

    public Pairs {
        int count = labels.length;
        long size = (long) count * channels * height * width;
        boolean fits = channels >= 1 && height >= 1 && width >= 1 && noise.count() == count && x0.length == size;
        switch (noise) {
            case Seeds seeds -> {}
            case Values values -> {
                fits &= values.values().length == size;
                requireFinite("x1", values.values());
            }
        }
        if (!fits) {
            throw new IllegalArgumentException("%d noise ends, %d labels and %d values are not pairs of shape (%d, %d, %d)"
                    .formatted(noise.count(), count, x0.length, channels, height, width));
        }
        requireFinite("x0", x0);
    }

    public int count() {
        return labels.length;
    }

    /** Values of one x0. */
    public int stride() {
        return channels * height * width;
    }

    /** Some of these pairs, in this order. */
    public Pairs at(int[] pairs) {
        return new Pairs(channels, height, width, noise.at(pairs, stride()), Arrays.stream(pairs).map(pair -> labels[pair]).toArray(),
                rows(x0, pairs, stride()));
    }

    /**
     * One after the other.
     *
     * @throws IllegalArgumentException if their shapes or the kinds of their noise differ
     */
    public static Pairs concatenated(List<Pairs> parts) {
        Pairs first = parts.getFirst();
        for (Pairs part : parts) {
            if (part.channels != first.channels || part.height != first.height || part.width != first.width
                    || part.noise.getClass() != first.noise.getClass()) {
                throw new IllegalArgumentException("pairs of different kinds: (%d, %d, %d) with %s and (%d, %d, %d) with %s".formatted(first.channels,
                        first.height, first.width, first.kind(), part.channels, part.height, part.width, part.kind()));
            }
        }
        int[] labels = parts.stream().flatMapToInt(part -> Arrays.stream(part.labels)).toArray();
        Noise noise = switch (first.noise) {
            case Seeds seeds -> new Seeds(parts.stream().flatMapToLong(part -> Arrays.stream(((Seeds) part.noise).seeds())).toArray());
            case Values values -> new Values(labels.length, joined(parts.stream().map(part -> ((Values) part.noise).values()).toList()));
        };
        return new Pairs(first.channels, first.height, first.width, noise, labels, joined(parts.stream().map(Pairs::x0).toList()));
    }

    private String kind() {
        return switch (noise) {
            case Seeds seeds -> "seeds";
            case Values values -> "noise";
        };
    }

    private static float[] joined(List<float[]> parts) {
        float[] all = new float[Math.toIntExact(parts.stream().mapToLong(part -> part.length).sum())];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static float[] rows(float[] values, int[] rows, int stride) {
        float[] chosen = new float[rows.length * stride];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, rows[i] * stride, chosen, i * stride, stride);
        }
        return chosen;
    }

    private static void requireFinite(String what, float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(what + " holds " + value);
            }
        }
    }
}
