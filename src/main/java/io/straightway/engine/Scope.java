package io.straightway.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network being described. Each layer writes its operations into a {@link Method} and declares its parameters, so that text and
 * parameter list cannot disagree. Layers take and give images (B,C,H,W) or vectors (B,C).
 *
 * <p>Weights stay 32 bit; where the compute type is BF16, convolutions, norms and attention cast theirs on the fly, and {@link
 * #linear} stays 32 bit because it serves the small embedding vectors.
 */
public final class Scope {
    private final Method method;
    private final Value weights;
    private final List<Parameter> parameters;
    private final String prefix;
    private final boolean training;
    private final Dtype compute;

    private Scope(Method method, Value weights, List<Parameter> parameters, String prefix, boolean training, Dtype compute) {
        this.method = method;
        this.weights = weights;
        this.parameters = parameters;
        this.prefix = prefix;
        this.training = training;
        this.compute = compute;
    }

    /**
     * The outermost scope.
     *
     * @param weights the method's list of tensors that holds the parameters in declared order
     * @param training whether dropout drops
     * @param compute F32 or BF16
     */
    public static Scope of(Method method, Value weights, boolean training, Dtype compute) {
        return new Scope(method, weights, new ArrayList<>(), "", training, compute);
    }

    /** The scope whose names begin with {@code name.}. */
    public Scope in(String name) {
        return new Scope(method, weights, parameters, prefix + name + ".", training, compute);
    }

    public Method method() {
        return method;
    }

    public Dtype compute() {
        return compute;
    }

    public List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /** Declares a 32 bit parameter. */
    public Value parameter(String name, Init init, boolean trainable, Integer... shape) {
        parameters.add(new Parameter(prefix + name, List.of(shape), init, trainable));
        return method.item(weights, parameters.size() - 1);
    }

    /** y = x·Wᵀ + b, (B,in) to (B,out), 32 bit. */
    public Value linear(Value x, int in, int out, Init weight, Optional<Init> bias) {
        Value w = parameter("weight", weight, true, out, in); // (out,in)
        Object b = bias.<Object>map(init -> parameter("bias", init, true, out)).orElse(Method.None.NONE);
        return method.op("linear", x, w, b);
    }

    /** Square convolution with stride 1, (B,in,H,W) to (B,out,H + 2·padding − kernel + 1,…). */
    public Value conv2d(Value x, int in, int out, int kernel, int padding, Init weight, Init bias) {
        return conv2d(x, in, out, Extent.square(kernel), Extent.square(padding), weight, bias);
    }

    /** The same with a kernel of any extent. */
    public Value conv2d(Value x, int in, int out, Extent kernel, Extent padding, Init weight, Init bias) {
        Value w = cast(parameter("weight", weight, true, out, in, kernel.height(), kernel.width()));
        Value b = cast(parameter("bias", bias, true, out));
        return method.op("conv2d", x, w, b, List.of(1, 1), padding.list());
    }

    public Value groupNorm(Value x, int channels, int groups, double epsilon) {
        Value w = cast(parameter("weight", Init.ones(), true, channels));
        Value b = cast(parameter("bias", Init.zeros(), true, channels));
        return method.op("group_norm", x, groups, w, b, epsilon, true);
    }

    /** x·sigmoid(x). Where nothing is to be remembered for gradients it takes the place of x, which must not be used again. */
    public Value silu(Value x) {
        return method.op(training ? "silu" : "silu_", x);
    }

    public Value add(Value x, Value y) {
        return method.op("add", x, y);
    }

    public Value mul(Value x, Value y) {
        return method.op("mul", x, y);
    }

    public Value scale(Value x, double factor) {
        return factor == 1 ? x : method.op("mul", x, factor);
    }

    /** Joins along the channels. */
    public Value cat(Value x, Value y) {
        return method.op("cat", List.of(x, y), 1);
    }

    public Value dropout(Value x, double probability) {
        return training && probability > 0 ? method.op("dropout", x, probability, true) : x;
    }

    /** (B,C,H,W) to (B,C,fH,gW) for factors (f,g), each pixel repeated. */
    public Value upsample(Value x, Extent factors) {
        return method.op("upsample_nearest2d", x, Method.None.NONE, List.of((double) factors.height(), (double) factors.width()));
    }

    /** (B,C,H,W) to (B,C,H/2,W/2), means of 2 by 2 pixels. */
    public Value avgPool(Value x) {
        return avgPool(x, Extent.square(2));
    }

    /** Means of windows that do not overlap. */
    public Value avgPool(Value x, Extent window) {
        return method.op("avg_pool2d", x, window.list(), window.list(), List.of(0, 0), false, true);
    }

    /** Depthwise filter, with stride 2 from (B,C,H,W) to (B,C,H/2,W/2) at the usual padding. */
    public Value filterDown(Value x, Value filter, int channels, Extent stride, Extent padding) {
        return method.op("conv2d", x, tiled(filter, channels), Method.None.NONE, stride.list(), padding.list(), List.of(1, 1), channels);
    }

    /** The transpose of {@link #filterDown} times the area of the stride, so that a constant image keeps its level. */
    public Value filterUp(Value x, Value filter, int channels, Extent stride, Extent padding) {
        return method.op("conv_transpose2d", x, tiled(scale(filter, stride.area()), channels), Method.None.NONE, stride.list(), padding.list(),
                List.of(0, 0), channels);
    }

    /**
     * A symmetric one-dimensional filter, normalised to sum 1, as a kernel (1,1,h,w): along both sides, the outer product with itself; or
     * along the one side where {@code kernel} has more than one pixel.
     *
     * @param kernel each side is 1 or as long as the filter
     */
    public Value filter(Value like, List<Double> taps, Extent kernel) {
        double sum = taps.stream().mapToDouble(Double::doubleValue).sum();
        List<Double> normal = taps.stream().map(tap -> tap / sum).toList();
        Value line = method.op("tensor", normal, new Value("dtype=" + compute.code()), new Value("device=ops.prim.device(" + like + ")"));
        Value values = kernel.height() == kernel.width() ? method.op("outer", line, line) : line;
        return method.op("reshape", values, List.of(1, 1, kernel.height(), kernel.width()));
    }

    /** softmax(qᵀk/√d)·v for q, k, v of shape (B,heads,N,d). */
    public Value attention(Value q, Value k, Value v) {
        if (Torch.libtorch().atLeast(2, 0)) {
            return method.op("scaled_dot_product_attention", q, k, v, Method.None.NONE, 0.0, false);
        }
        Value root = method.assign("torch.sqrt(torch.size(" + q + ", -1))");
        Value alike = method.op("div", method.op("matmul", q, method.op("transpose", k, 2, 3)), root);
        return method.op("matmul", method.op("softmax", alike, -1), v);
    }

    /** To the compute type. */
    public Value cast(Value x) {
        return compute == Dtype.F32 ? x : method.cast(x, compute);
    }

    private Value tiled(Value filter, int channels) {
        return method.op("repeat", filter, List.of(channels, 1, 1, 1));
    }
}
