package io.straightway.recipe;

/** A solver of the probability-flow ODE dx/dt = (x − D(x,t))/t from t = 1 (noise) to t = 0 (data). */
public sealed interface Solver {
    /** Fewest evaluations it can run with. */
    int LEAST = 1;

    /** Most evaluations that a job may ask for. */
    int MOST = 1000;

    String name();

    /** Whether this solver can spend {@code nfe} evaluations: exactly those on a grid, at most those if it chooses its own steps. */
    boolean admits(int nfe);

    String allowedNfe();

    void check(Checks checks);

    /**
     * A solver whose steps are those of a {@link Grid}.
     *
     * <p>A single-step second-order solver makes its last step, into t = 0, by Euler with one evaluation, so N steps cost 2N − 1
     * evaluations (Karras et al. 2022, Algorithm 1). A multistep solver costs one evaluation a step.
     */
    sealed interface OnGrid extends Solver {
        /** Evaluations per full step. */
        default int evaluationsPerStep() {
            return 1;
        }

        @Override
        default boolean admits(int nfe) {
            return nfe >= LEAST && nfe <= MOST && (evaluationsPerStep() == 1 || nfe % 2 == 1);
        }

        /** Steps of the grid that cost {@code nfe} evaluations. */
        default int steps(int nfe) {
            return evaluationsPerStep() == 1 ? nfe : (nfe + 1) / 2;
        }

        @Override
        default String allowedNfe() {
            return (evaluationsPerStep() == 1 ? "a whole number from " : "an odd number from ") + LEAST + " to " + MOST + " with solver " + name();
        }
    }

    record Euler() implements OnGrid {
        @Override
        public String name() {
            return "euler";
        }

        @Override
        public void check(Checks checks) {}
    }

    /** The trapezoidal rule with Euler's end point. */
    record Heun() implements OnGrid {
        @Override
        public String name() {
            return "heun";
        }

        @Override
        public int evaluationsPerStep() {
            return 2;
        }

        @Override
        public void check(Checks checks) {}
    }

    /** Half a step by Euler, and the velocity there for the whole step; {@link Dpm} with r = 0.5. */
    record Midpoint() implements OnGrid {
        @Override
        public String name() {
            return "midpoint";
        }

        @Override
        public int evaluationsPerStep() {
            return 2;
        }

        @Override
        public void check(Checks checks) {}
    }

    /**
     * DPM-Solver-2 in flow time.
     *
     * @param r where the intermediate evaluation lies in the step, in (0,1]; 1 is Heun, 0.5 the midpoint rule
     */
    record Dpm(double r) implements OnGrid {
        @Override
        public String name() {
            return "dpm";
        }

        @Override
        public int evaluationsPerStep() {
            return 2;
        }

        @Override
        public void check(Checks checks) {
            checks.above("r", r, 0, 1);
        }
    }

    /**
     * Adams-Bashforth on the velocity with variable steps: iPNDM (Liu et al. 2022; Zhang and Chen 2023) on a non-uniform grid.
     *
     * @param order 2 to 4; the first steps use the orders below
     */
    record AdamsBashforth(int order) implements OnGrid {
        @Override
        public String name() {
            return "adams-bashforth";
        }

        @Override
        public void check(Checks checks) {
            checks.between("order", order, 2, 4);
        }
    }

    /**
     * DPM-Solver++(2M): the denoiser extrapolated linearly in the log signal-to-noise ratio, which is −∞ at t = 1 and ∞ at t = 0, so
     * that the first two steps from t = 1 and the last one into t = 0 are Euler's (Lu et al. 2022).
     */
    record DpmPlusPlus2M() implements OnGrid {
        @Override
        public String name() {
            return "dpm++2m";
        }

        @Override
        public void check(Checks checks) {}
    }

    /**
     * UniPC on the denoiser: a multistep predictor and a corrector that reuses the predictor's evaluation (Zhao et al. 2023). The
     * coefficients solve the order conditions exactly, whereby the paper's function B(h) cancels.
     *
     * @param order of the predictor, 2 or 3; the corrector's is one higher, and steps next to t = 1 and t = 0 use lower ones
     */
    record UniPc(int order) implements OnGrid {
        @Override
        public String name() {
            return "unipc";
        }

        @Override
        public void check(Checks checks) {
            checks.between("order", order, 2, 3);
        }
    }

    /**
     * No solver of the ODE: for models from a consistency stage, whose D(x, t) is the end of the flow itself. Each step goes to
     * x' = (1 − t')·D(x, t) + t'·z with the image's first noise z (Lee et al. 2024; Song et al. 2023 draw new noise), so that one seed stays
     * one image. Up to two steps this is Euler's method on the same grid, whose first step goes along the line from z too; from three on it is
     * not.
     */
    record Consistency() implements OnGrid {
        @Override
        public String name() {
            return "consistency";
        }

        @Override
        public void check(Checks checks) {}
    }

    /**
     * Dormand and Prince's pair of orders 5 and 4 with a step size of its own for every image, for making pairs. It chooses its times
     * itself, so a grid has no effect; its evaluations differ between images, and a job's number of them is the most it may spend.
     *
     * @param relative tolerance of a step, relative to the values
     * @param absolute tolerance of a step
     */
    record Rk45(double relative, double absolute) implements Solver {
        /** One step. */
        private static final int FEWEST = 7;

        @Override
        public String name() {
            return "rk45";
        }

        @Override
        public boolean admits(int nfe) {
            return nfe >= FEWEST && nfe <= MOST;
        }

        @Override
        public String allowedNfe() {
            return "a whole number from " + FEWEST + " to " + MOST + " with solver " + name() + ", as the most it may spend";
        }

        @Override
        public void check(Checks checks) {
            checks.between("relative", relative, 1e-9, 0.1).between("absolute", absolute, 1e-9, 0.1);
        }
    }
}
