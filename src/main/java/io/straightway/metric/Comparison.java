package io.straightway.metric;

/** How two sets of feature vectors become one number. */
public enum Comparison {
    /** As Gaussians, of which the moments suffice ({@link Frechet}). */
    FRECHET,

    /** Direction by direction, for which the vectors themselves are kept ({@link SlicedWasserstein}). */
    SLICED;

    public boolean needsVectors() {
        return this == SLICED;
    }
}
