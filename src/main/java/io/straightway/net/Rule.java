package io.straightway.net;

import io.straightway.engine.Extent;
import io.straightway.engine.Init;
import io.straightway.engine.Scope;
import io.straightway.engine.Value;
import java.util.Optional;

/**
 * Initialisation of a layer as in EDM's networks, and the layers that use it.
 *
 * @param axes along which convolutions reach
 * @param law distribution, which depends on the layer's fan-in and fan-out
 * @param weight factor on the weights
 * @param bias factor on the biases
 */
record Rule(Axes axes, Law law, double weight, double bias) {
    enum Law {
        XAVIER_UNIFORM,
        KAIMING_UNIFORM,
        KAIMING_NORMAL
    }

    private Init init(double factor, int fanIn, int fanOut) {
        if (factor == 0) {
            return Init.zeros();
        }
        return switch (law) {
            case XAVIER_UNIFORM -> new Init.Uniform(factor * Math.sqrt(6.0 / (fanIn + fanOut)));
            case KAIMING_UNIFORM -> new Init.Uniform(factor * Math.sqrt(3.0 / fanIn));
            case KAIMING_NORMAL -> new Init.Normal(factor * Math.sqrt(1.0 / fanIn));
        };
    }

    Value conv(Scope scope, Value x, int in, int out, int kernel) {
        return conv(scope, x, in, out, kernel, kernel / 2);
    }

    Value conv(Scope scope, Value x, int in, int out, int kernel, int padding) {
        Extent extent = axes.kernel(kernel);
        int area = extent.area();
        return scope.conv2d(x, in, out, extent, axes.padding(padding), init(weight, in * area, out * area), init(bias, in * area, out * area));
    }

    Value linear(Scope scope, Value x, int in, int out) {
        return scope.linear(x, in, out, init(weight, in, out), Optional.of(init(bias, in, out)));
    }

    Value unbiased(Scope scope, Value x, int in, int out) {
        return scope.linear(x, in, out, init(weight, in, out), Optional.empty());
    }
}
