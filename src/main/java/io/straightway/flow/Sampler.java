package io.straightway.flow;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Program;
import io.straightway.engine.Source;
import io.straightway.engine.Tensor;
import io.straightway.net.Blueprint;
import io.straightway.net.Preconditioning;
import io.straightway.net.Weights;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import java.util.Arrays;
import java.util.List;

/**
 * Draws images from a model: one program call runs the whole solver over a batch. For one thread at a time; close it to free the
 * weights. The same noise gives the same bits on one kind of device at one precision, batch size and thread count.
 */
public final class Sampler implements AutoCloseable {
    private final Arena arena;
    private final Program program;
    private final List<Tensor> weights;
    private final Network network;
    private final int batch;
    private final double[] stages;

    private Sampler(Arena arena, Program program, List<Tensor> weights, Network network, int batch, double[] stages) {
        this.arena = arena;
        this.program = program;
        this.weights = weights;
        this.network = network;
        this.batch = batch;
        this.stages = stages;
    }

    /**
     * @param batch images of every call of {@link #draw}
     * @throws IllegalArgumentException if the weights are not those of the network
     */
    public static Sampler open(Device device, Network network, Weights weights, Sampling sampling, Precision precision, int batch) {
        var blueprint = Blueprint.of(network);
        Weights selected = weights.select(blueprint.parameters());
        double[] times = Times.of(sampling.grid(), sampling.steps());
        double[] stages = Stage.table(Stage.of(sampling.solver(), times));
        var source = new Source();
        blueprint.write(source, false, precision);
        Preconditioning.flow(source);
        Integration.write(source, Preconditioning.FLOW);
        Arena arena = Arena.open(device);
        try {
            return new Sampler(arena, Program.load(arena, source), selected.tensors(arena), network, batch, stages);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** Images of every call of {@link #draw}. */
    public int batch() {
        return batch;
    }

    /** Network evaluations per image. */
    public int evaluations() {
        return stages.length / (Stage.MEMORY + 2);
    }

    /**
     * @param noise (B,C,H,W) standard normal, B = {@link #batch}
     * @param labels (B) classes, -1 for none
     */
    public SampledBatch draw(float[] noise, int[] labels) {
        int size = network.channels() * network.resolution() * network.resolution();
        if (noise.length != batch * size || labels.length != batch) {
            throw new IllegalArgumentException("noise of " + noise.length + " values and " + labels.length + " labels, expected "
                    + batch * size + " and " + batch);
        }
        for (int label : labels) {
            if (label < -1 || label >= Math.max(network.classes(), 1)) {
                throw new IllegalArgumentException("label is " + label + ", allowed: -1 to " + (network.classes() - 1));
            }
        }
        double[] start = new double[noise.length];
        Arrays.setAll(start, i -> noise[i]);
        try (Arena call = arena.child()) {
            List<Tensor> drawn = program.call(Integration.METHOD)
                    .with(weights)
                    .with(call.doubles(start, batch, network.channels(), network.resolution(), network.resolution()))
                    .with(call.doubles(stages, evaluations(), Stage.MEMORY + 2))
                    .with(call.longs(Arrays.stream(labels).asLongStream().toArray(), batch))
                    .run(call);
            return new SampledBatch(batch, drawn.get(0).floats(), drawn.get(1).bytes());
        }
    }

    @Override
    public void close() {
        program.close();
        arena.close();
    }
}
