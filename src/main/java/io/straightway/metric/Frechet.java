package io.straightway.metric;

/** The Fréchet distance of two sets of features taken as Gaussians (Heusel et al. 2017; EDM's fid.py). */
public final class Frechet {
    private Frechet() {}

    /** For a reference that is used once; a {@link FrechetReference} saves half of the work after that. */
    public static double distance(Moments a, Moments b) {
        return FrechetReference.of(Gaussian.of(b)).distance(Gaussian.of(a));
    }

    public static double distance(Moments a, FrechetReference reference) {
        return reference.distance(Gaussian.of(a));
    }
}
