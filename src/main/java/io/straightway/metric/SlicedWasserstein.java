package io.straightway.metric;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The sliced Wasserstein distance of two sets: along each direction the sets are numbers on a line, whose Wasserstein distance is that of
 * their sorted values; the p-th powers are averaged over the directions (Rabin, Peyré, Delon and Bernot 2011, "Wasserstein barycenter and
 * its application to texture mixing"; Bonneel, Rabin, Peyré and Pfister 2015, "Sliced and Radon Wasserstein barycenters of measures"):
 *
 * <pre>SW_p = (mean over directions θ of ∫₀¹ |F_θ⁻¹(q) − G_θ⁻¹(q)|^p dq)^(1/p),   p = 2</pre>
 *
 * It is a metric, 0 for equal sets only (over all directions), in the units of the values over √d: a shift by s moves it by |s|/√d on
 * average. The distance of two samples of one law is not 0 but about 1/√n; so compare it with that of real sets of the same n.
 */
public final class SlicedWasserstein {
    /** p. */
    static final int ORDER = 2;

    /** Parts of a set that an interval leaves out in turn. */
    private static final int BLOCKS = 10;

    private final float[][] reference; // (directions, m), each sorted

    private SlicedWasserstein(float[][] reference) {
        this.reference = reference;
    }

    /**
     * @param projections (m, directions), all finite
     * @throws MetricException if there are none, or one is not finite
     */
    public static SlicedWasserstein against(float[][] projections) {
        Vectors.require(projections, projections);
        return new SlicedWasserstein(sorted(projections));
    }

    /**
     * @param projections (n, directions) of the other set; n may differ from the reference's number
     * @throws MetricException if there are none, one is not finite, or they have other directions
     */
    public double distance(float[][] projections) {
        Vectors.require(projections, new float[1][reference.length]);
        float[][] columns = sorted(projections);
        double mean = 0;
        for (int j = 0; j < columns.length; j++) {
            mean += power(columns[j], reference[j], ORDER) / columns.length;
        }
        return Math.pow(mean, 1.0 / ORDER);
    }

    /** How far the value would move with other pictures at this number: the jackknife over {@value #BLOCKS} equal parts of the set. */
    public Jackknife interval(float[][] projections) {
        if (projections.length < 2 * BLOCKS) {
            throw new MetricException("an interval needs " + 2 * BLOCKS + " images or more, there are " + projections.length);
        }
        int[] ends = IntStream.rangeClosed(0, BLOCKS).map(block -> (int) ((long) projections.length * block / BLOCKS)).toArray();
        long[] counts = IntStream.range(0, BLOCKS).mapToLong(block -> ends[block + 1] - ends[block]).toArray();
        return Jackknife.of(distance(projections), counts, block -> distance(without(projections, ends[block], ends[block + 1])));
    }

    private static float[][] without(float[][] rows, int from, int to) {
        float[][] rest = Arrays.copyOf(rows, rows.length - (to - from));
        System.arraycopy(rows, to, rest, from, rows.length - to);
        return rest;
    }

    private static float[][] sorted(float[][] rows) {
        float[][] columns = new float[rows[0].length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                columns[j][i] = rows[i][j];
            }
        }
        Arrays.stream(columns).forEach(Arrays::sort);
        return columns;
    }

    /**
     * W_p^p of two sorted sets of numbers, each with equal weights. Their quantile functions are steps, which end at multiples of 1/n and
     * of 1/m: between two ends both are constant.
     */
    static double power(float[] x, float[] y, int p) {
        long n = x.length;
        long m = y.length;
        double sum = 0;
        long at = 0; // in units of 1/(n·m)
        int i = 0;
        int j = 0;
        while (i < n && j < m) {
            long end = Math.min((i + 1) * m, (j + 1) * n);
            sum += (end - at) * Math.pow(Math.abs((double) x[i] - y[j]), p);
            at = end;
            i += end == (i + 1) * m ? 1 : 0;
            j += end == (j + 1) * n ? 1 : 0;
        }
        return sum / (n * m);
    }
}
