package io.straightway.flow;

/**
 * Steps of solvers that treat the denoiser as a function of lambda = ln((1 − t)/t), half the log signal-to-noise ratio, with the exact
 * x' = t'/t·x + t'·∫ e^s D(s) ds from lambda to lambda' (Lu et al. 2022). lambda is −∞ at t = 1 and ∞ at t = 0: no
 * polynomial goes through D there, so those ends are left out of it, and a step that has nothing else takes D as constant, which is
 * Euler's step.
 */
final class LogSnr {
    private LogSnr() {}

    private static double lambda(double t) {
        return Math.log((1 - t) / t);
    }

    /** Whether lambda is. */
    static boolean finite(double t) {
        return t > 0 && t < 1;
    }

    /** DPM-Solver++(2M): D_i + (h/2h_before)·(D_i − D_before) as the constant of the step. */
    static Combination extrapolated(double[] times, int i) {
        double constant = 1 - times[i + 1] / times[i];
        if (i == 0 || !finite(times[i - 1]) || !finite(times[i + 1])) {
            return Combination.of(1 - constant, constant);
        }
        double extra = (lambda(times[i + 1]) - lambda(times[i])) / (2 * (lambda(times[i]) - lambda(times[i - 1])));
        return Combination.of(1 - constant, constant * (1 + extra), -constant * extra);
    }

    /** UniP: from time i to the next by the newest {@code order} values of D. */
    static Combination predictor(double[] times, int i, int order) {
        return step(times, i, i + 1, i, finite(times[i + 1]) ? order : 1);
    }

    /** UniC: from the time before to time i by the value of D just evaluated at time i and {@code order} more. */
    static Combination corrector(double[] times, int i, int order) {
        return i == 0 || !finite(times[i - 1]) ? Combination.BASE : step(times, i - 1, i, i, order + 1);
    }

    /** @param newest the time of the newest value of D */
    private static Combination step(double[] times, int from, int to, int newest, int order) {
        double constant = 1 - times[to] / times[from];
        int values = 1;
        while (values < order && newest - values >= 0 && finite(times[newest - values])) {
            values++;
        }
        if (values == 1 || !finite(times[from])) {
            return Combination.of(1 - constant, constant);
        }
        double[] nodes = new double[values];
        for (int k = 0; k < values; k++) {
            nodes[k] = lambda(times[newest - k]);
        }
        double end = lambda(times[to]);
        double[] factors = Interpolation.weights(nodes, lambda(times[from]), end, s -> Math.exp(s - end));
        for (int k = 0; k < values; k++) {
            factors[k] *= 1 - times[to]; // t'·e^lambda' = 1 − t'
        }
        return Combination.of(times[to] / times[from], factors);
    }
}
