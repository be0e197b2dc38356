package io.straightway.train;

import io.straightway.engine.Draws;

/**
 * Images drawn with replacement, each with fresh noise: the coupling of diffusion and of a first flow.
 *
 * @param images what to draw from
 * @param flip whether half of the images are mirrored left to right
 * @param seed decides everything that is drawn
 */
public record IndependentNoise(ImageSet images, boolean flip, long seed) implements Source {
    private static final int STREAM = 0x64617461;

    @Override
    public void fill(long first, int count, float[] x0, float[] x1, int[] labels) {
        int size = images.size();
        for (int i = 0; i < count; i++) {
            var draws = new Draws(seed, first + i, STREAM);
            int image = draws.below(images.count());
            boolean mirrored = draws.uniform() < 0.5 && flip;
            images.copy(image, mirrored, x0, i * size);
            draws.normals(x1, i * size, size);
            labels[i] = images.labels()[image];
        }
    }
}
