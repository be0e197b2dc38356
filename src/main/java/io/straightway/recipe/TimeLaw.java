package io.straightway.recipe;

/** Law of the training time t in [0,1], where t = 0 is data and t = 1 noise. */
public sealed interface TimeLaw {
    String name();

    void check(Checks checks);

    record Uniform() implements TimeLaw {
        @Override
        public String name() {
            return "uniform";
        }

        @Override
        public void check(Checks checks) {}
    }

    /** Density proportional to cosh(a(t − ½)) (Lee et al. 2024). */
    record Cosh(double a) implements TimeLaw {
        @Override
        public String name() {
            return "cosh";
        }

        @Override
        public void check(Checks checks) {
            checks.above("a", a, 0, 50);
        }
    }

    /** ln(t/(1−t)) is normal, which is EDM's law of ln sigma. */
    record EdmLogNormal(double mean, double deviation) implements TimeLaw {
        @Override
        public String name() {
            return "edm-lognormal";
        }

        @Override
        public void check(Checks checks) {
            checks.between("mean", mean, -10.0, 10.0).above("deviation", deviation, 0, 10);
        }
    }

    /** Density proportional to base^t (Simple ReFlow: base 10). */
    record Exponential(double base) implements TimeLaw {
        @Override
        public String name() {
            return "exponential";
        }

        @Override
        public void check(Checks checks) {
            checks.above("base", base, 1, 1e6);
        }
    }
}
