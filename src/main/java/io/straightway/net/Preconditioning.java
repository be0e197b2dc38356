package io.straightway.net;

import io.straightway.engine.Dtype;
import io.straightway.engine.Method;
import io.straightway.engine.Source;
import io.straightway.engine.Value;
import java.util.List;

/**
 * Denoisers D(x; noise) ≈ E[x0 | x] around the bare network F (Karras et al. 2022, equation 7 and table 1), sigma_data = 0.5. The
 * factors are computed in the precision of the noise argument, best 64 bit.
 */
public final class Preconditioning {
    /** Name of the method of the denoiser in flow time. */
    public static final String FLOW = "flow";

    /** Name of the method of the denoiser at EDM's noise levels. */
    public static final String SIGMA = "sigma";

    public static final double SIGMA_DATA = 0.5;

    /** Noise labels are clipped to the range of sigma that EDM's teachers were sampled in; at t = 1 sigma is infinite. */
    public static final double SIGMA_MIN = 0.002;

    public static final double SIGMA_MAX = 80;

    private Preconditioning() {}

    /**
     * Adds {@value #FLOW}(P, x, t, labels), the denoiser of x_t = (1 − t)·x0 + t·x1: with q² = sd²(1 − t)² + t²,
     * D = sd²(1 − t)/q²·x + sd·t/q·F(x/q; ln(t/(1 − t))/4). It is EDM's with y = x/(1 − t), sigma = t/(1 − t), and finite at t = 1.
     * x is (B,C,H,W) 32 bit, t (B) or (1), labels (B) with -1 for none.
     */
    public static void flow(Source source) {
        flow(source, FLOW, Blueprint.RAW);
    }

    /**
     * The same for a program with two networks.
     *
     * @param name of the method
     * @param raw name of the bare network's method
     */
    public static void flow(Source source, String name, String raw) {
        Method m = source.method(name);
        var in = new Inputs(m, raw, "t");
        Value t = in.noise;
        Value rest = m.op("rsub", t, 1); // 1 − t
        Value square = m.op("add", m.op("mul", m.op("square", rest), SIGMA_DATA * SIGMA_DATA), m.op("square", t));
        Value q = m.op("sqrt", square);
        Value skip = m.op("div", m.op("mul", rest, SIGMA_DATA * SIGMA_DATA), square);
        Value out = m.op("div", m.op("mul", t, SIGMA_DATA), q);
        in.finish(skip, out, m.op("reciprocal", q), m.op("div", t, rest));
    }

    /** Adds {@value #SIGMA}(P, x, sigma, labels), EDM's denoiser of y = x0 + sigma·noise; arguments as above. */
    public static void sigma(Source source) {
        Method m = source.method(SIGMA);
        var in = new Inputs(m, Blueprint.RAW, "sigma");
        Value sigma = in.noise;
        Value square = m.op("add", m.op("square", sigma), SIGMA_DATA * SIGMA_DATA);
        Value root = m.op("sqrt", square);
        Value skip = m.op("mul", m.op("reciprocal", square), SIGMA_DATA * SIGMA_DATA);
        Value out = m.op("div", m.op("mul", sigma, SIGMA_DATA), root);
        in.finish(skip, out, m.op("reciprocal", root), sigma);
    }

    private record Inputs(Method m, String raw, Value weights, Value x, Value noise, Value labels) {
        Inputs(Method m, String raw, String noise) {
            this(m, raw, m.tensors("P"), m.tensor("x"), m.tensor(noise), m.tensor("labels"));
        }

        void finish(Value skip, Value out, Value in, Value sigma) {
            Value level = m.op("clamp", sigma, SIGMA_MIN, SIGMA_MAX);
            Value label = m.cast(m.op("mul", m.op("log", level), 0.25), Dtype.F32);
            Value f = m.self(raw, weights, m.op("mul", x, factor(in)), label, labels);
            m.returns(m.op("add", m.op("mul", x, factor(skip)), m.op("mul", f, factor(out))));
        }

        private Value factor(Value c) {
            return m.cast(m.op("reshape", c, List.of(-1, 1, 1, 1)), Dtype.F32);
        }
    }
}
