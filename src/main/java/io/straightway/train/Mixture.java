package io.straightway.train;

import io.straightway.engine.Draws;
import java.util.Arrays;

/**
 * Draws each sample from one of two couplings: forward pairs (real images and the noise a teacher's flow takes them to) with probability
 * {@code share}, else backward pairs. Which one is decided by the sample's number alone. The share is a project choice: Simple ReFlow
 * does not state its own.
 *
 * @param forward first coupling
 * @param backward second coupling
 * @param share of samples from the first, 0 to 1
 * @param seed decides which coupling a sample comes from
 */
public record Mixture(Source forward, Source backward, double share, long seed) implements Source {
    private static final int STREAM = 0x6d697874;

    public Mixture {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share is " + share + ", allowed: 0 to 1");
        }
    }

    @Override
    public void fill(long first, int count, float[] x0, float[] x1, int[] labels) {
        int size = x0.length / count;
        float[] data = new float[size];
        float[] noise = new float[size];
        int[] label = new int[1];
        for (int i = 0; i < count; i++) {
            of(first + i).fill(first + i, 1, data, noise, label);
            System.arraycopy(data, 0, x0, i * size, size);
            System.arraycopy(noise, 0, x1, i * size, size);
            labels[i] = label[0];
        }
    }

    @Override
    public void augmentations(long first, int count, float[] target) {
        float[] one = new float[target.length / count];
        for (int i = 0; i < count; i++) {
            Arrays.fill(one, 0);
            of(first + i).augmentations(first + i, 1, one);
            System.arraycopy(one, 0, target, i * one.length, one.length);
        }
    }

    private Source of(long sample) {
        return new Draws(seed, sample, STREAM).uniform() < share ? forward : backward;
    }
}
