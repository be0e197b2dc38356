package io.straightway.metric;

import io.straightway.engine.Draws;
import java.util.ArrayList;
import java.util.List;

/**
 * The Fréchet distance that infinitely many images would have: subsets of several sizes n, a line through their distances over 1/n,
 * and its value at 0 (Chong and Forsyth 2020, "Effectively unbiased FID and Inception Score and where to find them"). The bias that
 * comes from the reference's own number of images stays.
 *
 * @param value  the line at 1/n = 0
 * @param slope  the line's slope: the bias is slope/n
 * @param points what the line goes through
 */
public record FrechetInfinity(double value, double slope, List<Point> points) {
    /** As many as in the paper. */
    public static final int POINTS = 15;

    private static final int STREAM = 0x696e66;

    public FrechetInfinity {
        points = List.copyOf(points);
    }

    public record Point(int images, double distance) {}

    /**
     * @param features (n, d), 20 or more
     * @param seed     of the subsets
     */
    public static FrechetInfinity of(float[][] features, FrechetReference reference, long seed) {
        int n = features.length;
        if (n < 20) {
            throw new MetricException("FID-infinity needs 20 feature vectors or more, there are " + n);
        }
        // Below as many vectors as dimensions, covariances lack rank and the distance is no line over 1/n.
        int smallest = Math.max(n / 10, Math.min(n / 2, reference.gaussian().dimensions()));
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < POINTS; i++) {
            int size = smallest + (int) ((long) (n - smallest) * i / (POINTS - 1));
            float[][] subset = Subset.of(features, size, new Draws(seed, i, STREAM));
            points.add(new Point(size, Frechet.distance(Moments.of("subset " + i, subset), reference)));
        }
        return through(points);
    }

    /** Least squares over 1/n. */
    static FrechetInfinity through(List<Point> points) {
        double x = points.stream().mapToDouble(point -> 1.0 / point.images()).average().orElseThrow();
        double y = points.stream().mapToDouble(Point::distance).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (Point point : points) {
            double away = 1.0 / point.images() - x;
            above += away * (point.distance() - y);
            below += away * away;
        }
        double slope = above / below;
        return new FrechetInfinity(y - slope * x, slope, points);
    }
}
