package io.straightway.flow;

import io.straightway.engine.Device;
import io.straightway.net.Weights;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Draws images from a model; the solver runs inside the program, over a batch. For one thread at a time; close it to free the
 * weights. The same noise gives the same bits on one kind of device at one precision, batch size and thread count.
 */
public final class Sampler implements AutoCloseable {
    private final Flow flow;

    private Sampler(Flow flow) {
        this.flow = flow;
    }

    /** Without a second model: unguided, or classifier-free with the network as its own guide. */
    public static Sampler open(Device device, Network network, Weights weights, Sampling sampling, Precision precision, int batch) {
        return open(device, network, weights, Optional.empty(), sampling, precision, batch);
    }

    /**
     * @param guide the weaker model of autoguidance, or an unconditional one for classifier-free guidance; unused without guidance
     * @param batch images of every call of {@link #draw}
     * @throws IllegalArgumentException if the weights are not those of the network, or guidance and guide do not fit it
     */
    public static Sampler open(
            Device device, Network network, Weights weights, Optional<Guide> guide, Sampling sampling, Precision precision, int batch) {
        return new Sampler(Flow.open(device, network, weights, guide, sampling, precision, batch, Flow.Direction.TO_DATA));
    }

    /** Images of every call of {@link #draw}. */
    public int batch() {
        return flow.batch();
    }

    /** Evaluations of the flow per image (NFE); with an adaptive solver the most of them, and {@link SampledBatch} has the true ones. */
    public int evaluations() {
        return flow.evaluations();
    }

    /** Network evaluations per image that a sampling costs, with an adaptive solver the most of them; a guided evaluation of the flow costs two. */
    public static int networkEvaluations(Sampling sampling) {
        return Flow.networkEvaluations(sampling);
    }

    /** Network evaluations per image: a guided evaluation of the flow costs two. */
    public int networkEvaluations() {
        return flow.networkEvaluations();
    }

    /**
     * @param noise (B,C,H,W) standard normal, B = {@link #batch}
     * @param labels (B) classes, -1 for none
     * @throws NotConverged if an adaptive solver would need more evaluations than the sampling allows
     */
    public SampledBatch draw(float[] noise, int[] labels) {
        return draw(noise, labels, () -> false).orElseThrow();
    }

    /**
     * The same, for somebody who may not want it to the end.
     *
     * @param stopped asked about every second, but not by an adaptive solver
     * @return empty if it was stopped
     */
    public Optional<SampledBatch> draw(float[] noise, int[] labels, BooleanSupplier stopped) {
        double[] start = new double[noise.length];
        Arrays.setAll(start, i -> noise[i]);
        return flow.run(start, labels, stopped);
    }

    @Override
    public void close() {
        flow.close();
    }
}
