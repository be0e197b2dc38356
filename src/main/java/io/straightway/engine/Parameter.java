package io.straightway.engine;

import java.util.List;

/**
 * A named array that a program takes from outside.
 *
 * @param name as in a PyTorch state dictionary
 * @param shape sizes, outermost first
 * @param init first values
 * @param trainable false for a buffer, which the optimizer leaves alone
 */
public record Parameter(String name, List<Integer> shape, Init init, boolean trainable) {
    public Parameter {
        shape = List.copyOf(shape);
    }

    /** Number of elements. */
    public long size() {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
}
