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
    private static final int BATCH = 512;

    private final String name;
    private final String digest;
    private final int channels;
    private final Device device;
    private final Arena arena;
    private final Program program;
    private final List<Tensor> parameters;

    private Classifier(String name, String digest, int channels, Device device, Arena arena, Program program, List<Tensor> parameters) {
        this.name = name;
        this.digest = digest;
        this.channels = channels;
        this.device = device;
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
            if (first == null || head == null || first.shape().size() != 4 || head.shape().size() != 1) {
                throw new MetricException(name + " holds no classifier: conv0.weight of 4 dimensions and head.bias of 1 are needed");
            }
            ClassifierNet net = new ClassifierNet(first.shape().get(1), head.shape().getFirst());
            Weights selected = weights.select(net.parameters());
            Arena arena = Arena.open(device);
            return new Classifier(name, Digest.of(safetensors), net.channels(), device, arena, Program.load(arena, net.source()), selected.tensors(arena));
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
    public String resize() {
        return "none, x/127.5-1";
    }

    @Override
    public String precision() {
        return Rows.precision(device);
    }

    @Override
    public float[][] features(byte[] pixels, int count, int channels, int height, int width) {
        if (channels != this.channels) {
            throw new MetricException(name + " needs images of " + this.channels + " channels, these have " + channels);
        }
        Rows.requirePictures(name, height, width);
        return Rows.of(name, arena, pixels, count, BATCH, ClassifierNet.DIMENSIONS, new long[] {channels, height, width},
                (scratch, x) -> program.call("features").with(parameters).with(x).run(scratch).getFirst());
    }

    @Override
    public void close() {
        program.close();
        arena.close();
    }
}
