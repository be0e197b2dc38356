package io.straightway.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * The moments of shards, gathered into parts that an interval can leave out: each shard by itself, or neighbours together where there are
 * many. A part costs a distance, a second or more at 2048 dimensions, and 34 MB; a job may have thousands of shards.
 */
public final class Parts {
    /** How many parts there are at most. */
    static final int MOST = 20;

    private final int shards;
    private final List<Moments> parts = new ArrayList<>();
    private int added;

    /** @param shards that will come */
    public Parts(int shards) {
        this.shards = shards;
    }

    /**
     * @param shard the next one, in the order of their images
     * @throws MetricException if it is there already, or has other dimensions
     */
    public void add(Moments shard) {
        if (added == shards) {
            throw new MetricException("there are more than " + shards + " shards");
        }
        int part = (int) ((long) added++ * Math.min(shards, MOST) / shards);
        if (part == parts.size()) {
            parts.add(shard);
        } else {
            parts.set(part, parts.get(part).merge(shard));
        }
    }

    /** In the order of their images. */
    public List<Moments> all() {
        return List.copyOf(parts);
    }
}
