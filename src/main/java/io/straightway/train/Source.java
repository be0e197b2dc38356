package io.straightway.train;

/** Gives training samples as a pure function of their number, so that a resumed training sees the same ones. Thread-safe. */
public interface Source {
    /**
     * @param first number of the first sample, from 0
     * @param count number of samples, B
     * @param x0 receives data, (B,C,H,W), −1 to 1
     * @param x1 receives noise, (B,C,H,W)
     * @param labels receives classes, -1 for none
     */
    void fill(long first, int count, float[] x0, float[] x1, int[] labels);

    /**
     * What was done to the data of these samples.
     *
     * @param target receives labels of {@link Augmentation}, (B,9); it comes filled with zeros, which stand for nothing
     */
    default void augmentations(long first, int count, float[] target) {}
}
