package io.straightway.metric;

import io.straightway.engine.Draws;
import java.util.Arrays;

/**
 * Precision: the share of generated images inside the manifold of the real ones; recall: the share of real images inside that of the
 * generated ones. A manifold is the union of balls around its vectors, each reaching to the k-th nearest neighbour (Kynkäänniemi et
 * al. 2019, "Improved precision and recall metric for assessing generative models", k = 3).
 *
 * @param generated vectors that were used: at most {@link #MOST}, a random subset of more
 * @param reference vectors that were used
 */
public record PrecisionRecall(double precision, double recall, int neighbours, int generated, int reference) {
    public static final int NEIGHBOURS = 3;
    /** The work grows with the square. */
    public static final int MOST = 10_000;

    private static final int STREAM = 0x7072;
    private static final int ROWS = 512;

    /**
     * @param generated (n, d)
     * @param reference (m, d)
     * @param seed of the subsets, where there are more than {@link #MOST}
     */
    public static PrecisionRecall of(float[][] generated, float[][] reference, int neighbours, long seed) {
        Vectors.require(generated, reference);
        float[][] x = Subset.of(generated, Math.min(MOST, generated.length), new Draws(seed, 0, STREAM));
        float[][] y = Subset.of(reference, Math.min(MOST, reference.length), new Draws(seed, 1, STREAM));
        if (neighbours < 1 || Math.min(x.length, y.length) <= neighbours) {
            throw new MetricException("precision and recall with " + neighbours + " neighbours need more feature vectors than " + x.length + " and " + y.length);
        }
        return new PrecisionRecall(inside(x, y, radii(y, neighbours)), inside(y, x, radii(x, neighbours)), neighbours, x.length, y.length);
    }

    /** Squared distance of each vector to its k-th nearest neighbour. */
    private static double[] radii(float[][] set, int neighbours) {
        double[] radii = new double[set.length];
        for (int from = 0; from < set.length; from += ROWS) {
            float[][] rows = Arrays.copyOfRange(set, from, Math.min(set.length, from + ROWS));
            double[] distances = distances(rows, set);
            for (int i = 0; i < rows.length; i++) {
                distances[i * set.length + from + i] = Double.POSITIVE_INFINITY; // itself; a duplicate of it is a neighbour
                radii[from + i] = smallest(distances, i * set.length, set.length, neighbours);
            }
        }
        return radii;
    }

    /** The k-th smallest of {@code size} numbers. */
    private static double smallest(double[] numbers, int from, int size, int k) {
        double[] best = new double[k];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        for (int i = from; i < from + size; i++) {
            double number = numbers[i];
            for (int place = 0; place < k; place++) {
                if (number < best[place]) {
                    double worse = best[place];
                    best[place] = number;
                    number = worse;
                }
            }
        }
        return best[k - 1];
    }

    /** Share of {@code points} that lie in a ball of {@code centres}. */
    private static double inside(float[][] points, float[][] centres, double[] radii) {
        int count = 0;
        for (int from = 0; from < points.length; from += ROWS) {
            float[][] rows = Arrays.copyOfRange(points, from, Math.min(points.length, from + ROWS));
            double[] distances = distances(rows, centres);
            for (int i = 0; i < rows.length; i++) {
                boolean found = false;
                for (int j = 0; j < centres.length && !found; j++) {
                    found = distances[i * centres.length + j] <= radii[j];
                }
                count += found ? 1 : 0;
            }
        }
        return (double) count / points.length;
    }

    /** Squared, (n, m); |x|² + |y|² - 2 x·y in float64 is exact enough to order float32 vectors. */
    private static double[] distances(float[][] x, float[][] y) {
        double[] distances = Algebra.of(Math.max(y.length, x[0].length)).products(x, y);
        double[] squares = Arrays.stream(y).mapToDouble(PrecisionRecall::square).toArray();
        for (int i = 0; i < x.length; i++) {
            double square = square(x[i]);
            for (int j = 0; j < y.length; j++) {
                distances[i * y.length + j] = Math.max(0, square + squares[j] - 2 * distances[i * y.length + j]);
            }
        }
        return distances;
    }

    private static double square(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += (double) value * value;
        }
        return sum;
    }
}
