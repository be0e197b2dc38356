package io.straightway.recipe;

/**
 * How near the earlier point r of a consistency stage comes to t: r = 0 asks for the image itself, r = t for a consistent flow. Stage a of
 * the curriculum has r = t·max(0, 1 − n/q^a), n = 1 + k/(1 + exp(b·sigma)), sigma = t/(1 − t): the sigmoid mapping of Geng et al. 2024
 * (arXiv 2406.14548), whose ratio of sigmas is taken as the ratio of times. Near data the two are the same; near noise the ratio of sigmas
 * would leave r at t, so that nothing would be learned for t = 1, where sampling begins. Each stage lasts an equal share of the training's
 * images, a project choice: the paper's code raises a every so many images, and trains CIFAR-10 with q = 256 and a = 1 throughout.
 *
 * @param q base of the gap's decay
 * @param k how much wider the gap is for little noise
 * @param b how soon that ceases with sigma
 * @param stages how often the gap shrinks, the first time included
 */
public record Curriculum(double q, double k, double b, int stages) {
    private static final double FINEST = 65_536;

    /** The paper's q, k and b for CIFAR-10 where it does not raise a. */
    public static Curriculum direct() {
        return new Curriculum(256, 8, 1, 1);
    }

    /**
     * The paper's k and b, and a gap that is halved once. With q^a up to 4 samples at t ≤ 0.34 keep the image itself as target, which holds a
     * short training to the data; the number of stages is a project choice.
     */
    public static Curriculum halving() {
        return new Curriculum(2, 8, 1, 2);
    }

    public void check(Checks checks) {
        checks.above("q", q, 1, FINEST);
        checks.between("k", k, 0.0, 1000.0);
        checks.above("b", b, 0, 1000);
        checks.between("stages", stages, 1, 64);
        checks.require(!(q > 1 && stages >= 1) || StrictMath.pow(q, stages) <= FINEST * (1 + 1e-9), "stages", stages,
                "a number for which q^stages is at most " + (int) FINEST + ", since 32 bit do not tell nearer points apart");
    }
}
