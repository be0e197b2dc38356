package io.straightway.flow;

import java.util.Arrays;

/**
 * Images drawn together. The arrays are not copied.
 *
 * @param count number of images, B
 * @param values end points of the flow, (B,C,H,W), about −1 to 1
 * @param pixels the same as unsigned bytes, (B,C,H,W)
 * @param evaluations (B) evaluations of the flow that each image took
 */
public record SampledBatch(int count, float[] values, byte[] pixels, int[] evaluations) {
    /** Pixels (C,H,W) of one image. */
    public byte[] pixels(int image) {
        int size = pixels.length / count;
        return Arrays.copyOfRange(pixels, image * size, (image + 1) * size);
    }

    /** Values (C,H,W) of one image. */
    public float[] values(int image) {
        int size = values.length / count;
        return Arrays.copyOfRange(values, image * size, (image + 1) * size);
    }
}
