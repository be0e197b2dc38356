package io.straightway.flow;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Program;
import io.straightway.engine.Source;
import io.straightway.engine.Tensor;
import io.straightway.net.Blueprint;
import io.straightway.net.Preconditioning;
import io.straightway.net.Weights;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** A model's flow in one direction, ready to be integrated; the solver runs inside the program, over a batch. */
final class Flow implements AutoCloseable {
    /** Which way the flow is followed. */
    enum Direction {
        TO_DATA,
        TO_NOISE
    }

    /**
     * Least time at which the velocity is asked for other than at the end of a step into 0: EDM's least noise level. Below it the
     * velocity is a difference of nearly equal numbers over a small one.
     */
    static final double LEAST_TIME = Preconditioning.SIGMA_MIN / (1 + Preconditioning.SIGMA_MIN);

    /** Seconds after which somebody is asked whether to go on. */
    private static final double PATIENCE = 1;

    private final Arena arena;
    private final Program program;
    private final List<Tensor> weights;
    private final Network network;
    private final Sampling sampling;
    private final int batch;
    private final double[] path;
    private final int width;
    private double secondsPerStage = Double.POSITIVE_INFINITY;

    private Flow(Arena arena, Program program, List<Tensor> weights, Network network, Sampling sampling, int batch, double[] path, int width) {
        this.arena = arena;
        this.program = program;
        this.weights = weights;
        this.network = network;
        this.sampling = sampling;
        this.batch = batch;
        this.path = path;
        this.width = width;
    }

    /** @throws IllegalArgumentException if weights, guide or guidance do not fit the network */
    static Flow open(Device device, Network network, Weights weights, Optional<Guide> guide, Sampling sampling, Precision precision, int batch,
            Direction direction) {
        if (direction == Direction.TO_NOISE && sampling.solver() instanceof Solver.Consistency) {
            throw new IllegalArgumentException("solver consistency leads to data only");
        }
        requireGuide(network, sampling.guidance(), guide);
        var lists = new ArrayList<Weights>(List.of(weights.select(Blueprint.of(network).parameters())));
        if (sampling.guidance().weight() != 0) {
            guide.ifPresent(other -> lists.add(other.weights().select(Blueprint.of(other.network()).parameters())));
        }
        var source = new Source();
        Denoiser denoiser = Denoiser.write(source, network, sampling.guidance(), guide.map(Guide::network), precision);
        double[] path;
        int width;
        switch (sampling.solver()) {
            case Solver.OnGrid solver -> {
                Integration.write(source, denoiser, Stage.quantity(solver));
                double[] times = times(sampling, solver, direction);
                path = Integration.table(Stage.of(solver, times), sampling.guidance());
                width = Integration.WIDTH;
            }
            case Solver.Rk45 solver -> {
                DormandPrince.write(source, denoiser, solver, sampling.nfe());
                path = direction == Direction.TO_DATA ? new double[] {1, LEAST_TIME} : new double[] {LEAST_TIME, 1};
                width = 0;
            }
        }
        Arena arena = Arena.open(device);
        try {
            Program program = Program.load(arena, source);
            List<Tensor> tensors = lists.stream().flatMap(list -> list.tensors(arena).stream()).toList();
            return new Flow(arena, program, tensors, network, sampling, batch, path, width);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static double[] times(Sampling sampling, Solver.OnGrid solver, Direction direction) {
        double[] falling = Times.of(sampling.grid(), solver.steps(sampling.nfe()));
        return direction == Direction.TO_DATA ? falling : Times.rising(falling, LEAST_TIME);
    }

    private static void requireGuide(Network network, Guidance guidance, Optional<Guide> guide) {
        switch (guidance) {
            case Guidance.None none -> {}
            case Guidance.ClassifierFree free -> {
                if (network.classes() == 0) {
                    throw new IllegalArgumentException("classifier-free guidance needs a network with classes");
                }
                if (guide.isEmpty() && network.labelDropout() == 0) {
                    throw new IllegalArgumentException("classifier-free guidance needs a network trained with label dropout, or an unconditional guide");
                }
            }
            case Guidance.Auto auto -> {
                if (guide.isEmpty()) {
                    throw new IllegalArgumentException("autoguidance needs the weights of " + auto.weakModel());
                }
                int classes = guide.get().network().classes();
                if (classes != 0 && classes != network.classes()) {
                    throw new IllegalArgumentException("the guide has " + classes + " classes, allowed: 0 or " + network.classes());
                }
            }
        }
        guide.map(Guide::network).ifPresent(other -> {
            if (!other.shape().equals(network.shape())) {
                throw new IllegalArgumentException("the guide's images are " + other.shape() + ", the network's " + network.shape());
            }
        });
    }

    int batch() {
        return batch;
    }

    /** Evaluations of the flow per image; the most of them if the solver chooses its steps. */
    int evaluations() {
        return width == 0 ? sampling.nfe() : path.length / width;
    }

    /** Network evaluations per image on the way to data, the guide's included; the most of them if the solver chooses its steps. */
    static int networkEvaluations(Sampling sampling) {
        return switch (sampling.solver()) {
            case Solver.OnGrid solver -> Stage.of(solver, times(sampling, solver, Direction.TO_DATA)).stream()
                    .mapToInt(stage -> networkEvaluations(sampling.guidance(), stage.time())).sum();
            case Solver.Rk45 solver -> sampling.nfe() * networkEvaluations(sampling.guidance(), 1);
        };
    }

    private static int networkEvaluations(Guidance guidance, double time) {
        return guidance.guides(time) ? 2 : 1;
    }

    /** Network evaluations per image, the guide's included. */
    int networkEvaluations() {
        return IntStream.range(0, evaluations()).map(i -> networkEvaluations(width == 0 ? 1 : path[i * width])).sum();
    }

    /** Network evaluations of one evaluation of the flow. */
    int networkEvaluations(double time) {
        return networkEvaluations(sampling.guidance(), time);
    }

    /**
     * Follows the flow to its end.
     *
     * @param start (B,C,H,W), B = {@link #batch}
     * @param labels (B) classes, -1 for none
     * @param stopped asked about every second, but not by an adaptive solver, which runs in one call
     * @return empty if it was stopped
     * @throws NotConverged if an adaptive solver would need more evaluations
     */
    Optional<SampledBatch> run(double[] start, int[] labels, BooleanSupplier stopped) {
        int size = network.size();
        if (start.length != batch * size || labels.length != batch) {
            throw new IllegalArgumentException(start.length + " values and " + labels.length + " labels, expected " + batch * size + " and " + batch);
        }
        for (int label : labels) {
            if (label < -1 || label >= Math.max(network.classes(), 1)) {
                throw new IllegalArgumentException("label is " + label + ", allowed: -1 to " + (network.classes() - 1));
            }
        }
        try (Arena call = arena.child()) {
            Tensor x = call.doubles(start, batch, network.channels(), network.height(), network.width());
            Tensor classes = call.longs(Arrays.stream(labels).asLongStream().toArray(), batch);
            return width == 0 ? Optional.of(adaptive(call, x, classes)) : onGrid(call, x, classes, stopped);
        }
    }

    private SampledBatch adaptive(Arena call, Tensor x, Tensor labels) {
        List<Tensor> ends = program.call(DormandPrince.METHOD).with(weights).with(x).with(call.doubles(path, path.length)).with(labels).run(call);
        double left = Arrays.stream(ends.get(3).doubles()).max().orElseThrow();
        if (left != 0) {
            throw new NotConverged(sampling.nfe(), left);
        }
        int[] evaluations = Arrays.stream(ends.get(2).doubles()).mapToInt(spent -> (int) spent).toArray();
        return new SampledBatch(batch, ends.get(0).floats(), ends.get(1).bytes(), evaluations);
    }

    /** As many stages in each call as somebody who waits for it to stop can bear; the bits do not depend on it. */
    private Optional<SampledBatch> onGrid(Arena call, Tensor x, Tensor labels, BooleanSupplier stopped) {
        int stages = evaluations();
        Arena kept = call.child();
        List<Tensor> state = Integration.begin(program, kept, x);
        for (int done = 0, count; done < stages; done += count) {
            if (stopped.getAsBoolean()) {
                return Optional.empty();
            }
            count = Math.clamp((long) (PATIENCE / secondsPerStage), 1, stages - done);
            Arena next = call.child();
            long begin = System.nanoTime();
            state = Integration.advance(program, next, weights, state,
                    next.doubles(Arrays.copyOfRange(path, done * width, (done + count) * width), count, width), labels);
            secondsPerStage = Math.max(1e-9, (System.nanoTime() - begin) / 1e9 / count);
            kept.close();
            kept = next;
        }
        List<Tensor> ends = Integration.end(program, kept, state);
        int[] evaluations = new int[batch];
        Arrays.fill(evaluations, stages);
        return Optional.of(new SampledBatch(batch, ends.get(0).floats(), ends.get(1).bytes(), evaluations));
    }

    /**
     * dx/dt at one time; for a solver on a grid that remembers velocities.
     *
     * @param points (B,C,H,W), B = {@link #batch}
     * @param labels (B) classes, -1 for none
     * @return (B,C,H,W)
     */
    double[] velocities(double[] points, double time, int[] labels) {
        // A step of length 1 by Euler ends in x + v.
        List<Stage> one = List.of(new Stage(time, Combination.BASE, Combination.of(1, 1), true));
        try (Arena call = arena.child()) {
            float[] ends = Integration.run(program, call, weights,
                    call.doubles(points, batch, network.channels(), network.height(), network.width()),
                    call.doubles(Integration.table(one, sampling.guidance()), 1, Integration.WIDTH),
                    call.longs(Arrays.stream(labels).asLongStream().toArray(), batch)).getFirst().floats();
            double[] velocities = new double[points.length];
            Arrays.setAll(velocities, i -> ends[i] - points[i]);
            return velocities;
        }
    }

    @Override
    public void close() {
        program.close();
        arena.close();
    }
}
