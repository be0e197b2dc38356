package io.straightway.metric;

import io.straightway.engine.Dtype;
import io.straightway.engine.Init;
import io.straightway.engine.Method;
import io.straightway.engine.Parameter;
import io.straightway.engine.Scope;
import io.straightway.engine.Source;
import io.straightway.engine.Value;
import java.util.List;
import java.util.Optional;

/**
 * A small convolutional classifier whose pooled features judge images of one kind. Four 3x3 convolutions with group norm and SiLU,
 * halving the resolution after the second and third; the mean over positions gives the features; a linear layer gives the classes.
 *
 * @param channels of the images
 * @param classes that it tells apart
 */
record ClassifierNet(int channels, int classes) {
    static final int DIMENSIONS = 96;

    private static final int[] WIDTHS = {32, 64, 96, DIMENSIONS};
    private static final int GROUPS = 8;

    /** Methods {@code features}, {@code logits}, {@code loss} and {@code step}; all take the parameters as their first list. */
    Source source() {
        Source source = new Source();
        features(source);
        logits(source);
        loss(source);
        step(source);
        return source;
    }

    List<Parameter> parameters() {
        Source scratch = new Source();
        Method method = scratch.method("scratch");
        Scope scope = Scope.of(method, method.tensors("P"), false, Dtype.F32);
        head(scope, body(scope, method.tensor("x")));
        return scope.parameters();
    }

    /** uint8 (N,C,H,W) to float (N,96). */
    private void features(Source source) {
        Method method = source.method("features");
        Scope scope = Scope.of(method, method.tensors("P"), false, Dtype.F32);
        method.returns(body(scope, method.tensor("x")));
    }

    /** uint8 (N,C,H,W) to float (N,classes). */
    private void logits(Source source) {
        Method method = source.method("logits");
        Scope scope = Scope.of(method, method.tensors("P"), false, Dtype.F32);
        method.returns(head(scope, body(scope, method.tensor("x"))));
    }

    private void loss(Source source) {
        Method method = source.method("loss");
        Value weights = method.tensors("P");
        Value x = method.tensor("x");
        Value labels = method.tensor("labels");
        Scope scope = Scope.of(method, weights, true, Dtype.F32);
        Value logits = head(scope, body(scope, x));
        method.returns(method.op("cross_entropy_loss", logits, labels, Method.None.NONE, 1, -100, 0.05));
    }

    private static void step(Source source) {
        Method method = source.method("step");
        for (String list : List.of("P", "G", "M", "V", "S")) {
            method.tensors(list);
        }
        Value rate = method.tensor("rate");
        Value lr = method.assign("float(" + rate + ")");
        method.effect("aten._foreach_add_", "S, 1");
        method.effect("aten._fused_adam_", "P, G, M, V, annotate(List[Tensor], []), S, lr=" + lr
                + ", beta1=0.9, beta2=0.999, weight_decay=0.0001, eps=1.0e-8, amsgrad=False, maximize=False");
        method.effect("aten._foreach_zero_", "G");
        method.returns(rate);
    }

    private Value body(Scope scope, Value pixels) {
        Method method = scope.method();
        Value h = method.op("sub", method.op("div", method.cast(pixels, Dtype.F32), 127.5), 1.0);
        int in = channels;
        for (int i = 0; i < WIDTHS.length; i++) {
            int out = WIDTHS[i];
            double bound = Math.sqrt(6.0 / (9.0 * in));
            h = scope.in("conv" + i).conv2d(h, in, out, 3, 1, new Init.Uniform(bound), Init.zeros());
            h = scope.silu(scope.in("norm" + i).groupNorm(h, out, GROUPS, 1e-5));
            if (i == 1 || i == 2) {
                h = scope.avgPool(h);
            }
            in = out;
        }
        return method.op("mean", h, List.of(2, 3));
    }

    private Value head(Scope scope, Value features) {
        Value dropped = scope.dropout(features, 0.2);
        return scope.in("head").linear(dropped, DIMENSIONS, classes, new Init.Uniform(Math.sqrt(1.0 / DIMENSIONS)), Optional.of(Init.zeros()));
    }
}
