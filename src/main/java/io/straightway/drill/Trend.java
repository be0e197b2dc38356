package io.straightway.drill;

import java.util.List;

/**
 * A straight line through measurements over time, by least squares.
 *
 * @param mean of the values
 * @param perHour slope
 * @param error standard error of the slope; infinite for fewer than three points
 */
record Trend(double mean, double perHour, double error) {
    /** Two-sided 99 % of a normal distribution. */
    private static final double SURE = 2.58;

    record Point(double hours, double value) {}

    static Trend of(List<Point> points) {
        double n = points.size();
        double meanTime = points.stream().mapToDouble(Point::hours).average().orElse(0);
        double mean = points.stream().mapToDouble(Point::value).average().orElse(0);
        double spread = points.stream().mapToDouble(p -> (p.hours() - meanTime) * (p.hours() - meanTime)).sum();
        if (n < 3 || spread == 0) {
            return new Trend(mean, 0, Double.POSITIVE_INFINITY);
        }
        double slope = points.stream().mapToDouble(p -> (p.hours() - meanTime) * (p.value() - mean)).sum() / spread;
        double residual = points.stream().mapToDouble(p -> Math.pow(p.value() - mean - slope * (p.hours() - meanTime), 2)).sum();
        return new Trend(mean, slope, Math.sqrt(residual / (n - 2) / spread));
    }

    /**
     * Whether values grow by more than {@code share} of their mean per hour, and still do so in the later half of the time: what fills up, such
     * as a buffer for writes, grows like a leak until it is full, and a straight line through all of it can't tell the two apart.
     */
    static boolean goesOnGrowing(List<Point> points, double share) {
        return of(points).growsBeyond(share) && later(points).growsBeyond(share);
    }

    /** Of the later half of the points. */
    static Trend later(List<Point> points) {
        return of(points.subList(points.size() / 2, points.size()));
    }

    /** Growth per hour as a share of the mean. */
    double share() {
        return perHour / mean;
    }

    /** Whether growth beyond {@code share} of the mean per hour is more than chance. */
    boolean growsBeyond(double share) {
        return perHour - SURE * error > share * mean;
    }
}
