package io.straightway.ablation;

import io.straightway.job.Distance;
import java.util.List;
import java.util.Optional;

/**
 * A distance over the seeds of a training.
 *
 * <p>The interval holds two errors, as the project's choice: that of the trainings, t(k−1)·s/√k by Student's t over the k seeds, and that of
 * the images, the half-width of the jackknife's intervals (as root mean square). All seeds are judged on the same image seeds, so the second
 * does not shrink with k; both are added as squares. With one seed it is the jackknife's interval alone, and says nothing about trainings.
 *
 * @param seeds how many, at least 1
 * @param mean of the distances
 * @param spread their standard deviation; empty for one seed
 * @param interval 95 %; empty for one seed without a jackknife
 */
public record Estimate(int seeds, double mean, Optional<Double> spread, Optional<Bounds> interval) {
    /** The 97.5 % quantiles of Student's t from 1 to 29 degrees of freedom. */
    private static final double[] STUDENT = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045};

    /** Ends of an interval. */
    public record Bounds(double lower, double upper) {
        static Bounds around(double mean, double reach) {
            return new Bounds(mean - reach, mean + reach);
        }

        public boolean apartFrom(Bounds other) {
            return upper < other.lower || other.upper < lower;
        }
    }

    /** @param distances one for each seed, at least one */
    public static Estimate of(List<Distance> distances) {
        int k = distances.size();
        double mean = distances.stream().mapToDouble(Distance::value).average().orElseThrow();
        Optional<Double> images = images(distances);
        if (k == 1) {
            return new Estimate(1, mean, Optional.empty(), images.map(reach -> Bounds.around(mean, reach)));
        }
        double spread = Math.sqrt(Ratio.squares(distances.stream().mapToDouble(Distance::value).toArray()) / (k - 1));
        double trainings = student(k - 1) * spread / Math.sqrt(k);
        return new Estimate(k, mean, Optional.of(spread), Optional.of(Bounds.around(mean, Math.hypot(trainings, images.orElse(0.0)))));
    }

    /** Empty if a distance has no interval. */
    private static Optional<Double> images(List<Distance> distances) {
        List<Distance.Interval> intervals = distances.stream().flatMap(distance -> distance.further().interval().stream()).toList();
        return intervals.size() < distances.size() ? Optional.empty()
                : Optional.of(Math.sqrt(intervals.stream().mapToDouble(i -> Math.pow((i.upper() - i.lower()) / 2, 2)).average().orElseThrow()));
    }

    /** The 97.5 % quantile of Student's t. */
    static double student(int degrees) {
        return STUDENT[Math.min(degrees, STUDENT.length) - 1];
    }

    /** Whether the intervals do not overlap; empty if one of them is not known. */
    public Optional<Boolean> apartFrom(Estimate other) {
        return interval.flatMap(mine -> other.interval().map(mine::apartFrom));
    }
}
