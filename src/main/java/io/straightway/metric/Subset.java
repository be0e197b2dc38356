package io.straightway.metric;

import io.straightway.engine.Draws;
import java.util.Arrays;

/** Draws without replacement: the beginning of a Fisher-Yates shuffle. */
final class Subset {
    private Subset() {}

    static float[][] of(float[][] rows, int size, Draws draws) {
        float[][] order = rows.clone();
        for (int i = 0; i < size; i++) {
            int j = i + draws.below(order.length - i);
            float[] row = order[j];
            order[j] = order[i];
            order[i] = row;
        }
        return Arrays.copyOf(order, size);
    }
}
