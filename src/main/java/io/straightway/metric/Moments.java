package io.straightway.metric;

import java.util.Set;
import java.util.TreeSet;

/**
 * Number, mean and covariance of feature vectors, in float64. Immutable. Merging follows Chan, Golub and LeVeque (1979): the
 * order in which shards arrive changes the result by rounding only (1e-10 relative). Each shard is counted once: its id is kept.
 */
public final class Moments {
    static final int MOST_DIMENSIONS = 8192;

    private final long count;
    private final double[] mean; // (d)
    private final double[] scatter; // (d, d) symmetric: sum over the vectors of (x - mean)(x - mean)'
    private final Set<String> shards;

    Moments(long count, double[] mean, double[] scatter, Set<String> shards) {
        if (mean.length < 1 || mean.length > MOST_DIMENSIONS || scatter.length != mean.length * mean.length || count < 0) {
            throw new IllegalArgumentException("moments of " + count + " vectors in " + mean.length + " dimensions with " + scatter.length + " products");
        }
        this.count = count;
        this.mean = mean;
        this.scatter = scatter;
        this.shards = Set.copyOf(shards);
    }

    /** Of no vectors yet. */
    public static Moments empty(int dimensions, String shard) {
        return new Moments(0, new double[dimensions], new double[dimensions * dimensions], Set.of(shard));
    }

    /** @param features (n, d), all finite */
    public static Moments of(String shard, float[][] features) {
        if (features.length == 0) {
            throw new MetricException("shard " + shard + " has no features");
        }
        return empty(features[0].length, shard).plus(features);
    }

    public long count() {
        return count;
    }

    public int dimensions() {
        return mean.length;
    }

    public double[] mean() {
        return mean.clone();
    }

    /** Ids of the shards that are in here. */
    public Set<String> shards() {
        return new TreeSet<>(shards);
    }

    /**
     * (d, d) row by row, divided by n-1.
     *
     * @throws MetricException for fewer than two vectors
     */
    public double[] covariance() {
        if (count < 2) {
            throw new MetricException("a covariance needs 2 feature vectors or more, there are " + count);
        }
        double[] covariance = new double[scatter.length];
        for (int i = 0; i < scatter.length; i++) {
            covariance[i] = scatter[i] / (count - 1);
        }
        return covariance;
    }

    /**
     * The moments with a further batch of the same shard.
     *
     * @param features (n, d)
     * @throws MetricException if a feature is not finite, or a vector has another length
     */
    public Moments plus(float[][] features) {
        if (features.length == 0) {
            return this;
        }
        int d = mean.length;
        double[] batchMean = new double[d];
        for (int k = 0; k < features.length; k++) {
            if (features[k].length != d) {
                throw new MetricException("feature vector " + k + " has " + features[k].length + " dimensions, not " + d);
            }
            for (int i = 0; i < d; i++) {
                if (!Float.isFinite(features[k][i])) {
                    throw new MetricException("feature " + i + " of picture " + (count + k) + " is " + features[k][i]);
                }
                batchMean[i] += features[k][i];
            }
        }
        for (int i = 0; i < d; i++) {
            batchMean[i] /= features.length;
        }
        return merged(features.length, batchMean, Algebra.of(d).scatter(features, batchMean), shards);
    }

    /** @throws MetricException if a shard is in both, or the dimensions differ */
    public Moments merge(Moments other) {
        if (other.mean.length != mean.length) {
            throw new MetricException("moments of " + mean.length + " and of " + other.mean.length + " dimensions cannot be merged");
        }
        Set<String> all = new TreeSet<>(shards);
        for (String shard : other.shards) {
            if (!all.add(shard)) {
                throw new MetricException("shard " + shard + " would be counted twice");
            }
        }
        return merged(other.count, other.mean, other.scatter, all);
    }

    /**
     * The moments without a part of them, as if its shards had never been merged.
     *
     * @throws MetricException if a shard of {@code part} is not in here
     */
    public Moments minus(Moments part) {
        if (!shards.containsAll(part.shards) || part.count > count || part.mean.length != mean.length) {
            throw new MetricException("shards " + part.shards() + " of " + part.count + " vectors are not in shards " + shards() + " of " + count);
        }
        Set<String> rest = new TreeSet<>(shards);
        rest.removeAll(part.shards);
        int d = mean.length;
        long n = count - part.count;
        if (n == 0) {
            return new Moments(0, new double[d], new double[d * d], rest);
        }
        double[] restMean = new double[d];
        double[] delta = new double[d];
        for (int i = 0; i < d; i++) {
            restMean[i] = mean[i] + (double) part.count / n * (mean[i] - part.mean[i]);
            delta[i] = part.mean[i] - restMean[i];
        }
        double weight = (double) n * part.count / count;
        double[] restScatter = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                restScatter[i * d + j] = scatter[i * d + j] - part.scatter[i * d + j] - weight * delta[i] * delta[j];
            }
        }
        return new Moments(n, restMean, restScatter, rest);
    }

    /** M = Ma + Mb + (na nb / n) d d', with d = mb - ma. */
    private Moments merged(long otherCount, double[] otherMean, double[] otherScatter, Set<String> all) {
        int d = mean.length;
        long n = Math.addExact(count, otherCount);
        if (n == 0) {
            return new Moments(0, mean, scatter, all);
        }
        double share = (double) otherCount / n;
        double weight = (double) count * share;
        double[] newMean = new double[d];
        double[] delta = new double[d];
        for (int i = 0; i < d; i++) {
            delta[i] = otherMean[i] - mean[i];
            newMean[i] = mean[i] + share * delta[i];
        }
        double[] newScatter = new double[d * d];
        for (int i = 0; i < d; i++) {
            double factor = weight * delta[i];
            for (int j = 0; j < d; j++) {
                newScatter[i * d + j] = scatter[i * d + j] + otherScatter[i * d + j] + factor * delta[j];
            }
        }
        return new Moments(n, newMean, newScatter, all);
    }

    double scatter(int row, int column) {
        return scatter[row * mean.length + column];
    }
}
