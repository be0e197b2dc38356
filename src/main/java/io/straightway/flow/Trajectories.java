package io.straightway.flow;

import io.straightway.engine.Device;
import io.straightway.net.Weights;
import io.straightway.recipe.Grid;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Follows a model's flow from noise to data in small steps of Heun's method, and keeps every point with its velocity. For one thread at a
 * time; close it to free the weights.
 */
public final class Trajectories implements AutoCloseable {
    private final Flow flow;
    private final double[] times;

    private Trajectories(Flow flow, double[] times) {
        this.flow = flow;
        this.times = times;
    }

    /**
     * @param guide as for {@link Sampler}
     * @param times N+1 of them, falling from 1 to 0
     * @param batch images of every call of {@link #follow}
     * @throws IllegalArgumentException if the weights are not those of the network, or guidance and guide do not fit it
     */
    public static Trajectories open(
            Device device, Network network, Weights weights, Optional<Guide> guide, Guidance guidance, Precision precision, int batch, double[] times) {
        Sampling velocities = new Sampling(new Solver.Euler(), new Grid.Uniform(), times.length - 1, guidance);
        return new Trajectories(Flow.open(device, network, weights, guide, velocities, precision, batch, Flow.Direction.TO_DATA), times.clone());
    }

    /** Network evaluations of one image: two for each step but the last, which cost two each where they are guided. */
    public int networkEvaluations() {
        int evaluations = 0;
        for (int step = 0; step < times.length - 1; step++) {
            evaluations += flow.networkEvaluations(times[step]) + (times[step + 1] > 0 ? flow.networkEvaluations(times[step + 1]) : 0);
        }
        return evaluations;
    }

    /**
     * @param noise (B,C,H,W) standard normal, B as given to {@link #open}
     * @param labels (B) classes, -1 for none
     * @param stopped asked before every step
     * @return one for each image; empty if it was stopped
     */
    public Optional<List<Trajectory>> follow(float[] noise, int[] labels, BooleanSupplier stopped) {
        int batch = flow.batch();
        int size = noise.length / batch;
        int steps = times.length - 1;
        List<Trajectory> all = IntStream.range(0, batch).mapToObj(i -> new Trajectory(new float[steps + 1][], new float[steps][])).toList();
        double[] x = new double[noise.length];
        Arrays.setAll(x, i -> noise[i]);
        for (int step = 0; step < steps; step++) {
            if (stopped.getAsBoolean()) {
                return Optional.empty();
            }
            double h = times[step + 1] - times[step];
            double[] v = flow.velocities(x, times[step], labels);
            for (int i = 0; i < batch; i++) {
                all.get(i).points()[step] = part(x, i, size);
                all.get(i).velocities()[step] = part(v, i, size);
            }
            double[] next = moved(x, h, v);
            if (times[step + 1] > 0) { // the velocity is 0/0 at 0
                double[] there = flow.velocities(next, times[step + 1], labels);
                next = moved(moved(x, h / 2, v), h / 2, there);
            }
            x = next;
        }
        for (int i = 0; i < batch; i++) {
            all.get(i).points()[steps] = part(x, i, size);
        }
        return Optional.of(all);
    }

    private static double[] moved(double[] x, double h, double[] v) {
        double[] end = new double[x.length];
        Arrays.setAll(end, i -> x[i] + h * v[i]);
        return end;
    }

    private static float[] part(double[] values, int image, int size) {
        float[] part = new float[size];
        for (int i = 0; i < size; i++) {
            part[i] = (float) values[image * size + i];
        }
        return part;
    }

    @Override
    public void close() {
        flow.close();
    }
}
