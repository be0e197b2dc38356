package io.straightway.data;

import java.nio.ByteBuffer;

/**
 * NumPy's bit generator PCG64: a linear congruential step of 128 bits, of whose new state XSL-RR makes 64 bits (O'Neill, <i>PCG: A Family
 * of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number Generation</i>, 2014). Not thread-safe.
 */
final class Pcg64 {
    /** State and increment, as they are kept in files. */
    static final int BYTES = 32;

    private static final long MULTIPLIER_HIGH = 0x2360ED051FC65DA4L;
    private static final long MULTIPLIER_LOW = 0x4385DF649FCCF645L;

    private final long incrementHigh;
    private final long incrementLow;
    private long high;
    private long low;

    private Pcg64(long high, long low, long incrementHigh, long incrementLow) {
        this.high = high;
        this.low = low;
        this.incrementHigh = incrementHigh;
        this.incrementLow = incrementLow;
    }

    /** @param state {@value #BYTES} bytes: state and increment, each 128 bits, big-endian */
    static Pcg64 of(byte[] state) {
        if (state.length != BYTES) {
            throw new IllegalArgumentException("a state of " + state.length + " bytes, allowed: " + BYTES);
        }
        ByteBuffer in = ByteBuffer.wrap(state);
        return new Pcg64(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    /** 64 random bits. */
    long next() {
        long productHigh = Math.unsignedMultiplyHigh(low, MULTIPLIER_LOW) + high * MULTIPLIER_LOW + low * MULTIPLIER_HIGH;
        long productLow = low * MULTIPLIER_LOW;
        low = productLow + incrementLow;
        long carry = Long.compareUnsigned(low, productLow) < 0 ? 1 : 0;
        high = productHigh + incrementHigh + carry;
        return Long.rotateRight(high ^ low, (int) (high >>> 58));
    }

    /** From 0 to below 1, in steps of 2⁻⁵³. */
    double uniform() {
        return (next() >>> 11) * 0x1p-53;
    }
}
