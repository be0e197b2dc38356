package io.straightway.data;

import java.util.Arrays;

/** Many signals as one picture of line plots, row by row, all at one scale: the bottom of a plot is level 0, its top level 255. */
public final class LinePlots {
    private static final int HEIGHT = 64;
    private static final int LEAST_WIDTH = 128;
    private static final int GAP = 6;
    private static final byte GROUND = (byte) 255;
    private static final byte FRAME = (byte) 220;
    private static final byte INK = 30;

    private final byte[] out;
    private final int planes;
    private final int height;
    private final int width;

    private LinePlots(int planes, int height, int width) {
        this.planes = planes;
        this.height = height;
        this.width = width;
        this.out = new byte[Math.multiplyExact(planes, Math.multiplyExact(height, width))];
        Arrays.fill(out, GROUND);
    }

    /**
     * @param signals with one side of one pixel; three channels are drawn in cyan, magenta and yellow
     * @param columns plots in a row
     * @return a PNG
     */
    public static byte[] png(Images signals, int columns) {
        if (columns < 1 || signals.count() < 1 || !signals.line()) {
            throw new IllegalArgumentException("plots of " + signals.count() + " signals of " + signals.width() + "x" + signals.height() + " in " + columns
                    + " columns cannot be");
        }
        int length = Math.max(signals.height(), signals.width());
        int wide = Math.min(columns, signals.count());
        int rows = Math.ceilDiv(signals.count(), wide);
        int cell = Math.max(LEAST_WIDTH, length);
        LinePlots plots = new LinePlots(signals.channels(), rows * (HEIGHT + GAP) + GAP, wide * (cell + GAP) + GAP);
        for (int i = 0; i < signals.count(); i++) {
            int top = GAP + i / wide * (HEIGHT + GAP);
            int left = GAP + i % wide * (cell + GAP);
            plots.frame(top, left, cell);
            for (int channel = 0; channel < signals.channels(); channel++) {
                plots.line(signals.pixels(), i * signals.stride() + channel * length, length, channel, top, left, cell);
            }
        }
        return Png.encode(plots.out, 0, plots.planes, plots.height, plots.width);
    }

    private void frame(int top, int left, int cell) {
        for (int plane = 0; plane < planes; plane++) {
            for (int x = 0; x < cell; x++) {
                set(plane, top + HEIGHT - 1, left + x, FRAME);
            }
        }
    }

    /** Straight between samples; each column of pixels is filled from the line's height there to its height at the next column. */
    private void line(byte[] pixels, int from, int length, int plane, int top, int left, int cell) {
        int before = row(pixels, from, length, 0, cell);
        for (int x = 0; x < cell; x++) {
            int here = row(pixels, from, length, x, cell);
            for (int y = Math.min(before, here); y <= Math.max(before, here); y++) {
                set(plane, top + y, left + x, INK);
            }
            before = here;
        }
    }

    private static int row(byte[] pixels, int from, int length, int x, int cell) {
        double at = (double) x * (length - 1) / (cell - 1);
        int first = Math.min((int) at, length - 2);
        double level = (1 - (at - first)) * Byte.toUnsignedInt(pixels[from + first]) + (at - first) * Byte.toUnsignedInt(pixels[from + first + 1]);
        return HEIGHT - 1 - (int) Math.round(level / 255 * (HEIGHT - 1));
    }

    private void set(int plane, int y, int x, byte value) {
        out[(plane * height + y) * width + x] = value;
    }
}
