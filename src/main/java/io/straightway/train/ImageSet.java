package io.straightway.train;

/**
 * Images in memory. The arrays are not copied.
 *
 * @param count number of images, N
 * @param pixels (N,C,H,W), unsigned bytes
 * @param labels (N) classes, -1 for none
 */
public record ImageSet(int count, int channels, int height, int width, byte[] pixels, int[] labels) {
    public ImageSet {
        if (count < 1 || pixels.length != (long) count * channels * height * width || labels.length != count) {
            throw new IllegalArgumentException(count + " images of " + channels + "x" + height + "x" + width + " do not make "
                    + pixels.length + " pixels and " + labels.length + " labels");
        }
    }

    /** Values of one image. */
    public int size() {
        return channels * height * width;
    }

    /** Copies image {@code i} as values pixel/127.5 − 1, mirrored left to right if asked. */
    void copy(int i, boolean mirrored, float[] target, int from) {
        int start = i * size();
        for (int k = 0; k < size(); k++) {
            int column = k % width;
            int source = mirrored ? k - column + width - 1 - column : k;
            target[from + k] = Byte.toUnsignedInt(pixels[start + source]) / 127.5f - 1;
        }
    }
}
