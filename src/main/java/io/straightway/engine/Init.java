package io.straightway.engine;

/** How a parameter gets its first values. */
public sealed interface Init {
    record Constant(double value) implements Init {}

    /** Uniform in (−bound, bound). */
    record Uniform(double bound) implements Init {}

    record Normal(double deviation) implements Init {}

    static Init zeros() {
        return new Constant(0);
    }

    static Init ones() {
        return new Constant(1);
    }
}
