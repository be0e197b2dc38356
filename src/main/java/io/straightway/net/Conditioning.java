package io.straightway.net;

import io.straightway.engine.Dtype;
import io.straightway.engine.Init;
import io.straightway.engine.Method;
import io.straightway.engine.Scope;
import io.straightway.engine.Value;
import java.util.List;
import java.util.Optional;

/** Embeddings of what a network is conditioned on: noise level and class. */
final class Conditioning {
    private Conditioning() {}

    /**
     * Sinusoidal embedding with frequencies 10000^(−k/(n − endpoint)), (B) to (cosines, sines), each (B,n) with n = channels/2.
     *
     * @param endpoint 1 if the lowest frequency is 1/10000, else 0
     */
    static List<Value> positional(Scope scope, Value noise, int channels, int endpoint) {
        Method m = scope.method();
        int n = channels / 2;
        double rate = -Math.log(10_000) / (n - endpoint);
        Value index = m.op("arange", n, new Value("dtype=6"), new Value("device=ops.prim.device(" + noise + ")"));
        return waves(m, noise, m.op("exp", m.op("mul", index, rate)));
    }

    /** Random Fourier features of deviation 16, kept as the buffer {@code map_noise.freqs}; shapes as above. */
    static List<Value> fourier(Scope scope, Value noise, int channels) {
        Value frequencies = scope.in("map_noise").parameter("freqs", new Init.Normal(16), false, channels / 2);
        return waves(scope.method(), noise, scope.method().op("mul", frequencies, 2 * Math.PI));
    }

    /** Classes (B), -1 for none, to one-hot rows (B,classes), zeros for none. */
    static Value oneHot(Method m, Value labels, int classes) {
        Value shifted = m.op("one_hot", m.op("add", labels, 1), classes + 1);
        return m.cast(m.op("slice", shifted, 1, 1), Dtype.F32);
    }

    /** The augmentation labels given, or none. */
    static Value augmentation(Method m, Optional<Value> given, Value embedding, int width) {
        return given.orElseGet(() -> noAugmentation(m, embedding, width));
    }

    /** No augmentation, as rows (B,width) of zeros: their layer still counts as used, so that every parameter has a gradient. */
    private static Value noAugmentation(Method m, Value embedding, int width) {
        Value column = m.op("slice", embedding, 1, 0, 1);
        return m.op("repeat", m.op("zeros_like", column), List.of(1, width));
    }

    private static List<Value> waves(Method m, Value noise, Value frequencies) {
        Value phase = m.op("outer", noise, frequencies);
        return List.of(m.op("cos", phase), m.op("sin", phase));
    }
}
