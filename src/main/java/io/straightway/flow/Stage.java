package io.straightway.flow;

import io.straightway.recipe.Solver;
import java.util.ArrayList;
import java.util.List;

/**
 * One network evaluation of a solver. Every solver on a grid is a list of these: evaluate the denoiser at the current point and time and
 * remember the {@link Quantity}; correct the base point by it; go from the base point to a new one; perhaps make that the base.
 *
 * @param time where the denoiser is evaluated
 * @param correction the new base
 * @param move the new point, from the corrected base
 * @param commits whether the new point is the end of a step, and so the next base
 */
record Stage(double time, Combination correction, Combination move, boolean commits) {

    /** What a solver remembers of its evaluations. */
    enum Quantity {
        /** (x − D)/t. */
        VELOCITY,
        /** D. */
        DATA
    }

    static Quantity quantity(Solver.OnGrid solver) {
        return switch (solver) {
            case Solver.DpmPlusPlus2M multistep -> Quantity.DATA;
            case Solver.UniPc multistep -> Quantity.DATA;
            case Solver.Consistency s -> Quantity.DATA;
            case Solver.Euler s -> Quantity.VELOCITY;
            case Solver.Heun s -> Quantity.VELOCITY;
            case Solver.Midpoint s -> Quantity.VELOCITY;
            case Solver.Dpm s -> Quantity.VELOCITY;
            case Solver.AdamsBashforth s -> Quantity.VELOCITY;
        };
    }

    /**
     * A solver's evaluations over a time grid, falling (noise to data) or rising (data to noise). A step into 0 is Euler's where the
     * solver would evaluate at 0, where the velocity is 0/0.
     */
    static List<Stage> of(Solver.OnGrid solver, double[] times) {
        var stages = new ArrayList<Stage>();
        for (int i = 0; i + 1 < times.length; i++) {
            switch (solver) {
                case Solver.Euler euler -> stages.add(step(times[i], times[i + 1] - times[i]));
                case Solver.Heun heun -> twoStages(stages, times[i], times[i + 1], 1);
                case Solver.Midpoint midpoint -> twoStages(stages, times[i], times[i + 1], 0.5);
                case Solver.Dpm(double r) -> twoStages(stages, times[i], times[i + 1], r);
                case Solver.AdamsBashforth(int order) -> stages.add(step(times[i], adamsBashforth(times, i, Math.min(order, i + 1))));
                // Never committing, the base stays the noise it began with.
                case Solver.Consistency s -> stages.add(
                        new Stage(times[i], Combination.BASE, Combination.of(times[i + 1], 1 - times[i + 1]), false));
                case Solver.DpmPlusPlus2M multistep -> stages.add(
                        new Stage(times[i], Combination.BASE, LogSnr.extrapolated(times, i), true));
                case Solver.UniPc(int order) -> stages.add(
                        new Stage(times[i], LogSnr.corrector(times, i, order), LogSnr.predictor(times, i, order),
                                !LogSnr.finite(times[i]))); // what the next stage can't correct is final
            }
        }
        return List.copyOf(stages);
    }

    private static Stage step(double time, double... factors) {
        return new Stage(time, Combination.BASE, Combination.of(1, factors), true);
    }

    /** x_s = x + r·h·v, x' = x + h·((1 − 1/(2r))·v + 1/(2r)·v_s): Heun for r = 1, the midpoint rule for r = ½. */
    private static void twoStages(List<Stage> stages, double t, double next, double r) {
        double h = next - t;
        if (next == 0) {
            stages.add(step(t, h));
        } else {
            stages.add(new Stage(t, Combination.BASE, Combination.of(1, r * h), false));
            stages.add(step(t + r * h, h / (2 * r), h * (1 - 1 / (2 * r))));
        }
    }

    /** Integrals over step i of the polynomial through the velocities at the newest {@code order} times. */
    private static double[] adamsBashforth(double[] times, int i, int order) {
        double[] nodes = new double[order];
        for (int k = 0; k < order; k++) {
            nodes[k] = times[i - k];
        }
        return Interpolation.weights(nodes, times[i], times[i + 1], s -> 1);
    }
}
