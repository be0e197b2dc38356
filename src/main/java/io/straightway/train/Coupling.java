package io.straightway.train;

import io.straightway.engine.Draws;
import io.straightway.flow.Noise;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

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

        /** The starts of these pairs, in this order. */
        Start at(int[] pairs, int size);

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

            @Override
            public Start at(int[] pairs, int size) {
                return new Seeds(Arrays.stream(pairs).mapToLong(pair -> seeds[pair]).toArray());
            }
        }

        /** Values (N,C,H,W): forward pairs, whose noise comes from an image. */
        record Values(int count, float[] values) implements Start {
            @Override
            public void copy(int pair, int size, float[] target, int from) {
                System.arraycopy(values, pair * size, target, from, size);
            }

            @Override
            public Start at(int[] pairs, int size) {
                return new Values(pairs.length, rows(values, pairs, size));
            }
        }
    }

    public Coupling {
        if (labels.length < 1 || data.length != (long) labels.length * size || noise.count() != labels.length) {
            throw new IllegalArgumentException(labels.length + " labels, " + noise.count() + " starts and " + data.length
                    + " values do not make pairs of " + size);
        }
    }

    /**
     * Without the pairs whose ends lie farthest apart, by ‖x1 − x0‖: flows cross most there. A copy, in the same order.
     *
     * @param share of pairs to leave out, from 0 to below 1; the number is rounded down
     */
    public Coupling withoutLongest(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("share is " + share + ", allowed: from 0 to below 1");
        }
        double[] lengths = new double[labels.length];
        float[] start = new float[size];
        for (int pair = 0; pair < labels.length; pair++) {
            noise.copy(pair, size, start, 0);
            for (int k = 0; k < size; k++) {
                double step = (double) start[k] - data[pair * size + k];
                lengths[pair] += step * step;
            }
        }
        int kept = labels.length - (int) (share * labels.length);
        int[] pairs = IntStream.range(0, labels.length).boxed().sorted(Comparator.comparingDouble(pair -> lengths[pair])).limit(kept)
                .mapToInt(Integer::intValue).sorted().toArray();
        return new Coupling(size, rows(data, pairs, size), noise.at(pairs, size),
                Arrays.stream(pairs).map(pair -> labels[pair]).toArray(), seed);
    }

    private static float[] rows(float[] values, int[] pairs, int size) {
        float[] chosen = new float[pairs.length * size];
        for (int i = 0; i < pairs.length; i++) {
            System.arraycopy(values, pairs[i] * size, chosen, i * size, size);
        }
        return chosen;
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
