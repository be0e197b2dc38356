package io.straightway.metric;

import java.util.OptionalLong;

/**
 * What the Fréchet distance sees of a set of features.
 *
 * @param mean       (d)
 * @param covariance (d, d) row by row, divided by n-1, symmetric
 * @param count      n, where it is known: files of other tools do not say
 */
public record Gaussian(double[] mean, double[] covariance, OptionalLong count) {
    public Gaussian {
        if (covariance.length != (long) mean.length * mean.length) {
            throw new MetricException("a covariance of " + covariance.length + " numbers does not fit a mean of " + mean.length);
        }
        requireFinite("mean", mean);
        requireFinite("covariance", covariance);
        for (int i = 0; i < mean.length; i++) {
            if (covariance[i * mean.length + i] < 0) {
                throw new MetricException("variance of feature " + i + " is " + covariance[i * mean.length + i]);
            }
        }
    }

    /** @throws MetricException for fewer than two vectors */
    public static Gaussian of(Moments moments) {
        return new Gaussian(moments.mean(), moments.covariance(), OptionalLong.of(moments.count()));
    }

    public int dimensions() {
        return mean.length;
    }

    private static void requireFinite(String what, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new MetricException("number " + i + " of the " + what + " is " + values[i]);
            }
        }
    }
}
