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
 * Finds the noise from which a model's flow leads to given images, by integrating from data to noise: forward pairs (Simple ReFlow,
 * training coupling). It starts at EDM's least noise level, sigma = 0.002, where an image is taken to be its own noisy version, and the
 * grid's times below that are skipped. For one thread at a time; close it to free the weights.
 */
public final class Inverter implements AutoCloseable {
    private final Flow flow;

    private Inverter(Flow flow) {
        this.flow = flow;
    }

    /**
     * @param guide as for {@link Sampler}
     * @param sampling its grid is walked from the other end
     * @param batch images of every call of {@link #invert}
     * @throws IllegalArgumentException if the weights are not those of the network, or guidance and guide do not fit it
     */
    public static Inverter open(
            Device device, Network network, Weights weights, Optional<Guide> guide, Sampling sampling, Precision precision, int batch) {
        return new Inverter(Flow.open(device, network, weights, guide, sampling, precision, batch, Flow.Direction.TO_NOISE));
    }

    /** Images of every call of {@link #invert}. */
    public int batch() {
        return flow.batch();
    }

    /** Evaluations of the flow per image, which differ from the sampling's by the other start; the most with an adaptive solver. */
    public int evaluations() {
        return flow.evaluations();
    }

    /** Network evaluations per image: a guided evaluation of the flow costs two. */
    public int networkEvaluations() {
        return flow.networkEvaluations();
    }

    /**
     * @param images (B,C,H,W), −1 to 1, B = {@link #batch}
     * @param labels (B) classes, -1 for none
     * @param stopped asked about every second, but not by an adaptive solver
     * @return noise (B,C,H,W); empty if it was stopped
     * @throws NotConverged if an adaptive solver would need more evaluations than the sampling allows
     */
    public Optional<float[]> invert(float[] images, int[] labels, BooleanSupplier stopped) {
        double[] start = new double[images.length];
        Arrays.setAll(start, i -> images[i] * (1 - Flow.LEAST_TIME)); // y = x0 at sigma is y/(1 + sigma) in flow time
        return flow.run(start, labels, stopped).map(SampledBatch::values);
    }

    @Override
    public void close() {
        flow.close();
    }
}
