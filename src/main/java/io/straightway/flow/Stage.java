package io.straightway.flow;

import io.straightway.recipe.Solver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One network evaluation of a solver. Every solver is a list of these: evaluate the velocity at the current point and time, go from the
 * base point along a combination of the newest velocities, and perhaps make the new point the base.
 *
 * @param time where the velocity is evaluated
 * @param factors of the newest velocities, the one just evaluated first; as many as {@link #MEMORY}
 * @param commits whether the new point is the end of a step
 */
record Stage(double time, List<Double> factors, boolean commits) {
    /** Velocities that are kept. */
    static final int MEMORY = 4;

    Stage {
        factors = List.copyOf(factors);
    }

    private static Stage of(double time, boolean commits, double... factors) {
        return new Stage(time, Arrays.stream(Arrays.copyOf(factors, MEMORY)).boxed().toList(), commits);
    }

    /** A solver's evaluations over a falling time grid; the last step into 0 is Euler's where the solver would evaluate at 0. */
    static List<Stage> of(Solver solver, double[] times) {
        var stages = new ArrayList<Stage>();
        for (int i = 0; i + 1 < times.length; i++) {
            double t = times[i];
            double h = times[i + 1] - t;
            boolean last = i + 2 == times.length;
            switch (solver) {
                case Solver.Euler euler -> stages.add(of(t, true, h));
                case Solver.Heun heun -> twoStages(stages, t, h, 1, last);
                case Solver.Dpm(double r) -> twoStages(stages, t, h, r, last);
                case Solver.AdamsBashforth(int order) -> stages.add(of(t, true, multistep(times, i, Math.min(order, i + 1))));
            }
        }
        return List.copyOf(stages);
    }

    /** x_s = x + r·h·v, x' = x + h·((1 − 1/(2r))·v + 1/(2r)·v_s): Heun for r = 1, the midpoint rule for r = ½. */
    private static void twoStages(List<Stage> stages, double t, double h, double r, boolean last) {
        if (last) {
            stages.add(of(t, true, h));
        } else {
            stages.add(of(t, false, r * h));
            stages.add(of(t + r * h, true, h / (2 * r), h * (1 - 1 / (2 * r))));
        }
    }

    /** Integrals over step i of the Lagrange polynomials through the newest {@code order} times. */
    private static double[] multistep(double[] times, int i, int order) {
        double h = times[i + 1] - times[i];
        double[] factors = new double[order];
        for (int k = 0; k < order; k++) {
            double[] polynomial = new double[order]; // lowest power of s − t_i first
            polynomial[0] = 1;
            int degree = 0;
            for (int j = 0; j < order; j++) {
                if (j != k) {
                    double root = times[i - j] - times[i];
                    double scale = 1 / (times[i - k] - times[i - j]);
                    degree++;
                    for (int p = degree; p >= 0; p--) {
                        polynomial[p] = scale * ((p > 0 ? polynomial[p - 1] : 0) - root * polynomial[p]);
                    }
                }
            }
            double power = h;
            for (int p = 0; p < order; p++) {
                factors[k] += polynomial[p] * power / (p + 1);
                power *= h;
            }
        }
        return factors;
    }

    /** Rows of time, factors and 1 for a commit, for {@link Integration}. */
    static double[] table(List<Stage> stages) {
        int width = MEMORY + 2;
        double[] table = new double[stages.size() * width];
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            table[i * width] = stage.time();
            for (int k = 0; k < MEMORY; k++) {
                table[i * width + 1 + k] = stage.factors().get(k);
            }
            table[i * width + width - 1] = stage.commits() ? 1 : 0;
        }
        return table;
    }
}
