package io.straightway.flow;

import io.straightway.engine.Draws;

/** The noise an image grows from. */
public final class Noise {
    private static final int IMAGE_STREAM = 0;

    private Noise() {}

    /**
     * The noise of one image: standard normals that depend on the seed alone, bit for bit on every machine, whatever batch, shard or
     * worker the image falls to. The bits are {@link Draws} of (seed, 0, 0), and a shorter image has the beginning of a longer one's.
     *
     * @param size number of values, channels·height·width
     */
    public static float[] image(long seed, int size) {
        float[] noise = new float[size];
        new Draws(seed, 0, IMAGE_STREAM).normals(noise, 0, size);
        return noise;
    }
}
