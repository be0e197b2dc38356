package io.straightway.ablation;

import io.straightway.ablation.Estimate.Bounds;
import io.straightway.job.Distance;
import io.straightway.job.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What one distance is times another, where both were measured on the same image seeds.
 *
 * <p>The interval is that of the ratio itself: what the images do to both sides cancels, so it is narrower than those of the two distances,
 * and may exclude 1 where those overlap. It holds the error of the images, by the jackknife over the parts that both sides were measured in,
 * and that of the trainings, by Student's t over the ratios of each training seed. Both are added as squares, as in {@link Estimate}. With one
 * seed it is that of the images alone, and says nothing about trainings.
 *
 * @param value mean of the one, divided by the mean of the other
 * @param interval 95 %; empty if the two were not measured in the same parts of the same images, or for other training seeds
 */
public record Ratio(double value, Optional<Bounds> interval) {

    /**
     * @param ones a distance for each training seed, at least one
     * @param others likewise
     */
    static Ratio of(SortedMap<Long, Distance> ones, SortedMap<Long, Distance> others) {
        List<Distance> mine = List.copyOf(ones.values());
        List<Distance> theirs = List.copyOf(others.values());
        double value = mean(mine) / mean(theirs);
        Set<Taken> taken = Stream.concat(mine.stream(), theirs.stream()).map(Taken::of).collect(Collectors.toSet());
        int parts = taken.iterator().next().parts();
        boolean pairs = taken.size() == 1 && parts > 1 && ones.keySet().equals(others.keySet());
        return new Ratio(value, pairs ? Optional.of(Bounds.around(value, Math.hypot(images(mine, theirs, parts), trainings(mine, theirs)))) : Optional.empty());
    }

    /** Half-width by the jackknife over equal parts. */
    private static double images(List<Distance> ones, List<Distance> others, int parts) {
        double[] without = IntStream.range(0, parts).mapToDouble(part -> meanWithout(ones, part) / meanWithout(others, part)).toArray();
        return Estimate.student(parts - 1) * Math.sqrt(squares(without) * (parts - 1) / parts);
    }

    private static double trainings(List<Distance> ones, List<Distance> others) {
        int k = ones.size();
        double[] ratios = IntStream.range(0, k).mapToDouble(seed -> ones.get(seed).value() / others.get(seed).value()).toArray();
        return k == 1 ? 0 : Estimate.student(k - 1) * Math.sqrt(squares(ratios) / (k - 1) / k);
    }

    /** Sum of the squared distances from the mean. */
    static double squares(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    }

    private static double mean(List<Distance> distances) {
        return distances.stream().mapToDouble(Distance::value).average().orElseThrow();
    }

    private static double meanWithout(List<Distance> distances, int part) {
        return distances.stream().mapToDouble(distance -> distance.further().interval().orElseThrow().without().get(part)).average().orElseThrow();
    }

    /** What two distances must have in common to be paired. */
    private record Taken(long images, Optional<Seeds> seeds, int parts) {
        static Taken of(Distance distance) {
            return new Taken(distance.images(), distance.drawn().map(Distance.Drawn::seeds), distance.further().interval().map(i -> i.without().size()).orElse(0));
        }
    }

    /** Whether it differs from 1 beyond chance; empty if that is not known. */
    Optional<Boolean> sure() {
        return interval.map(bounds -> bounds.upper() < 1 || bounds.lower() > 1);
    }
}
