package io.straightway.flow;

import java.util.function.DoubleUnaryOperator;

/** Integrals of interpolating polynomials, of which the coefficients of multistep solvers are made. */
final class Interpolation {
    private static final int POINTS = 16;
    private static final double[] NODES = new double[POINTS];
    private static final double[] WEIGHTS = new double[POINTS];

    static {
        legendre();
    }

    private Interpolation() {}

    /**
     * The weights w for which Σ w_k·f(nodes_k) is the integral from {@code from} to {@code to} of factor·p, where p is the polynomial
     * through f at the nodes. By quadrature, because closed forms lose all digits when nodes lie close together.
     */
    static double[] weights(double[] nodes, double from, double to, DoubleUnaryOperator factor) {
        double[] weights = new double[nodes.length];
        for (int q = 0; q < POINTS; q++) {
            double s = 0.5 * (from + to) + 0.5 * (to - from) * NODES[q];
            double share = 0.5 * (to - from) * WEIGHTS[q] * factor.applyAsDouble(s);
            for (int k = 0; k < nodes.length; k++) {
                double basis = 1;
                for (int j = 0; j < nodes.length; j++) {
                    if (j != k) {
                        basis *= (s - nodes[j]) / (nodes[k] - nodes[j]);
                    }
                }
                weights[k] += share * basis;
            }
        }
        return weights;
    }

    /** Nodes and weights of Gauss-Legendre quadrature on [−1,1], by Newton's method from the usual first guess. */
    private static void legendre() {
        for (int i = 0; i < POINTS; i++) {
            double x = Math.cos(Math.PI * (i + 0.75) / (POINTS + 0.5));
            double slope = 1;
            for (int round = 0; round < 20; round++) {
                double before = 1;
                double value = x;
                for (int n = 2; n <= POINTS; n++) {
                    double next = ((2 * n - 1) * x * value - (n - 1) * before) / n;
                    before = value;
                    value = next;
                }
                slope = POINTS * (x * value - before) / (x * x - 1);
                x -= value / slope;
            }
            NODES[i] = x;
            WEIGHTS[i] = 2 / ((1 - x * x) * slope * slope);
        }
    }
}
