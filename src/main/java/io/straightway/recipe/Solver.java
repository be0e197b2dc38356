package io.straightway.recipe;

/**
 * A solver of the probability-flow ODE dx/dt = (x − D(x,t))/t from t = 1 (noise) to t = 0 (data).
 *
 * <p>A single-step second-order solver makes its last step, into t = 0, by Euler with one evaluation, so N steps cost 2N − 1
 * evaluations (Karras et al. 2022, Algorithm 1). A multistep solver costs one evaluation a step.
 */
public sealed interface Solver {
    /** Fewest evaluations it can run with. */
    int LEAST = 1;

    /** Most evaluations that a job may ask for. */
    int MOST = 1000;

    String name();

    /** Evaluations per full step. */
    default int evaluationsPerStep() {
        return 1;
    }

    /** Whether this solver can spend exactly {@code nfe} evaluations. */
    default boolean admits(int nfe) {
        return nfe >= LEAST && nfe <= MOST && (evaluationsPerStep() == 1 || nfe % 2 == 1);
    }

    /** Steps of the grid that cost {@code nfe} evaluations. */
    default int steps(int nfe) {
        return evaluationsPerStep() == 1 ? nfe : (nfe + 1) / 2;
    }

    default String allowedNfe() {
        return (evaluationsPerStep() == 1 ? "a whole number from " : "an odd number from ") + LEAST + " to " + MOST + " with solver " + name();
    }

    void check(Checks checks);

    record Euler() implements Solver {
        @Override
        public String name() {
            return "euler";
        }

        @Override
        public void check(Checks checks) {}
    }

    record Heun() implements Solver {
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

    /**
     * DPM-Solver-2 in flow time.
     *
     * @param r where the intermediate evaluation lies in the step, in (0,1]; 1 is Heun, 0.5 the midpoint rule
     */
    record Dpm(double r) implements Solver {
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
     * Adams-Bashforth on the velocity with variable steps (iPNDM on a non-uniform grid).
     *
     * @param order 2 to 4; the first steps use the orders below
     */
    record AdamsBashforth(int order) implements Solver {
        @Override
        public String name() {
            return "adams-bashforth";
        }

        @Override
        public void check(Checks checks) {
            checks.between("order", order, 2, 4);
        }
    }
}
