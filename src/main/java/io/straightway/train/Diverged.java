package io.straightway.train;

/** Loss or gradient is not finite. The weights are those before the step; values are never patched to go on. */
public final class Diverged extends RuntimeException {
    private final long step;

    Diverged(long step, double loss, double gradientNorm) {
        super("training diverged at step " + step + ": loss " + loss + ", gradient norm " + gradientNorm);
        this.step = step;
    }

    /** The step that failed, counted from 0. */
    public long step() {
        return step;
    }
}
