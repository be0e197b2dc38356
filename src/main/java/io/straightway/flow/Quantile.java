package io.straightway.flow;

import io.straightway.recipe.TimeLaw;

/** Draws of a time law by its inverse distribution function. {@link StrictMath} keeps a training the same on every machine. */
public final class Quantile {
    /** Distance of training times from both ends (a project choice, as in the code of Lee et al. 2024). */
    static final double MARGIN = 1e-5;

    /** Acklam's rational approximation of the normal quantile, relative error below 1.2e-9. */
    private static final double[] A = {-3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
        1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00};
    private static final double[] B = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
        6.680131188771972e+01, -1.328068155288572e+01, 1};
    private static final double[] C = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
        -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00};
    private static final double[] D = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
        3.754408661742416e+00, 1};
    private static final double TAIL = 0.02425;

    private Quantile() {}

    /** The time below which a share {@code u} of (0,1) of the law lies, kept 1e-5 away from 0 and 1. */
    public static double training(TimeLaw law, double u) {
        return Math.clamp(of(law, u), MARGIN, 1 - MARGIN);
    }

    static double of(TimeLaw law, double u) {
        return switch (law) {
            case TimeLaw.Uniform uniform -> u;
            case TimeLaw.Exponential(double base) -> StrictMath.log1p((base - 1) * u) / StrictMath.log(base);
            case TimeLaw.Cosh(double a) -> 0.5 + asinh((2 * u - 1) * StrictMath.sinh(a / 2)) / a;
            case TimeLaw.EdmLogNormal(double mean, double deviation) -> 1 / (1 + StrictMath.exp(-(mean + deviation * normal(u))));
        };
    }

    static double normal(double u) {
        if (u > 1 - TAIL) {
            return -normal(1 - u);
        }
        if (u < TAIL) {
            double q = StrictMath.sqrt(-2 * StrictMath.log(u));
            return polynomial(C, q) / polynomial(D, q);
        }
        double q = u - 0.5;
        return q * polynomial(A, q * q) / polynomial(B, q * q);
    }

    private static double polynomial(double[] highestFirst, double x) {
        double sum = 0;
        for (double coefficient : highestFirst) {
            sum = sum * x + coefficient;
        }
        return sum;
    }

    private static double asinh(double x) {
        return Math.copySign(StrictMath.log(Math.abs(x) + StrictMath.sqrt(x * x + 1)), x);
    }
}
