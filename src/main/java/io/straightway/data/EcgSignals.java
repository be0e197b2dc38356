package io.straightway.data;

import io.straightway.store.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One second of an electrocardiogram at a time, made up: a sum of Gaussian bumps P, Q, R, S, T around each beat. Positions, widths and
 * heights are those of McSharry, Clifford, Tarassenko and Smith 2003, "A dynamical model for generating synthetic electrocardiogram
 * signals", table I: angle θ becomes the time θ/2π of a beat at 60 per minute, b the width b/2π, and the height is a·b² over that of R,
 * which is what their equation leaves where a bump passes. That positions and widths go with the root of the beat's length, and all that
 * varies from signal to signal, are project choices: rate, beat lengths (3 %), heights (15 %), widths (10 %), where the first beat
 * falls, a wandering baseline (0.2 to 0.5 Hz, 0.06 mV) and noise (0.01 mV).
 *
 * <p>Signal i is a function of seed and i: its generator's state is the SHA-256 of both. Millivolts v become the value 0.7·v − 0.2 of −1 to 1
 * and that the nearest of 256 levels, so one level is 0.011 mV.
 *
 * @param length samples, a power of two
 * @param classes 1 to 3 of {@link #CLASSES}, in order; signal i is of class i modulo this
 */
public record EcgSignals(int length, int classes, long seed) {
    public static final List<String> CLASSES = List.of("normal", "tachycardia", "inverted T");

    private static final int INVERTED_T = 2;

    /** Beats per minute, least and most of each class. */
    private static final double[][] RATES = {{55, 90}, {110, 170}, {55, 90}};

    private static final int WAVES = 5;
    private static final int T = 4;
    private static final double[] ANGLE = {-Math.PI / 3, -Math.PI / 12, 0, Math.PI / 12, Math.PI / 2};
    private static final double[] WIDTH = {0.25, 0.1, 0.1, 0.1, 0.4};
    private static final double[] HEIGHT = {0.25, -1.0 / 6, 1, -0.25, 0.4};

    /** A wave reaches no farther than this into another beat, in seconds. */
    private static final double REACH = 1;

    public EcgSignals {
        if (length < 4 || length > 1024 || Integer.bitCount(length) != 1) {
            throw new IllegalArgumentException("length is " + length + ", allowed: a power of two from 4 to 1024");
        }
        if (classes < 1 || classes > CLASSES.size()) {
            throw new IllegalArgumentException("classes is " + classes + ", allowed: 1 to " + CLASSES.size() + ", of " + CLASSES);
        }
    }

    /** Pictures one pixel high. */
    public DataSet set(String name, int count) {
        byte[] pixels = new byte[Math.multiplyExact(count, length)];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % classes;
            double[] signal = millivolts(i);
            for (int k = 0; k < length; k++) {
                double value = Math.clamp(0.7 * signal[k] - 0.2, -1, 1);
                pixels[i * length + k] = (byte) Math.round((value + 1) * 127.5);
            }
        }
        return new DataSet(name, new Images(count, 1, 1, length, pixels, labels, CLASSES.subList(0, classes)),
                List.of("synthetic electrocardiograms of Straightway, after McSharry et al. 2003, length " + length + ", seed " + seed));
    }

    /** Signal i, (length). */
    double[] millivolts(int i) {
        Pcg64 bits = generator(i);
        int kind = i % classes;
        double beat = 60 / between(bits, RATES[kind][0], RATES[kind][1]);
        double[] heights = new double[WAVES];
        double[] widths = new double[WAVES];
        for (int wave = 0; wave < WAVES; wave++) {
            heights[wave] = HEIGHT[wave] * Math.exp(0.15 * Ziggurat.normal(bits));
            widths[wave] = WIDTH[wave] / (2 * Math.PI) * Math.exp(0.1 * Ziggurat.normal(bits));
        }
        heights[T] *= kind == INVERTED_T ? -1 : 1;
        double wander = 0.06 * Ziggurat.normal(bits);
        double frequency = between(bits, 0.2, 0.5);
        double phase = between(bits, 0, 2 * Math.PI);
        double[] signal = new double[length];
        double peak = -REACH - beat * bits.uniform();
        while (peak < 1 + REACH) {
            add(signal, peak, Math.sqrt(beat), heights, widths);
            peak += beat * (1 + 0.03 * Ziggurat.normal(bits));
        }
        for (int k = 0; k < length; k++) {
            signal[k] += wander * Math.sin(2 * Math.PI * frequency * k / length + phase) + 0.01 * Ziggurat.normal(bits);
        }
        return signal;
    }

    private void add(double[] signal, double peak, double stretch, double[] heights, double[] widths) {
        for (int wave = 0; wave < WAVES; wave++) {
            double middle = peak + stretch * ANGLE[wave] / (2 * Math.PI);
            for (int k = 0; k < length; k++) {
                double away = ((double) k / length - middle) / (stretch * widths[wave]);
                signal[k] += heights[wave] * Math.exp(-away * away / 2);
            }
        }
    }

    private static double between(Pcg64 bits, double low, double high) {
        return low + (high - low) * bits.uniform();
    }

    private Pcg64 generator(int i) {
        byte[] state = Digest.sha256().digest(("straightway ecg " + seed + " " + i).getBytes(StandardCharsets.UTF_8));
        state[state.length - 1] |= 1; // the increment of a congruential generator must be odd
        return Pcg64.of(state);
    }
}
