package io.straightway.recipe;

import java.util.List;

/** Where the solver's steps end, in flow time: N + 1 falling times from 1 (noise) to 0 (data). */
public sealed interface Grid {
    String name();

    void check(Checks checks);

    record Uniform() implements Grid {
        @Override
        public String name() {
            return "uniform";
        }

        @Override
        public void check(Checks checks) {}
    }

    /** Karras et al. 2022, equation 5, with t = sigma/(1 + sigma), ends moved to 1 and 0. */
    record Edm(double rho) implements Grid {
        @Override
        public String name() {
            return "edm";
        }

        @Override
        public void check(Checks checks) {
            checks.between("rho", rho, 1.0, 100.0);
        }
    }

    /** Steps crowd at both ends; a larger kappa crowds them more. */
    record Sigmoid(double kappa) implements Grid {
        @Override
        public String name() {
            return "sigmoid";
        }

        @Override
        public void check(Checks checks) {
            checks.above("kappa", kappa, 0, 100);
        }
    }

    /** Times given one by one. */
    record Explicit(List<Double> times) implements Grid {
        public Explicit {
            times = List.copyOf(times);
        }

        @Override
        public String name() {
            return "explicit";
        }

        @Override
        public void check(Checks checks) {
            boolean falls = times.size() >= 2 && times.getFirst() == 1.0 && times.getLast() == 0.0;
            for (int i = 1; falls && i < times.size(); i++) {
                falls = times.get(i) < times.get(i - 1);
            }
            checks.require(falls, "times", times, "falling times that begin with 1 and end with 0");
        }
    }
}
