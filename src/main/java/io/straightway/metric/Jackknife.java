package io.straightway.metric;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * How far a distance would move with other images: the jackknife over shards, each left out once, with the weights for
 * shards of unequal size (Busing, Meijer and van der Leeden 1999). The interval is that of the distance at this number of images;
 * the bias of about c/n that every Fréchet distance has is not in it (see {@link FrechetInfinity}).
 *
 * @param value         distance of all shards together
 * @param standardError of the value
 * @param lower         end of the 95 % interval, by Student's t
 * @param upper         end of the 95 % interval
 * @param shards        how many
 */
public record Jackknife(double value, double standardError, double lower, double upper, int shards) {
    /** With fewer, the error of the error is as large as itself. */
    public static final int FEWEST = 5;

    /** @throws MetricException for fewer than {@link #FEWEST} shards, and for shards without images */
    public static Jackknife of(List<Moments> shards, FrechetReference reference) {
        int g = shards.size();
        if (g < FEWEST) {
            throw new MetricException("an interval needs " + FEWEST + " shards or more, there are " + g);
        }
        Moments all = shards.stream().reduce(Moments::merge).orElseThrow();
        shards.stream().filter(shard -> shard.count() == 0).findFirst().ifPresent(shard -> {
            throw new MetricException("shard " + String.join(", ", shard.shards()) + " has no images");
        });
        return of(Frechet.distance(all, reference), shards.stream().mapToLong(Moments::count).toArray(),
                j -> Frechet.distance(all.minus(shards.get(j)), reference));
    }

    /**
     * Of any value of a set that is made of parts.
     *
     * @param counts pictures of each part, at least 1
     * @param without the value that the set has without part j
     */
    static Jackknife of(double value, long[] counts, IntToDoubleFunction without) {
        int g = counts.length;
        long all = Arrays.stream(counts).sum();
        double[] pseudo = new double[g];
        double[] ratio = new double[g];
        double estimate = g * value;
        for (int j = 0; j < g; j++) {
            double rest = without.applyAsDouble(j);
            ratio[j] = (double) all / counts[j];
            pseudo[j] = ratio[j] * value - (ratio[j] - 1) * rest;
            estimate -= (1 - 1 / ratio[j]) * rest;
        }
        double variance = 0;
        for (int j = 0; j < g; j++) {
            double difference = pseudo[j] - estimate;
            variance += difference * difference / (ratio[j] - 1) / g;
        }
        double error = Math.sqrt(variance);
        double reach = quantile(g - 1) * error;
        return new Jackknife(value, error, value - reach, value + reach, g);
    }

    /** The 97.5 % quantile of Student's t, by the Cornish-Fisher expansion; right to 0.3 % from 4 degrees of freedom on. */
    static double quantile(int degrees) {
        double z = 1.959964;
        double z3 = z * z * z;
        double z5 = z3 * z * z;
        double z7 = z5 * z * z;
        double v = degrees;
        return z + (z3 + z) / (4 * v) + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v) + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * v * v * v);
    }
}
