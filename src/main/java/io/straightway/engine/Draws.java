package io.straightway.engine;

/**
 * A deterministic stream of draws, named by (seed, index, stream). Streams with different names are independent, and reading one
 * never moves another; this is what makes an image depend on its seed alone and a training step on its number alone.
 *
 * <p>The bits are part of the product's contract: {@link Philox} with the seed as key and counter (block, stream, index low, index
 * high); a uniform takes two words, a pair of normals four (Box-Muller in double precision by {@link StrictMath}). Not thread-safe.
 */
public final class Draws {
    private static final double ULP = 0x1p-53;

    private final long seed;
    private final long index;
    private final int stream;
    private int block;
    private int[] words = {};
    private int used;
    private double spare;
    private boolean hasSpare;

    public Draws(long seed, long index, int stream) {
        this.seed = seed;
        this.index = index;
        this.stream = stream;
    }

    /** Uniform in the open interval (0,1), 53 bits. */
    public double uniform() {
        return ((bits() >>> 11) + 0.5) * ULP;
    }

    /** Uniform in 0 … bound − 1. The bias is below bound/2^53. */
    public int below(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound is " + bound + ", allowed: a positive number");
        }
        return Math.min((int) (uniform() * bound), bound - 1);
    }

    /** Standard normal. */
    public double normal() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double radius = StrictMath.sqrt(-2 * StrictMath.log(uniform()));
        double angle = 2 * StrictMath.PI * uniform();
        spare = radius * StrictMath.sin(angle);
        hasSpare = true;
        return radius * StrictMath.cos(angle);
    }

    /** Fills {@code size} places from {@code from} with standard normals, each rounded to float. */
    public void normals(float[] target, int from, int size) {
        for (int i = 0; i < size; i++) {
            target[from + i] = (float) normal();
        }
    }

    /** 64 random bits. */
    public long bits() {
        if (used == words.length) {
            words = Philox.block(block++, stream, (int) index, (int) (index >>> 32), (int) seed, (int) (seed >>> 32));
            used = 0;
        }
        long bits = Integer.toUnsignedLong(words[used]) | Integer.toUnsignedLong(words[used + 1]) << 32;
        used += 2;
        return bits;
    }
}
