package io.straightway.recipe;

/**
 * Adam (beta 0.9, 0.999; eps 1e-8) with linear warm-up, clipping by global norm, and an exponential moving average of the weights.
 *
 * @param learningRate after warm-up
 * @param warmupImages images over which the learning rate rises from 0
 * @param batch images per optimizer step
 * @param microBatch images per forward pass; gradients accumulate to {@code batch}
 * @param clipNorm largest global gradient norm
 * @param emaHalfLife in images
 */
public record Optimiser(double learningRate, long warmupImages, int batch, int microBatch, double clipNorm, long emaHalfLife) {

    public static Optimiser small() {
        return new Optimiser(2e-3, 1_000, 64, 64, 1.0, 2_000);
    }

    /** The same steps, with at most so many images per forward pass. */
    public Optimiser inParts(int most) {
        int part = Math.min(most, microBatch);
        while (batch % part != 0) {
            part--;
        }
        return new Optimiser(learningRate, warmupImages, batch, part, clipNorm, emaHalfLife);
    }

    public void check(Checks checks) {
        checks.above("learningRate", learningRate, 0, 1);
        checks.between("warmupImages", warmupImages, 0, 1_000_000_000L);
        checks.between("batch", batch, 1, 65_536);
        checks.require(microBatch >= 1 && microBatch <= batch && batch % microBatch == 0,
                "microBatch", microBatch, "a divisor of batch, which is " + batch);
        checks.above("clipNorm", clipNorm, 0, 1e9);
        checks.between("emaHalfLife", emaHalfLife, 0, 1_000_000_000L);
    }
}
