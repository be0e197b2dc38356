package io.straightway.net;

import io.straightway.engine.Scope;
import io.straightway.engine.Value;
import java.util.List;

/** Halves or doubles an image with a separable filter. */
enum Resampling {
    /** Means of 2 by 2 pixels, or of 2 along a signal, and repetition. */
    BOX(List.of(1.0, 1.0)),
    /** The filter of NCSN++. */
    TENT(List.of(1.0, 3.0, 3.0, 1.0));

    private final List<Double> taps;

    Resampling(List<Double> taps) {
        this.taps = taps;
    }

    int padding() {
        return (taps.size() - 1) / 2;
    }

    /** (B,C,H,W) to (B,C,H/2,W/2); only along the axes. */
    Value down(Scope scope, Value x, int channels, Axes axes) {
        return this == BOX ? scope.avgPool(x, axes.kernel(2)) : down(scope, x, channels, axes, padding());
    }

    Value down(Scope scope, Value x, int channels, Axes axes, int padding) {
        return scope.filterDown(x, filter(scope, x, axes), channels, axes.kernel(2), axes.padding(padding));
    }

    /** (B,C,H,W) to (B,C,2H,2W); only along the axes. */
    Value up(Scope scope, Value x, int channels, Axes axes) {
        return this == BOX ? scope.upsample(x, axes.kernel(2))
                : scope.filterUp(x, filter(scope, x, axes), channels, axes.kernel(2), axes.padding(padding()));
    }

    private Value filter(Scope scope, Value like, Axes axes) {
        return scope.filter(like, taps, axes.kernel(taps.size()));
    }
}
