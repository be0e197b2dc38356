package io.straightway.train;

import io.straightway.engine.Draws;
import io.straightway.flow.Noise;

/**
 * A coupling of data and noise made by a teacher, drawn with replacement. The arrays are not copied.
 *
 * @param size values of one image
 * @param data (N,C,H,W), ends of the teacher's flow
 * @param noise where each began
 * @param labels (N) classes, -1 for none
 * @param seed decides which pairs are drawn
 */
public record Coupling(int size, float[] data, Start noise, int[] labels, long seed) implements Source {
    private static final int STREAM = 0x70616972;

    /** Where the flow of a pair began. */
    public sealed interface Start {
        int count();

        void copy(int pair, int size, float[] target, int from);

        /** Seeds, from which {@link Noise#image} makes the noise again: backward pairs. */
        record Seeds(long[] seeds) implements Start {
            @Override
            public int count() {
                return seeds.length;
            }

            @Override
            public void copy(int pair, int size, float[] target, int from) {
                System.arraycopy(Noise.image(seeds[pair], size), 0, target, from, size);
            }
        }

        /** Values (N,C,H,W): forward pairs, whose noise comes from an image. */
        record Values(int count, float[] values) implements Start {
            @Override
            public void copy(int pair, int size, float[] target, int from) {
                System.arraycopy(values, pair * size, target, from, size);
            }
        }
    }

    public Coupling {
        if (labels.length < 1 || data.length != (long) labels.length * size || noise.count() != labels.length) {
            throw new IllegalArgumentException(labels.length + " labels, " + noise.count() + " starts and " + data.length
                    + " values do not make pairs of " + size);
        }
    }

    @Override
    public void fill(long first, int count, float[] x0, float[] x1, int[] chosen) {
        for (int i = 0; i < count; i++) {
            int pair = new Draws(seed, first + i, STREAM).below(labels.length);
            System.arraycopy(data, pair * size, x0, i * size, size);
            noise.copy(pair, size, x1, i * size);
            chosen[i] = labels[pair];
        }
    }
}
