package io.straightway.train;

import io.straightway.data.Pairs;
import io.straightway.engine.Draws;
import io.straightway.flow.Noise;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A coupling of data and noise made by a teacher, drawn with replacement.
 *
 * @param pairs at least one; not copied
 * @param seed decides which pairs are drawn
 */
public record Coupling(Pairs pairs, long seed) implements Source {
    private static final int STREAM = 0x70616972;

    public Coupling {
        if (pairs.count() < 1) {
            throw new IllegalArgumentException("a coupling of no pairs");
        }
    }

    /**
     * Without the pairs whose ends lie farthest apart, by ‖x1 − x0‖: flows cross most there. In the same order.
     *
     * @param share of pairs to leave out, from 0 to below 1; the number is rounded down
     */
    public Coupling withoutLongest(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("share is " + share + ", allowed: from 0 to below 1");
        }
        if (share == 0) {
            return this;
        }
        int size = pairs.stride();
        double[] lengths = new double[pairs.count()];
        float[] start = new float[size];
        for (int pair = 0; pair < lengths.length; pair++) {
            copyNoise(pair, start, 0);
            for (int k = 0; k < size; k++) {
                double step = (double) start[k] - pairs.x0()[pair * size + k];
                lengths[pair] += step * step;
            }
        }
        int kept = lengths.length - (int) (share * lengths.length);
        return new Coupling(pairs.at(IntStream.range(0, lengths.length).boxed().sorted(Comparator.comparingDouble(pair -> lengths[pair])).limit(kept)
                .mapToInt(Integer::intValue).sorted().toArray()), seed);
    }

    @Override
    public void fill(long first, int count, float[] x0, float[] x1, int[] chosen) {
        int size = pairs.stride();
        for (int i = 0; i < count; i++) {
            int pair = new Draws(seed, first + i, STREAM).below(pairs.count());
            System.arraycopy(pairs.x0(), pair * size, x0, i * size, size);
            copyNoise(pair, x1, i * size);
            chosen[i] = pairs.labels()[pair];
        }
    }

    private void copyNoise(int pair, float[] target, int from) {
        int size = pairs.stride();
        switch (pairs.noise()) {
            case Pairs.Seeds noise -> System.arraycopy(Noise.image(noise.seeds()[pair], size), 0, target, from, size);
            case Pairs.Values noise -> System.arraycopy(noise.values(), pair * size, target, from, size);
        }
    }
}
