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

    public void check(Checks checks) {
        timeLaw.check(checks.in("timeLaw"));
        lossMap.check(checks.in("lossMap"));
    }
}
