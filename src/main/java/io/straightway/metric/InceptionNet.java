package io.straightway.metric;

import io.straightway.engine.Dtype;
import io.straightway.engine.Init;
import io.straightway.engine.Method;
import io.straightway.engine.Parameter;
import io.straightway.engine.Scope;
import io.straightway.engine.Source;
import io.straightway.engine.Value;
import java.util.List;

/**
 * Inception-v3 as the TensorFlow graph of 2015-12-05 has it (Szegedy et al., "Rethinking the Inception Architecture for Computer
 * Vision", arXiv 1512.00567, with 1008 logits). That graph differs from later Inceptions: average pools leave the padding out of the
 * count, and the last block pools by the maximum. Layer names are those of PyTorch's state dictionaries; batch norms are folded into
 * the convolutions' weight and bias.
 *
 * @param divisor divides the width of every layer, rounded up; 1 for the real network
 */
record InceptionNet(int divisor) {
    static final int SIDE = 299;

    private static final List<Integer> ONE = List.of(1, 1);
    private static final List<Integer> TWO = List.of(2, 2);
    private static final List<Integer> NONE = List.of(0, 0);

    /** (B,channels,H,W) in a scope. */
    private record Maps(Scope scope, Value value, int channels) {
        Method method() {
            return scope.method();
        }

        Maps in(String name) {
            return new Maps(scope.in(name), value, channels);
        }

        /** Convolution and ReLU. */
        Maps conv(String name, int out, List<Integer> kernel, List<Integer> stride, List<Integer> padding) {
            Value weight = scope.in(name).parameter("weight", Init.zeros(), false, out, channels, kernel.get(0), kernel.get(1));
            Value bias = scope.in(name).parameter("bias", Init.zeros(), false, out);
            return new Maps(scope, method().op("relu", method().op("conv2d", value, weight, bias, stride, padding)), out);
        }

        Maps point(String name, int out) {
            return conv(name, out, ONE, ONE, NONE);
        }

        Maps square(String name, int out) {
            return conv(name, out, List.of(3, 3), ONE, ONE);
        }

        Maps halving(String name, int out) {
            return conv(name, out, List.of(3, 3), TWO, NONE);
        }

        /** Along the width. */
        Maps row(String name, int out, int length) {
            return conv(name, out, List.of(1, length), ONE, List.of(0, length / 2));
        }

        /** Along the height. */
        Maps column(String name, int out, int length) {
            return conv(name, out, List.of(length, 1), ONE, List.of(length / 2, 0));
        }

        Maps mean() {
            return new Maps(scope, method().op("avg_pool2d", value, List.of(3, 3), ONE, ONE, false, false), channels);
        }

        Maps max(List<Integer> stride, List<Integer> padding) {
            return new Maps(scope, method().op("max_pool2d", value, List.of(3, 3), stride, padding, ONE, false), channels);
        }

        /** Joins branches that began here. */
        Maps join(Maps... branches) {
            int sum = 0;
            for (Maps branch : branches) {
                sum += branch.channels;
            }
            return new Maps(scope, method().op("cat", List.of(branches).stream().map(Maps::value).toList(), 1), sum);
        }
    }

    /** Number of features: 2048. */
    int features() {
        return width(320) + 4 * width(384) + width(192);
    }

    /**
     * Methods {@code tf1} and {@code half_pixel}, which take the parameters and uint8 images (B,1 or 3,H,W) and give features (B,2048)
     * by that rule of {@link Resize}, and {@code logits}, from features to (B,1008).
     */
    Source source() {
        Source source = new Source();
        Method layers = source.method("layers");
        Maps input = head(layers);
        layers.returns(body(new Maps(input.scope(), layers.tensor("x"), 3)));
        for (Resize rule : Resize.values()) {
            Method method = source.method(entry(rule));
            Value weights = method.tensors("P");
            Value x = method.cast(method.op("expand", method.tensor("x"), List.of(-1, 3, -1, -1)), Dtype.F32);
            method.returns(method.self("layers", weights, switch (rule) {
                case TF1 -> scaled(method, lines(method, lines(method, x, 3), 2), 128, 128);
                case HALF_PIXEL -> scaled(method, method.op("upsample_bilinear2d", x, List.of(SIDE, SIDE), false), 127.5, 127.5);
            }));
        }
        Method logits = source.method("logits");
        head(logits);
        logits.returns(logits.op("linear", logits.tensor("features"), new Value("P[0]"), new Value("P[1]")));
        return source;
    }

    static String entry(Resize rule) {
        return switch (rule) {
            case TF1 -> "tf1";
            case HALF_PIXEL -> "half_pixel";
        };
    }

    /** Weight and bias of the last, linear layer, then of each convolution, as {@code name.weight} and {@code name.bias}. */
    List<Parameter> parameters() {
        Method scratch = new Source().method("scratch");
        Maps input = head(scratch);
        body(new Maps(input.scope(), scratch.tensor("x"), 3));
        return input.scope().parameters();
    }

    private int width(int channels) {
        return Math.ceilDiv(channels, divisor);
    }

    /** Declares what stands first in the list of weights. */
    private Maps head(Method method) {
        Value weights = method.tensors("P");
        Scope scope = Scope.of(method, weights, false, Dtype.F32);
        scope.in("fc").parameter("weight", Init.zeros(), false, width(1008), features());
        scope.in("fc").parameter("bias", Init.zeros(), false, width(1008));
        return new Maps(scope, weights, 0);
    }

    private Value body(Maps x) {
        Maps h = x.halving("Conv2d_1a_3x3", width(32)).conv("Conv2d_2a_3x3", width(32), List.of(3, 3), ONE, NONE).square("Conv2d_2b_3x3", width(64));
        h = h.max(TWO, NONE).point("Conv2d_3b_1x1", width(80)).conv("Conv2d_4a_3x3", width(192), List.of(3, 3), ONE, NONE).max(TWO, NONE);
        h = wide(h, "Mixed_5b", 32);
        h = wide(h, "Mixed_5c", 64);
        h = wide(h, "Mixed_5d", 64);
        h = firstReduction(h, "Mixed_6a");
        h = factored(h, "Mixed_6b", 128);
        h = factored(h, "Mixed_6c", 160);
        h = factored(h, "Mixed_6d", 160);
        h = factored(h, "Mixed_6e", 192);
        h = secondReduction(h, "Mixed_7a");
        h = split(h, "Mixed_7b", h.mean());
        h = split(h, "Mixed_7c", h.max(ONE, ONE));
        return h.method().op("mean", h.value(), List.of(2, 3));
    }

    /** 35 x 35. */
    private Maps wide(Maps input, String name, int pooled) {
        Maps x = input.in(name);
        return input.join(
                x.point("branch1x1", width(64)),
                x.point("branch5x5_1", width(48)).conv("branch5x5_2", width(64), List.of(5, 5), ONE, TWO),
                x.point("branch3x3dbl_1", width(64)).square("branch3x3dbl_2", width(96)).square("branch3x3dbl_3", width(96)),
                x.mean().point("branch_pool", width(pooled)));
    }

    /** 35 x 35 to 17 x 17. */
    private Maps firstReduction(Maps input, String name) {
        Maps x = input.in(name);
        return input.join(
                x.halving("branch3x3", width(384)),
                x.point("branch3x3dbl_1", width(64)).square("branch3x3dbl_2", width(96)).halving("branch3x3dbl_3", width(96)),
                x.max(TWO, NONE));
    }

    /** 17 x 17. */
    private Maps factored(Maps input, String name, int inner) {
        Maps x = input.in(name);
        int c = width(inner);
        return input.join(
                x.point("branch1x1", width(192)),
                x.point("branch7x7_1", c).row("branch7x7_2", c, 7).column("branch7x7_3", width(192), 7),
                x.point("branch7x7dbl_1", c).column("branch7x7dbl_2", c, 7).row("branch7x7dbl_3", c, 7).column("branch7x7dbl_4", c, 7)
                        .row("branch7x7dbl_5", width(192), 7),
                x.mean().point("branch_pool", width(192)));
    }

    /** 17 x 17 to 8 x 8. */
    private Maps secondReduction(Maps input, String name) {
        Maps x = input.in(name);
        int c = width(192);
        return input.join(
                x.point("branch3x3_1", c).halving("branch3x3_2", width(320)),
                x.point("branch7x7x3_1", c).row("branch7x7x3_2", c, 7).column("branch7x7x3_3", c, 7).halving("branch7x7x3_4", c),
                x.max(TWO, NONE));
    }

    /** 8 x 8. */
    private Maps split(Maps input, String name, Maps pooled) {
        Maps x = input.in(name);
        int c = width(384);
        Maps three = x.point("branch3x3_1", c);
        Maps twice = x.point("branch3x3dbl_1", width(448)).square("branch3x3dbl_2", c);
        return input.join(
                x.point("branch1x1", width(320)),
                three.row("branch3x3_2a", c, 3), three.column("branch3x3_2b", c, 3),
                twice.row("branch3x3dbl_3a", c, 3), twice.column("branch3x3dbl_3b", c, 3),
                pooled.in(name).point("branch_pool", width(192)));
    }

    private static Value scaled(Method method, Value x, double centre, double range) {
        return method.op("div", method.op("sub", x, centre), range);
    }

    /** Resizes one dimension by TensorFlow 1's rule; 64 bit positions, so that whole ones stay whole. */
    private static Value lines(Method method, Value x, int dimension) {
        Value n = method.op("size", x, dimension);
        Value scale = method.assign("torch.div(" + n + ", " + SIDE + ")");
        Value at = method.op("mul", method.op("arange", SIDE, new Value("dtype=" + Dtype.F64.code()), new Value("device=ops.prim.device(" + x + ")")), scale);
        Value below = method.op("floor", at);
        Value above = method.op("clamp_max", method.op("add", below, 1), method.op("sub", n, 1));
        Value share = method.op("reshape", method.cast(method.op("sub", at, below), Dtype.F32), dimension == 3 ? List.of(-1) : List.of(-1, 1));
        Value left = method.op("index_select", x, dimension, method.cast(below, Dtype.I64));
        Value right = method.op("index_select", x, dimension, method.cast(above, Dtype.I64));
        return method.op("add", left, method.op("mul", method.op("sub", right, left), share));
    }
}
