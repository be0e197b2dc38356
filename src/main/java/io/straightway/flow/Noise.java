package io.straightway.flow;

import io.straightway.engine.Draws;
import java.util.stream.IntStream;

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

    /**
     * The noise of several images, one after the other. All processors draw: one alone takes longer for it than a GPU for the image.
     *
     * @param size number of values of each
     */
    public static float[] images(long[] seeds, int size) {
        float[] noise = new float[Math.multiplyExact(seeds.length, size)];
        IntStream.range(0, seeds.length).parallel().forEach(i -> new Draws(seeds[i], 0, IMAGE_STREAM).normals(noise, i * size, size));
        return noise;
    }
}
