package io.straightway.train;

import io.straightway.data.Images;
import io.straightway.engine.Draws;

/**
 * Images drawn with replacement, each with fresh noise: the coupling of diffusion and of a first flow.
 *
 * @param images what to draw from
 * @param flip whether half of the images are mirrored left to right
 * @param seed decides everything that is drawn
 */
public record IndependentNoise(Images images, boolean flip, long seed) implements Source {
    private static final int STREAM = 0x64617461;

    @Override
    public void fill(long first, int count, float[] x0, float[] x1, int[] labels) {
        int size = images.stride();
        for (int i = 0; i < count; i++) {
            var draws = new Draws(seed, first + i, STREAM);
            int image = draws.below(images.count());
            boolean mirrored = draws.uniform() < 0.5 && flip;
            copy(image, mirrored, x0, i * size);
            draws.normals(x1, i * size, size);
            labels[i] = images.labels()[image];
        }
    }

    /** Copies an image as values pixel/127.5 − 1, mirrored left to right if asked. */
    void copy(int image, boolean mirrored, float[] target, int from) {
        int size = images.stride();
        int width = images.width();
        int start = image * size;
        for (int k = 0; k < size; k++) {
            int column = k % width;
            int source = mirrored ? k - column + width - 1 - column : k;
            target[from + k] = Byte.toUnsignedInt(images.pixels()[start + source]) / 127.5f - 1;
        }
    }
}
