package io.straightway.train;

import io.straightway.data.Images;
import io.straightway.engine.Draws;

/**
 * Images drawn with replacement, each with fresh noise: the coupling of diffusion and of a first flow.
 *
 * @param images what to draw from
 * @param flip whether half of the images are mirrored left to right
 * @param augmentation further changes, of which the network is told
 * @param seed decides everything that is drawn
 */
public record IndependentNoise(Images images, boolean flip, Augmentation augmentation, long seed) implements Source {
    private static final int STREAM = 0x64617461;
    private static final int AUGMENT_STREAM = 0x61756721;

    /** Without augmentation. */
    public IndependentNoise(Images images, boolean flip, long seed) {
        this(images, flip, Augmentation.none(), seed);
    }

    @Override
    public void fill(long first, int count, float[] x0, float[] x1, int[] labels) {
        int size = images.stride();
        for (int i = 0; i < count; i++) {
            var draws = new Draws(seed, first + i, STREAM);
            int image = draws.below(images.count());
            boolean mirrored = draws.uniform() < 0.5 && flip;
            images.values(image, mirrored, x0, i * size);
            Augmentation.apply(change(first + i), x0, i * size, images.channels(), images.height(), images.width());
            draws.normals(x1, i * size, size);
            labels[i] = images.labels()[image];
        }
    }

    @Override
    public void augmentations(long first, int count, float[] target) {
        for (int i = 0; i < count; i++) {
            change(first + i).label(target, i * Augmentation.LABEL);
        }
    }

    private Augmentation.Change change(long sample) {
        return augmentation.draw(new Draws(seed, sample, AUGMENT_STREAM));
    }
}
