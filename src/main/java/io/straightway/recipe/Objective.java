package io.straightway.recipe;

/** What training minimises: law of t, weight of a sample, map of the error. */
public record Objective(TimeLaw timeLaw, Weight weight, LossMap lossMap) {

    /** EDM's denoising objective, for teachers. */
    public static Objective edm() {
        return new Objective(new TimeLaw.EdmLogNormal(-1.2, 1.2), Weight.EDM, new LossMap.Identity());
    }

    /** Earlier practice for reflow. */
    public static Objective baseline() {
        return new Objective(new TimeLaw.Cosh(4), Weight.INVERSE_T, new LossMap.Identity());
    }

    /** The dynamics group of Simple ReFlow; lambda is a project choice. */
    public static Objective reflow() {
        return new Objective(new TimeLaw.Exponential(10), Weight.NORMALIZED, new LossMap.HighPass(1));
    }

    /**
     * That of a consistency stage: the paper's metric and weight, but 1/(t − r) in flow time instead of sigma, so that t near 1, where a
     * one-step sampler begins, has its full weight. c is that of Song and Dhariwal 2023, 0.00054·√(3·32²). Law and c are project choices.
     */
    public static Objective consistency() {
        return new Objective(new TimeLaw.Exponential(10), Weight.INVERSE_T, new LossMap.PseudoHuber(0.03));
    }

    public void check(Checks checks) {
        timeLaw.check(checks.in("timeLaw"));
        lossMap.check(checks.in("lossMap"));
    }
}
