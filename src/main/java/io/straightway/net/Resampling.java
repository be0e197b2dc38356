package io.straightway.net;

import io.straightway.engine.Scope;
import io.straightway.engine.Value;
import java.util.List;

/** Halves or doubles an image with a separable filter. */
enum Resampling {
    /** Means of 2 by 2 pixels, and repetition. */
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

    /** (B,C,H,W) to (B,C,H/2,W/2). */
    Value down(Scope scope, Value x, int channels) {
        return this == BOX ? scope.avgPool(x) : down(scope, x, channels, padding());
    }

    Value down(Scope scope, Value x, int channels, int padding) {
        return scope.filterDown(x, scope.filter(x, taps), channels, padding);
    }

    /** (B,C,H,W) to (B,C,2H,2W). */
    Value up(Scope scope, Value x, int channels) {
        return this == BOX ? scope.upsample(x) : scope.filterUp(x, scope.filter(x, taps), channels, padding());
    }
}
