package io.straightway.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * Moments of a shard whose features arrive in batches. Vectors wait until there are as many as dimensions: merging moments costs as
 * much as a small batch's products. Not thread-safe.
 */
public final class Gathering {
    private static final int FEWEST = 256;

    private final List<float[]> waiting = new ArrayList<>();
    private Moments moments;

    public Gathering(int dimensions, String shard) {
        this(Moments.empty(dimensions, shard));
    }

    /** Goes on with the same shard. */
    public Gathering(Moments earlier) {
        moments = earlier;
    }

    /**
     * @param features (n, d); the arrays are kept
     * @throws MetricException now or in a later call, if a feature is not finite, or a vector has another length
     */
    public void add(float[][] features) {
        waiting.addAll(List.of(features));
        if (waiting.size() >= Math.max(FEWEST, moments.dimensions())) {
            moments();
        }
    }

    /** Of all vectors so far. */
    public Moments moments() {
        moments = moments.plus(waiting.toArray(float[][]::new));
        waiting.clear();
        return moments;
    }
}
