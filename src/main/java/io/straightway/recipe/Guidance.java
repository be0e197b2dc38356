package io.straightway.recipe;

/**
 * Steering of the denoiser away from a guide's: D + weight·(D − D_guide), with the extra-weight convention in which 0 is unguided and
 * EDM2's scale is 1 + weight. Evaluations at times from {@code from} to {@code to} are guided and cost two network evaluations.
 */
public sealed interface Guidance {
    String name();

    double weight();

    /** Least guided flow time, 0 for data. */
    double from();

    /** Greatest guided flow time, 1 for noise. */
    double to();

    void check(Checks checks);

    /** Whether an evaluation at {@code time} asks the guide. A weight of 0 never does. */
    default boolean guides(double time) {
        return weight() != 0 && time >= from() && time <= to();
    }

    private static void check(Guidance guidance, Checks checks) {
        checks.between("weight", guidance.weight(), 0.0, 100.0).between("from", guidance.from(), 0.0, 1.0)
                .between("to", guidance.to(), 0.0, 1.0)
                .require(guidance.from() <= guidance.to(), "from", guidance.from(), "at most to, which is " + guidance.to());
    }

    record None() implements Guidance {
        @Override
        public String name() {
            return "none";
        }

        @Override
        public double weight() {
            return 0;
        }

        @Override
        public double from() {
            return 0;
        }

        @Override
        public double to() {
            return 1;
        }

        @Override
        public void check(Checks checks) {}
    }

    /**
     * Classifier-free guidance: the guide is the same network, or an unconditional one, without the label (Ho and Salimans 2022).
     * The interval is that of Kynkäänniemi et al. 2024.
     */
    record ClassifierFree(double weight, double from, double to) implements Guidance {
        /** At all times. */
        public ClassifierFree(double weight) {
            this(weight, 0, 1);
        }

        @Override
        public String name() {
            return "classifier-free";
        }

        @Override
        public void check(Checks checks) {
            Guidance.check(this, checks);
        }
    }

    /**
     * Autoguidance: the guide is a weaker model of the same data (Karras et al. 2024).
     *
     * @param weakModel its name, or name@version
     */
    record Auto(double weight, String weakModel, double from, double to) implements Guidance {
        private static final int LONGEST = 300;

        /** At all times. */
        public Auto(double weight, String weakModel) {
            this(weight, weakModel, 0, 1);
        }

        @Override
        public String name() {
            return "auto";
        }

        @Override
        public void check(Checks checks) {
            Guidance.check(this, checks);
            checks.require(!weakModel.isBlank() && weakModel.length() <= LONGEST, "weakModel", weakModel.isEmpty() ? "empty" : weakModel,
                    "name or name@version of a model");
        }
    }
}
