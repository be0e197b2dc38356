package io.straightway.metric;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How far a distance would move with other images: the jackknife over parts of them, each left out once, with the weights for
 * parts of unequal size (Busing, Meijer and van der Leeden 1999). {@link Parts} has them. The interval is that of the distance at this number of images;
 * the bias of about c/n that every Fréchet distance has is not in it (see {@link FrechetInfinity}).
 *
 * @param value         distance of all parts together
 * @param standardError of the value
 * @param lower         end of the 95 % interval, by Student's t
 * @param upper         end of the 95 % interval
 * @param without       the value without each part, in their order
 */
public record Jackknife(double value, double standardError, double lower, double upper, List<Double> without) {
    /** With fewer, the error of the error is as large as itself. */
    public static final int FEWEST = 5;

    public Jackknife {
        without = List.copyOf(without);
    }

    /** How many parts there are. */
    public int parts() {
        return without.size();
    }

    /** @throws MetricException for fewer than {@link #FEWEST} parts, and for parts without images */
    public static Jackknife of(List<Moments> parts, FrechetReference reference) {
        Moments all = all(parts);
        return of(Frechet.distance(all, reference), without(all, parts, reference), counts(parts));
    }

    /**
     * How far the distance of one set of images is above that of another set, where part j of both was drawn from the same seeds: what the
     * seeds do to both cancels, so that the interval is narrower than those of the two distances.
     *
     * @throws MetricException for fewer than {@link #FEWEST} parts, for parts without images, and for parts that are no pairs
     */
    public static Jackknife ofDifference(List<Moments> parts, List<Moments> others, FrechetReference reference) {
        if (!Arrays.equals(counts(parts), counts(others))) {
            throw new MetricException("the images of the two sets are no pairs");
        }
        Moments one = all(parts);
        Moments other = all(others);
        double[] differences = without(one, parts, reference);
        double[] subtracted = without(other, others, reference);
        for (int j = 0; j < differences.length; j++) {
            differences[j] -= subtracted[j];
        }
        return of(Frechet.distance(one, reference) - Frechet.distance(other, reference), differences, counts(parts));
    }

    private static Moments all(List<Moments> parts) {
        if (parts.size() < FEWEST) {
            throw new MetricException("an interval needs " + FEWEST + " shards or more, there are " + parts.size());
        }
        return parts.stream().reduce(Moments::merge).orElseThrow();
    }

    private static long[] counts(List<Moments> parts) {
        return parts.stream().mapToLong(Moments::count).toArray();
    }

    /** The distance with each part left out. */
    private static double[] without(Moments all, List<Moments> parts, FrechetReference reference) {
        return parts.stream().mapToDouble(part -> {
            if (part.count() == 0) {
                throw new MetricException("shard " + String.join(", ", part.shards()) + " has no images");
            }
            return Frechet.distance(all.minus(part), reference);
        }).toArray();
    }

    /**
     * Of any value of a set that is made of parts.
     *
     * @param counts pictures of each part, at least 1
     * @param without the value that the set has without part j
     */
    static Jackknife of(double value, long[] counts, IntToDoubleFunction without) {
        return of(value, IntStream.range(0, counts.length).mapToDouble(without).toArray(), counts);
    }

    /** @param without the value with each part left out */
    private static Jackknife of(double value, double[] without, long[] counts) {
        int g = counts.length;
        long all = Arrays.stream(counts).sum();
        double[] pseudo = new double[g];
        double[] ratio = new double[g];
        double estimate = g * value;
        for (int j = 0; j < g; j++) {
            ratio[j] = (double) all / counts[j];
            pseudo[j] = ratio[j] * value - (ratio[j] - 1) * without[j];
            estimate -= (1 - 1 / ratio[j]) * without[j];
        }
        double variance = 0;
        for (int j = 0; j < g; j++) {
            double difference = pseudo[j] - estimate;
            variance += difference * difference / (ratio[j] - 1) / g;
        }
        double error = Math.sqrt(variance);
        double reach = quantile(g - 1) * error;
        return new Jackknife(value, error, value - reach, value + reach, Arrays.stream(without).boxed().toList());
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
