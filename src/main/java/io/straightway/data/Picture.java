package io.straightway.data;

/**
 * One picture.
 *
 * @param pixels (channels, height, width) as unsigned bytes; channels is 1 (grey) or 3 (RGB)
 */
public record Picture(int channels, int height, int width, byte[] pixels) {
    public Picture {
        if (pixels.length != (long) channels * height * width) {
            throw new IllegalArgumentException(pixels.length + " bytes of pixels are not (" + channels + ", " + height + ", " + width + ")");
        }
    }

    String size() {
        return width + "x" + height + (channels == 1 ? " grey" : " RGB");
    }

    /** Grey as RGB; RGB as grey is refused, because it would lose colour without being asked to. */
    Picture withChannels(int wanted) {
        if (wanted == channels) {
            return this;
        }
        if (channels != 1) {
            throw new IllegalArgumentException("a picture of " + channels + " channels does not become one of " + wanted);
        }
        byte[] copies = new byte[wanted * pixels.length];
        for (int c = 0; c < wanted; c++) {
            System.arraycopy(pixels, 0, copies, c * pixels.length, pixels.length);
        }
        return new Picture(wanted, height, width, copies);
    }

    /** The square in the middle. */
    public Picture centreSquare() {
        int side = Math.min(height, width);
        return side == height && side == width ? this : window((width - side) / 2, (height - side) / 2, side, (byte) 0);
    }

    /** Brought to a square of this side; a signal, which is one pixel high or wide, keeps its length. */
    public Picture fitted(int side) {
        boolean signal = (height == 1) != (width == 1);
        return signal ? this : centreSquare().boxed(side, side);
    }

    /** In the middle of a square of this side, on a ground of {@code ground}. */
    public Picture padded(int side, int ground) {
        return window((width - side) / 2, (height - side) / 2, side, (byte) ground);
    }

    private Picture window(int left, int top, int side, byte ground) {
        byte[] out = new byte[channels * side * side];
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    boolean inside = y + top >= 0 && y + top < height && x + left >= 0 && x + left < width;
                    out[(c * side + y) * side + x] = inside ? pixels[(c * height + y + top) * width + x + left] : ground;
                }
            }
        }
        return new Picture(channels, side, side, out);
    }

    /** Resized with a box filter: every new pixel is the mean over the area it covers. */
    public Picture boxed(int newHeight, int newWidth) {
        if (newHeight == height && newWidth == width) {
            return this;
        }
        byte[] out = new byte[channels * newHeight * newWidth];
        double[] column = new double[width];
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < newHeight; y++) {
                sumRows(c, (double) y * height / newHeight, (double) (y + 1) * height / newHeight, column);
                for (int x = 0; x < newWidth; x++) {
                    double from = (double) x * width / newWidth;
                    double to = (double) (x + 1) * width / newWidth;
                    double sum = 0;
                    for (int i = (int) from; i < Math.min(width, Math.ceil(to)); i++) {
                        sum += column[i] * (Math.min(to, i + 1) - Math.max(from, i));
                    }
                    out[(c * newHeight + y) * newWidth + x] = (byte) Math.min(255, Math.round(sum / (to - from)));
                }
            }
        }
        return new Picture(channels, newHeight, newWidth, out);
    }

    /** Means over rows [from, to) of every column of one channel. */
    private void sumRows(int channel, double from, double to, double[] column) {
        java.util.Arrays.fill(column, 0);
        for (int i = (int) from; i < Math.min(height, Math.ceil(to)); i++) {
            double weight = (Math.min(to, i + 1) - Math.max(from, i)) / (to - from);
            for (int x = 0; x < width; x++) {
                column[x] += weight * (pixels[(channel * height + i) * width + x] & 0xff);
            }
        }
    }
}
