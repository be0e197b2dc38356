package io.straightway.recipe;

/** The map phi in the loss |phi(D) − phi(x0)|². */
public sealed interface LossMap {
    String name();

    void check(Checks checks);

    record Identity() implements LossMap {
        @Override
        public String name() {
            return "identity";
        }

        @Override
        public void check(Checks checks) {}
    }

    /** phi = I + lambda·(I − blur), invertible with eigenvalues from 1 to 1 + lambda. The filter is a project choice. */
    record HighPass(double lambda) implements LossMap {
        @Override
        public String name() {
            return "high-pass";
        }

        @Override
        public void check(Checks checks) {
            checks.between("lambda", lambda, 0.0, 100.0);
        }
    }

    /** Not a linear map and not flow-matching valid: here for comparison only (Lee et al. 2024). */
    record PseudoHuber(double c) implements LossMap {
        @Override
        public String name() {
            return "pseudo-huber";
        }

        @Override
        public void check(Checks checks) {
            checks.above("c", c, 0, 100);
        }
    }
}
