package io.straightway.data;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * NumPy's {@code Generator.standard_normal} on {@link Pcg64}: the ziggurat of 256 strips of equal area (Marsaglia and Tsang, <i>The Ziggurat
 * Method for Generating Random Variables</i>, 2000), with 52 bits within a strip. What comes out depends on the last bits of the tables,
 * which rounding in their making has left a little off, so they are kept as NumPy has them (see {@code docs/reference/credits.md}).
 */
final class Ziggurat {
    /** Where the tail begins. */
    private static final double R = 3.6541528853610088;
    private static final double INVERSE_R = 0.27366123732975828;

    private static final int STRIPS = 256;
    private static final long POSITION = (1L << 52) - 1;
    private static final String TABLES = "/numpy/ziggurat.bin";

    /** Positions below it lie wholly under the curve. */
    private static final long[] INSIDE = new long[STRIPS];

    /** Width of a strip by 2⁵². */
    private static final double[] SCALE = new double[STRIPS];

    /** exp(−x²/2) at the right end of a strip. */
    private static final double[] HEIGHT = new double[STRIPS];

    static {
        try (InputStream in = Ziggurat.class.getResourceAsStream(TABLES); DataInputStream tables = new DataInputStream(in)) {
            for (int i = 0; i < STRIPS; i++) {
                INSIDE[i] = tables.readLong();
                SCALE[i] = tables.readDouble();
                HEIGHT[i] = tables.readDouble();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + TABLES, e);
        }
    }

    private Ziggurat() {}

    /** Standard normals as NumPy casts them to 32 bits. */
    static void normals(Pcg64 bits, float[] target, int from, int count) {
        for (int i = from; i < from + count; i++) {
            target[i] = (float) normal(bits);
        }
    }

    /**
     * A standard normal. The fraction of a per mille that comes from the tail may differ from NumPy's in its last bit, as it does between
     * C libraries: it is a logarithm.
     */
    static double normal(Pcg64 bits) {
        while (true) {
            long word = bits.next();
            int strip = (int) (word & 0xff);
            boolean negative = (word >>> 8 & 1) == 1;
            long position = word >>> 9 & POSITION;
            double x = position * SCALE[strip];
            if (position < INSIDE[strip]) {
                return negative ? -x : x;
            }
            if (strip == 0) {
                return tail(bits, (position >>> 8 & 1) == 1);
            }
            double y = HEIGHT[strip] + (HEIGHT[strip - 1] - HEIGHT[strip]) * bits.uniform();
            if (y < StrictMath.exp(-0.5 * x * x)) {
                return negative ? -x : x;
            }
        }
    }

    private static double tail(Pcg64 bits, boolean negative) {
        while (true) {
            double x = -INVERSE_R * StrictMath.log1p(-bits.uniform());
            double y = -StrictMath.log1p(-bits.uniform());
            if (y + y > x * x) {
                return negative ? -(R + x) : R + x;
            }
        }
    }
}
