package io.straightway.metric;

import java.util.OptionalLong;
import java.util.function.IntFunction;

/**
 * What the Fréchet distance sees of a set of features.
 *
 * @param mean       (d)
 * @param covariance (d, d) row by row, divided by n-1, symmetric
 * @param count      n, where it is known: files of other tools do not say
 */
public record Gaussian(double[] mean, double[] covariance, OptionalLong count) {
    /** What float32 arithmetic explains, relative to the largest entry. More than that is an error of who made the matrix. */
    private static final double ROUNDING = 1e-6;

    /** @throws MetricException if the numbers are no mean and covariance; the message names the first that is wrong */
    public Gaussian {
        int d = mean.length;
        if (d < 1 || covariance.length != (long) d * d) {
            throw new MetricException("a covariance of " + covariance.length + " numbers does not fit a mean of " + d);
        }
        if (count.isPresent() && count.getAsLong() < 2) {
            throw new MetricException("a covariance needs 2 feature vectors or more, there are " + count.getAsLong());
        }
        requireFinite("mean", mean, i -> "" + i);
        requireFinite("covariance", covariance, i -> "(" + i / d + ", " + i % d + ")");
        covariance = symmetric(covariance, d);
    }

    /** @throws MetricException for fewer than two vectors */
    public static Gaussian of(Moments moments) {
        return new Gaussian(moments.mean(), moments.covariance(), OptionalLong.of(moments.count()));
    }

    public int dimensions() {
        return mean.length;
    }

    private static void requireFinite(String what, double[] values, IntFunction<String> place) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new MetricException("entry " + place.apply(i) + " of the " + what + " is " + values[i]);
            }
        }
    }

    /** With rounding taken out: eigenvalues of a matrix that is not quite symmetric would be complex. */
    private static double[] symmetric(double[] matrix, int d) {
        double largest = 0;
        for (double value : matrix) {
            largest = Math.max(largest, Math.abs(value));
        }
        double[] result = matrix.clone();
        for (int i = 0; i < d; i++) {
            double variance = matrix[i * d + i];
            if (variance < -ROUNDING * largest) {
                throw new MetricException("the variance of feature " + i + " is " + variance);
            }
            result[i * d + i] = Math.max(0, variance);
            for (int j = 0; j < i; j++) {
                double below = matrix[i * d + j];
                double above = matrix[j * d + i];
                if (Math.abs(below - above) > ROUNDING * largest) {
                    throw new MetricException("the covariance is not symmetric: entry (" + i + ", " + j + ") is " + below + ", entry (" + j + ", " + i
                            + ") is " + above);
                }
                result[i * d + j] = (below + above) / 2;
                result[j * d + i] = result[i * d + j];
            }
        }
        return result;
    }
}
