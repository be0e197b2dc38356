package io.straightway.metric;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Parameter;
import io.straightway.engine.Program;
import io.straightway.engine.Tensor;
import io.straightway.net.Weights;
import java.util.LinkedHashMap;
import java.util.List;

/** The Inception of FID as one of our programs: 2048 pooled features and 1008 logits per image. Confined to one thread. */
final class Inception implements FeatureExtractor, AutoCloseable {
    /** The largest activations of an image take 5.5 MB. */
    private static final int BATCH = 32;

    /** Of the batch norms. */
    private static final double EPSILON = 1e-3;

    private final String name;
    private final String digest;
    private final InceptionNet net;
    private final Resize resize;
    private final Device device;
    private final Arena arena;
    private final Program program;
    private final List<Tensor> parameters;

    private Inception(String name, String digest, InceptionNet net, Resize resize, Device device, Arena arena, List<Tensor> parameters) {
        this.name = name;
        this.digest = digest;
        this.net = net;
        this.resize = resize;
        this.device = device;
        this.arena = arena;
        this.program = Program.load(arena, net.source());
        this.parameters = parameters;
    }

    /**
     * @param state a state dictionary with PyTorch's names of the layers
     * @throws IllegalArgumentException naming the first array that is missing or has another shape
     */
    static Inception open(String name, String digest, InceptionNet net, Weights state, Resize resize, Device device) {
        Weights folded = fold(state, net.parameters());
        Arena arena = Arena.open(device);
        return new Inception(name, digest, net, resize, device, arena, folded.tensors(arena));
    }

    /** A convolution and the batch norm after it are one linear map: weight·γ/√(σ²+ε), and β − μ·γ/√(σ²+ε). */
    private static Weights fold(Weights state, List<Parameter> parameters) {
        var folded = new LinkedHashMap<String, Weights.Array>();
        for (Parameter parameter : parameters) {
            String layer = parameter.name().substring(0, parameter.name().lastIndexOf('.'));
            if (layer.equals("fc")) {
                folded.put(parameter.name(), array(state, parameter.name(), parameter.shape()));
                continue;
            }
            int out = parameter.shape().getFirst();
            float[] gamma = array(state, layer + ".bn.weight", List.of(out)).values();
            float[] beta = array(state, layer + ".bn.bias", List.of(out)).values();
            float[] mean = array(state, layer + ".bn.running_mean", List.of(out)).values();
            float[] variance = array(state, layer + ".bn.running_var", List.of(out)).values();
            boolean bias = parameter.name().endsWith(".bias");
            float[] values = bias ? new float[out] : array(state, layer + ".conv.weight", parameter.shape()).values().clone();
            int each = values.length / out;
            for (int i = 0; i < values.length; i++) {
                int c = i / each;
                double scale = gamma[c] / Math.sqrt(variance[c] + EPSILON);
                values[i] = (float) (bias ? beta[c] - mean[c] * scale : values[i] * scale);
            }
            folded.put(parameter.name(), new Weights.Array(parameter.shape(), values));
        }
        return new Weights(folded);
    }

    private static Weights.Array array(Weights state, String name, List<Integer> shape) {
        Weights.Array array = state.arrays().get(name);
        if (array == null || !array.shape().equals(shape)) {
            throw new IllegalArgumentException(name + (array == null ? " is missing" : " has shape " + array.shape()) + ", the Inception of FID has shape " + shape);
        }
        return array;
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
        return net.features();
    }

    @Override
    public String resize() {
        return resize.rule();
    }

    @Override
    public String precision() {
        return Rows.precision(device);
    }

    /** Images of one channel count as grey. */
    @Override
    public float[][] features(byte[] pixels, int count, int channels, int height, int width) {
        if (channels != 1 && channels != 3) {
            throw new MetricException(name + " needs images of 1 or 3 channels, these have " + channels);
        }
        Rows.requirePictures(name, height, width);
        return Rows.of(name, arena, pixels, count, BATCH, dimensions(), new long[] {channels, height, width},
                (scratch, x) -> program.call(InceptionNet.entry(resize)).with(parameters).with(x).run(scratch).getFirst());
    }

    /** What the last layer makes of features: (count, 1008), before the softmax. */
    float[][] logits(float[][] features) {
        float[][] logits = new float[features.length][];
        try (Arena scratch = arena.child()) {
            for (int i = 0; i < features.length; i++) {
                logits[i] = program.call("logits").with(parameters).with(scratch.floats(features[i], 1, features[i].length)).run(scratch).getFirst().floats();
            }
        }
        return logits;
    }

    @Override
    public void close() {
        program.close();
        arena.close();
    }
}
