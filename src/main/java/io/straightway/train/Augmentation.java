package io.straightway.train;

import io.straightway.engine.Draws;

/**
 * The augmentation of EDM's teachers (Karras et al. 2022, appendix F.2): mirrored, turned, scaled, stretched and moved images, and a
 * label of nine numbers that tells the network what was done, so that it leaks into no sample drawn with the label at zero. A mirror
 * image left to right is always possible; everything else happens with the probability, each by itself.
 *
 * <p>Images are resampled once, bicubically, and reflected beyond their borders; EDM uses a wavelet filter at twice the resolution.
 *
 * @param probability of each change, 0 for no augmentation at all
 */
public record Augmentation(double probability) {
    /** Length of the label. */
    public static final int LABEL = 9;

    /** Standard deviations of the binary logarithm of scale and stretch, and of the shift as a share of the side. */
    private static final double SCALE = 0.2;
    private static final double STRETCH = 0.2;
    private static final double SHIFT = 0.125;

    /** Probability that a stretch is along a random axis instead of a side. */
    private static final double SLANTED = 0.5;

    public Augmentation {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability is " + probability + ", allowed: 0 to 1");
        }
    }

    public static Augmentation none() {
        return new Augmentation(0);
    }

    /**
     * What is done to one image.
     *
     * @param mirrorX left to right
     * @param mirrorY top to bottom
     * @param scale binary logarithm of the enlargement, in standard deviations
     * @param angle of the turn
     * @param stretch binary logarithm of the stretch, in standard deviations
     * @param axis angle of the stretch
     * @param shiftX to the right, in standard deviations
     * @param shiftY down, in standard deviations
     */
    record Change(boolean mirrorX, boolean mirrorY, double scale, double angle, double stretch, double axis, double shiftX, double shiftY) {
        static final Change NONE = new Change(false, false, 0, 0, 0, 0, 0, 0);

        /** Writes the label, in EDM's order. */
        void label(float[] target, int from) {
            double[] label = {mirrorX ? 1 : 0, mirrorY ? 1 : 0, scale, Math.cos(angle) - 1, Math.sin(angle), stretch * Math.cos(axis),
                stretch * Math.sin(axis), shiftX, shiftY};
            for (int i = 0; i < LABEL; i++) {
                target[from + i] = (float) label[i];
            }
        }

        boolean keepsPixels() {
            return scale == 0 && angle == 0 && stretch == 0 && shiftX == 0 && shiftY == 0;
        }

        /** From centred coordinates of the result to those of the original, two rows of three numbers. */
        double[] inverse(int height, int width) {
            double s = Math.pow(2, -SCALE * scale);
            double k = Math.pow(2, STRETCH * stretch);
            double[] turn = rotation(angle);
            double[] along = product(rotation(-axis), product(new double[] {1 / k, 0, 0, k}, rotation(axis)));
            double[] a = product(new double[] {s, 0, 0, s}, product(turn, along));
            double dx = -shiftX * SHIFT * width;
            double dy = -shiftY * SHIFT * height;
            return new double[] {a[0], a[1], a[0] * dx + a[1] * dy, a[2], a[3], a[2] * dx + a[3] * dy};
        }

        private static double[] rotation(double angle) {
            return new double[] {Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle)};
        }

        private static double[] product(double[] a, double[] b) {
            return new double[] {a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3]};
        }
    }

    /** Every number is drawn, used or not, so that one change never moves another. */
    Change draw(Draws draws) {
        if (probability == 0) {
            return Change.NONE;
        }
        boolean mirrorX = draws.uniform() < 0.5;
        boolean mirrorY = draws.uniform() < 0.5 & draws.uniform() < probability;
        double scale = chosen(draws, draws.normal());
        double angle = chosen(draws, (2 * draws.uniform() - 1) * Math.PI);
        double stretch = chosen(draws, draws.normal());
        double direction = (2 * draws.uniform() - 1) * Math.PI;
        double axis = draws.uniform() < SLANTED ? direction : 0;
        double shiftX = draws.normal();
        double shiftY = draws.normal();
        boolean shifted = draws.uniform() < probability;
        return new Change(mirrorX, mirrorY, scale, angle, stretch, axis, shifted ? shiftX : 0, shifted ? shiftY : 0);
    }

    private double chosen(Draws draws, double value) {
        return draws.uniform() < probability ? value : 0;
    }

    /** Changes one image (C,H,W) of {@code values} in place. */
    static void apply(Change change, float[] values, int from, int channels, int height, int width) {
        if (change.equals(Change.NONE)) {
            return;
        }
        float[] original = new float[channels * height * width];
        for (int i = 0; i < original.length; i++) {
            int column = i % width;
            int row = i / width % height;
            int source = i + (change.mirrorX() ? width - 1 - 2 * column : 0) + (change.mirrorY() ? (height - 1 - 2 * row) * width : 0);
            original[i] = values[from + source];
        }
        if (change.keepsPixels()) {
            System.arraycopy(original, 0, values, from, original.length);
            return;
        }
        double[] inverse = change.inverse(height, width);
        double middleX = (width - 1) / 2.0;
        double middleY = (height - 1) / 2.0;
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                double u = column - middleX;
                double v = row - middleY;
                double x = inverse[0] * u + inverse[1] * v + inverse[2] + middleX;
                double y = inverse[3] * u + inverse[4] * v + inverse[5] + middleY;
                for (int channel = 0; channel < channels; channel++) {
                    int plane = channel * height * width;
                    values[from + plane + row * width + column] = (float) sample(original, plane, height, width, x, y);
                }
            }
        }
    }

    private static double sample(float[] image, int plane, int height, int width, double x, double y) {
        int left = (int) Math.floor(x) - 1;
        int top = (int) Math.floor(y) - 1;
        double sum = 0;
        for (int j = 0; j < 4; j++) {
            double line = 0;
            for (int i = 0; i < 4; i++) {
                line += cubic(x - left - i) * image[plane + reflected(top + j, height) * width + reflected(left + i, width)];
            }
            sum += cubic(y - top - j) * line;
        }
        return sum;
    }

    /** The interpolating kernel of Keys 1981, a = −½. */
    private static double cubic(double distance) {
        double d = Math.abs(distance);
        if (d >= 2) {
            return 0;
        }
        return d <= 1 ? (1.5 * d - 2.5) * d * d + 1 : ((-0.5 * d + 2.5) * d - 4) * d + 2;
    }

    /** Without repeating the border. */
    private static int reflected(int index, int size) {
        if (size == 1) {
            return 0;
        }
        int wrapped = Math.floorMod(index, 2 * (size - 1));
        return wrapped < size ? wrapped : 2 * (size - 1) - wrapped;
    }
}
