package io.straightway.flow;

import io.straightway.recipe.Grid;
import java.util.Arrays;

/** Time grids as numbers. */
public final class Times {
    private static final double SIGMA_MIN = 0.002;
    private static final double SIGMA_MAX = 80;

    private Times() {}

    /** The steps + 1 falling times of a grid, first 1 and last 0. */
    public static double[] of(Grid grid, int steps) {
        double[] times = new double[steps + 1];
        double[] noise = grid instanceof Grid.Edm edm ? noiseLevels(steps, edm.rho()) : times;
        for (int i = 1; i < steps; i++) {
            double u = 1 - (double) i / steps;
            times[i] = switch (grid) {
                case Grid.Uniform uniform -> u;
                case Grid.Edm edm -> noise[i] / (1 + noise[i]);
                case Grid.Sigmoid sigmoid -> sigmoid(sigmoid.kappa(), u);
                case Grid.Explicit explicit -> explicit.times().get(i);
            };
        }
        times[0] = 1;
        return times;
    }

    /** The same times in rising order, from {@code least} instead of 0 and without those below it. */
    static double[] rising(double[] falling, double least) {
        double[] above = Arrays.stream(falling).filter(time -> time > least * (1 + 1e-9)).toArray();
        double[] rising = new double[above.length + 1];
        rising[0] = least;
        for (int i = 0; i < above.length; i++) {
            rising[above.length - i] = above[i];
        }
        return rising;
    }

    /** EDM's noise levels with sigma from 80 to 0.002 and then 0 (Karras et al. 2022, equation 5); {@code steps} + 1 of them. */
    static double[] noiseLevels(int steps, double rho) {
        double[] levels = new double[steps + 1];
        double most = Math.pow(SIGMA_MAX, 1 / rho);
        double least = Math.pow(SIGMA_MIN, 1 / rho);
        for (int i = 0; i < steps; i++) {
            double fraction = steps == 1 ? 0 : (double) i / (steps - 1);
            levels[i] = Math.pow(most + fraction * (least - most), rho);
        }
        return levels;
    }

    /** (S(kappa(u − ½)) − S(−kappa/2))/(S(kappa/2) − S(−kappa/2)) with S the logistic function. */
    private static double sigmoid(double kappa, double u) {
        double low = logistic(-kappa / 2);
        return (logistic(kappa * (u - 0.5)) - low) / (logistic(kappa / 2) - low);
    }

    private static double logistic(double z) {
        return 1 / (1 + Math.exp(-z));
    }
}
