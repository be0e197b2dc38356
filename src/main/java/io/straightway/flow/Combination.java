package io.straightway.flow;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A point of a solver: scale·base + Σ factors·(remembered quantities, the newest first).
 *
 * @param factors as many as {@link #MEMORY}
 */
record Combination(double scale, List<Double> factors) {
    /** Quantities that are kept. */
    static final int MEMORY = 4;

    static final int WIDTH = MEMORY + 1;

    /** The base itself. */
    static final Combination BASE = new Combination(1, Collections.nCopies(MEMORY, 0.0));

    Combination {
        factors = List.copyOf(factors);
    }

    /** @param factors up to {@link #MEMORY}, the newest first */
    static Combination of(double scale, double... factors) {
        return new Combination(scale, Arrays.stream(Arrays.copyOf(factors, MEMORY)).boxed().toList());
    }

    void write(double[] table, int from) {
        table[from] = scale;
        for (int k = 0; k < MEMORY; k++) {
            table[from + 1 + k] = factors.get(k);
        }
    }
}
