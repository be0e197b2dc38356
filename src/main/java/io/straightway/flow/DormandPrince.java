package io.straightway.flow;

import io.straightway.engine.Dtype;
import io.straightway.engine.Method;
import io.straightway.engine.Source;
import io.straightway.engine.Value;
import io.straightway.recipe.Solver;
import java.util.ArrayList;
import java.util.List;

/**
 * The program text of the adaptive solver (Dormand and Prince 1980; step control as in Hairer, Norsett and Wanner, section II.4). Every
 * image has its own time and step size, so that it does not depend on what else is in the batch.
 */
final class DormandPrince {
    static final String METHOD = "adapt";

    /** Evaluations of a step, accepted or not; the first one was done by the step before. */
    static final int PER_STEP = 6;

    private static final double[] C = {0, 1 / 5.0, 3 / 10.0, 4 / 5.0, 8 / 9.0, 1, 1};
    private static final double[][] A = {
        {},
        {1 / 5.0},
        {3 / 40.0, 9 / 40.0},
        {44 / 45.0, -56 / 15.0, 32 / 9.0},
        {19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0},
        {9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0},
        {35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0}};

    /** Fifth order minus fourth. */
    private static final double[] ERROR = {71 / 57600.0, 0, -71 / 16695.0, 71 / 1920.0, -17253 / 339200.0, 22 / 525.0, -1 / 40.0};

    private static final double SAFETY = 0.9;
    private static final double LEAST_CHANGE = 0.2;
    private static final double MOST_CHANGE = 5;

    private final Method m;
    private final Denoiser denoiser;
    private final Value weights;
    private final Value labels;

    private DormandPrince(Method m, Denoiser denoiser, Value weights, Value labels) {
        this.m = m;
        this.denoiser = denoiser;
        this.weights = weights;
        this.labels = labels;
    }

    /**
     * Adds adapt(P, x, span, labels) with x (B,C,H,W) 64 bit, span (2) the first and the last time, neither 0; gives the end point as
     * 32 bit and as pixels like {@link Integration}, evaluations (B) and the time left (B), 0 unless the budget was too small. Where
     * the last time is the smaller, the rest of the way to 0 is Euler's with the velocity that is known there.
     *
     * @param budget most evaluations
     */
    static void write(Source source, Denoiser denoiser, Solver.Rk45 solver, int budget) {
        Method m = source.method(METHOD);
        Value weights = m.tensors("P");
        Value x = m.tensor("x");
        Value span = m.tensor("span");
        Value labels = m.tensor("labels");
        new DormandPrince(m, denoiser, weights, labels).write(m.variable(x), span, solver, (budget - 1) / PER_STEP);
    }

    private void write(Value x, Value span, Solver.Rk45 solver, int attempts) {
        Value column = m.op("zeros_like", m.op("slice", m.op("reshape", x, List.of(m.op("size", x, 0), -1, 1, 1)), 1, 0, 1)); // (B,1,1,1)
        Value end = m.op("select", span, 0, 1);
        Value t = m.variable(m.op("add", column, m.op("select", span, 0, 0)));
        // The whole way is tried first: a straight flow takes it in one step, and a curved one pays a few rejections.
        Value h = m.variable(m.op("sub", end, t));
        Value first = m.variable(velocity(x, t));
        Value spent = m.variable(m.op("add", column, 1));
        m.loop(new Value(Integer.toString(attempts)), attempt -> {
            Value active = m.op("ne", t, end);
            m.when(m.op("any", active), () -> {
                List<Value> k = new ArrayList<>(List.of(first));
                Value point = x;
                for (int stage = 1; stage < C.length; stage++) {
                    point = m.op("add", x, m.op("mul", h, sum(k, A[stage])));
                    k.add(velocity(point, m.op("add", t, m.op("mul", h, C[stage]))));
                }
                Value size = m.op("maximum", m.op("abs", x), m.op("abs", point));
                Value tolerance = m.op("add", m.op("mul", size, solver.relative()), solver.absolute());
                Value ratio = m.op("div", m.op("mul", h, sum(k, ERROR)), tolerance);
                Value error = m.op("sqrt", m.op("mean", m.op("square", ratio), List.of(1, 2, 3), true)); // (B,1,1,1)
                Value accepted = m.op("logical_and", active, m.op("le", error, 1.0)); // not if the error is NaN
                m.set(spent, m.op("add", spent, m.op("mul", m.cast(active, Dtype.F64), PER_STEP)));
                m.set(x, m.op("where", accepted, point, x));
                m.set(first, m.op("where", accepted, k.getLast(), first));
                m.set(t, m.op("where", accepted, m.op("add", t, h), t));
                Value change = m.op("clamp", m.op("mul", m.op("pow", error, -0.2), SAFETY), LEAST_CHANGE, MOST_CHANGE);
                Value wanted = m.op("mul", h, change);
                Value left = m.op("sub", end, t);
                // Rounding must leave neither a step of 1e-17 nor a time just beside the end.
                Value near = m.op("le", m.op("abs", left), m.op("mul", m.op("abs", wanted), 1 + 1e-9));
                Value there = m.op("le", m.op("abs", left), 1e-12);
                m.set(t, m.op("where", there, end, t));
                m.set(h, m.op("where", there, column, m.op("where", near, left, wanted)));
            });
        });
        Value rest = m.op("mul", first, m.op("where", m.op("lt", end, m.op("select", span, 0, 0)), end, m.op("zeros_like", end)));
        Value last = m.op("sub", x, rest);
        m.returns(m.cast(last, Dtype.F32), Integration.pixels(m, last), m.op("reshape", spent, List.of(-1)),
                m.op("reshape", m.op("abs", m.op("sub", end, t)), List.of(-1)));
    }

    private Value velocity(Value x, Value t) {
        Value times = m.op("reshape", t, List.of(-1)); // (B)
        return m.op("div", m.op("sub", x, denoiser.write(m, weights, x, times, labels)), t);
    }

    private Value sum(List<Value> k, double[] factors) {
        Value sum = m.op("mul", k.getFirst(), factors[0]);
        for (int i = 1; i < factors.length; i++) {
            if (factors[i] != 0) {
                sum = m.op("add", sum, m.op("mul", k.get(i), factors[i]));
            }
        }
        return sum;
    }
}
