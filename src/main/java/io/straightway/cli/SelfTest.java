package io.straightway.cli;

import io.straightway.data.Images;
import io.straightway.engine.Device;
import io.straightway.engine.Draws;
import io.straightway.engine.Parameter;
import io.straightway.flow.Noise;
import io.straightway.flow.Sampler;
import io.straightway.json.Json;
import io.straightway.net.Blueprint;
import io.straightway.net.Weights;
import io.straightway.recipe.Architecture;
import io.straightway.recipe.Network;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.train.IndependentNoise;
import io.straightway.train.StepResult;
import io.straightway.train.Training;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.LongStream;

/** A second of everything the engine does, beside a result that is stored with the program. Dropout is off: its draws differ by device. */
final class SelfTest {
    private static final String STORED = "/doctor/self-test.json";
    private static final int BATCH = 2;
    private static final int SIZE = 8;
    private static final Network NETWORK = new Network(Architecture.DDPMPP, SIZE, 3, 4, 16, List.of(1, 2), 1, List.of(4), 0, 0, 0);

    /** Values are about 1. GPUs multiply 32 bit convolutions with 10 bits of fraction, as BF16 has 7. */
    private static final double CPU_TOLERANCE = 1e-4;

    private static final double GPU_TOLERANCE = 1e-2;
    private static final double BF16_TOLERANCE = 0.2;

    private SelfTest() {}

    /**
     * What was computed.
     *
     * @param sample end points of the flow, (B,C,H,W)
     * @param loss of the first training step
     * @param gradientNorm of that step
     * @param nextLoss of the second one, which sees what the first did to the weights
     */
    record Result(float[] sample, double loss, double gradientNorm, double nextLoss) {
        double distance(Result other) {
            double most = Math.max(Math.abs(loss - other.loss), Math.max(Math.abs(gradientNorm - other.gradientNorm), Math.abs(nextLoss - other.nextLoss)));
            for (int i = 0; i < sample.length; i++) {
                most = Math.max(most, Math.abs((double) sample[i] - other.sample[i])); // NaN stays
            }
            return most;
        }
    }

    /** How far a device is from the stored result. */
    record Verdict(double maxError, double tolerance, boolean passed, double seconds) {}

    static Verdict run(Device device, Precision precision) {
        long begin = System.nanoTime();
        double error = compute(device, precision).distance(stored());
        double tolerance = precision == Precision.BF16 ? BF16_TOLERANCE : device.gpu() < 0 ? CPU_TOLERANCE : GPU_TOLERANCE;
        return new Verdict(error, tolerance, error <= tolerance, (System.nanoTime() - begin) / 1e9);
    }

    static Result stored() {
        try (InputStream stream = SelfTest.class.getResourceAsStream(STORED)) {
            return Json.read(stream.readAllBytes(), Result.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Result compute(Device device, Precision precision) {
        Weights weights = weights();
        float[] sample;
        try (Sampler sampler = Sampler.open(device, NETWORK, weights, Sampling.reflow(5), precision, BATCH)) {
            float[] noise = Noise.images(LongStream.range(0, BATCH).toArray(), 3 * SIZE * SIZE);
            sample = sampler.draw(noise, new int[] {-1, 3}).values();
        }
        byte[] pixels = new byte[BATCH * 3 * SIZE * SIZE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (37 * i);
        }
        var source = new IndependentNoise(new Images(BATCH, 3, SIZE, SIZE, pixels, new int[] {0, 1}, List.of()), false, 1);
        var setting = new Training.Setting(NETWORK, Objective.reflow(), new Optimiser(1e-3, 0, BATCH, BATCH, 1e6, 0), precision, 1);
        try (Training training = Training.begin(device, setting, source, weights)) {
            StepResult first = training.step();
            return new Result(sample, first.loss(), first.gradientNorm(), training.step().loss());
        }
    }

    /** All of them count: a fresh network's last layers are near zero, and would hide the others. */
    private static Weights weights() {
        var arrays = new LinkedHashMap<String, Weights.Array>();
        List<Parameter> parameters = Blueprint.of(NETWORK).parameters();
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            float[] values = new float[(int) parameter.size()];
            new Draws(1, i, 0).normals(values, 0, values.length);
            boolean vector = parameter.shape().size() == 1;
            double scale = vector ? 0.1 : 0.7 / Math.sqrt((double) parameter.size() / parameter.shape().getFirst());
            double centre = vector && parameter.name().endsWith("weight") ? 1 : 0; // a norm's
            for (int k = 0; k < values.length; k++) {
                values[k] = (float) (centre + scale * values[k]);
            }
            arrays.put(parameter.name(), new Weights.Array(parameter.shape(), values));
        }
        return new Weights(arrays);
    }
}
