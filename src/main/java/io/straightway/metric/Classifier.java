package io.straightway.metric;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Program;
import io.straightway.engine.Tensor;
import io.straightway.net.Safetensors;
import io.straightway.net.Weights;
import io.straightway.store.Digest;
import java.io.IOException;
import java.util.List;

/** A small classifier as a feature network: the mean of its last feature maps, 96 numbers per image. Confined to one thread. */
public final class Classifier implements FeatureExtractor, AutoCloseable {
    private final String name;
    private final String digest;
    private final int channels;
    private final Arena arena;
    private final Program program;
    private final List<Tensor> parameters;

    private Classifier(String name, String digest, int channels, Arena arena, Program program, List<Tensor> parameters) {
        this.name = name;
        this.digest = digest;
        this.channels = channels;
        this.arena = arena;
        this.program = program;
        this.parameters = parameters;
    }

    /**
     * @param name for people
     * @param safetensors weights as {@link ClassifierTraining} leaves them; channels and classes follow from their shapes
     * @throws MetricException if they are no such weights
     */
    public static Classifier open(String name, byte[] safetensors, Device device) {
        try {
            Weights weights = Safetensors.read(name, safetensors).weights();
            Weights.Array first = weights.arrays().get("conv0.weight");
            Weights.Array head = weights.arrays().get("head.bias");
            if (first == null || head == null) {
                throw new MetricException(name + " holds no classifier: conv0.weight and head.bias are needed");
            }
            ClassifierNet net = new ClassifierNet(first.shape().get(1), head.shape().getFirst());
            Arena arena = Arena.open(device);
            Program program = Program.load(arena, net.source());
            return new Classifier(name, Digest.of(safetensors), net.channels(), arena, program, weights.select(net.parameters()).tensors(arena));
        } catch (IOException | IllegalArgumentException e) {
            throw new MetricException(name + " holds no classifier: " + e.getMessage());
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String digest() {
        return digest;
    }

    @Override
    public int dimensions() {
        return ClassifierNet.DIMENSIONS;
    }

    @Override
    public float[][] features(byte[] pixels, int count, int channels, int height, int width) {
        if (channels != this.channels) {
            throw new MetricException(name + " needs images of " + this.channels + " channels, these have " + channels);
        }
        try (Arena scratch = arena.child()) {
            float[] flat = program.call("features").with(parameters).with(scratch.bytes(pixels, count, channels, height, width)).run(scratch).getFirst().floats();
            float[][] features = new float[count][ClassifierNet.DIMENSIONS];
            for (int i = 0; i < count; i++) {
                System.arraycopy(flat, i * ClassifierNet.DIMENSIONS, features[i], 0, ClassifierNet.DIMENSIONS);
            }
            return features;
        }
    }

    @Override
    public void close() {
        program.close();
        arena.close();
    }
}
