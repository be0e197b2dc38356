package io.straightway.cli;

import io.straightway.metric.Algebra;
import io.straightway.metric.EngineAlgebra;
import io.straightway.metric.FrechetReference;
import io.straightway.metric.Gathering;
import io.straightway.metric.Gaussian;
import io.straightway.metric.JavaAlgebra;
import io.straightway.metric.Moments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What one Fréchet distance costs, by each library, in turns, and what the moments cost. The features are like a network's: none
 * negative, neighbours correlated, variances of many sizes.
 */
final class DistanceBench {
    private static final int BATCH = 256;

    private final int dimensions;
    private final int rounds;

    DistanceBench(int dimensions, int rounds) {
        this.dimensions = dimensions;
        this.rounds = rounds;
    }

    Map<String, Object> run() {
        Map<String, Object> figures = new LinkedHashMap<>();
        int n = 2 * dimensions;
        Random random = new Random(1);
        List<float[][]> batches = new ArrayList<>();
        for (int done = 0; done < n; done += BATCH) {
            batches.add(features(random, 1));
        }
        long begin = System.nanoTime();
        Gathering gathering = new Gathering(dimensions, "a");
        batches.forEach(gathering::add);
        Moments moments = gathering.moments();
        figures.put("dimensions", dimensions);
        figures.put("processors", Runtime.getRuntime().availableProcessors());
        figures.put("momentsVectorsPerSecond", moments.count() / seconds(begin));
        Gaussian first = Gaussian.of(moments);
        Gathering other = new Gathering(dimensions, "b");
        for (int done = 0; done < n; done += BATCH) {
            other.add(features(random, 1.05));
        }
        Gaussian second = Gaussian.of(other.moments());
        List<Double> values = new ArrayList<>();
        List<Algebra> libraries = List.of(new EngineAlgebra(), new JavaAlgebra());
        Map<String, Times> times = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Algebra algebra : libraries) {
                long start = System.nanoTime();
                FrechetReference reference = FrechetReference.of(second, algebra);
                double factor = seconds(start);
                start = System.nanoTime();
                values.add(reference.distance(first));
                times.computeIfAbsent(algebra.name(), name -> new Times(new ArrayList<>(), new ArrayList<>())).add(factor, seconds(start));
            }
        }
        figures.put("seconds", times);
        figures.put("distance", values.getFirst());
        figures.put("largestRelativeDifference", values.stream().mapToDouble(value -> Math.abs(value / values.getFirst() - 1)).max().orElseThrow());
        return figures;
    }

    /**
     * @param factor of the reference, once
     * @param distance each time
     */
    private record Times(List<Double> factor, List<Double> distance) {
        void add(double one, double other) {
            factor.add(one);
            distance.add(other);
        }
    }

    private float[][] features(Random random, double scale) {
        float[][] features = new float[BATCH][dimensions];
        for (float[] row : features) {
            double before = 0;
            for (int i = 0; i < dimensions; i++) {
                before = 0.7 * before + random.nextGaussian() * scale;
                row[i] = (float) Math.abs(before / (1 + i % 50));
            }
        }
        return features;
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
