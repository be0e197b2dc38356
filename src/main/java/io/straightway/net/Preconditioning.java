package io.straightway.net;

import io.straightway.engine.Dtype;
import io.straightway.engine.Method;
import io.straightway.engine.Source;
import io.straightway.engine.Value;
import io.straightway.recipe.Network;
import java.util.List;
import java.util.Optional;

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

    private static final double BETA_D = 19.9;
    private static final double BETA_MIN = 0.1;
    private static final double STEPS = 1000;

    /** Range of sigma of the variance-exploding diffusion. */
    public static final double VE_MIN = 0.02;

    public static final double VE_MAX = 100;

    /** Largest sigma of the variance-preserving diffusion, √(exp(beta_d/2 + beta_min) − 1). */
    public static final double VP_MAX = Math.sqrt(Math.expm1(BETA_D / 2 + BETA_MIN));

    private Preconditioning() {}

    /**
     * Adds {@value #FLOW}(P, x, t, labels), the denoiser in flow time with the network's preconditioning. x is (B,C,H,W) 32 bit, t (B) or
     * (1), labels (B) with -1 for none.
     */
    public static void flow(Source source, Network network) {
        flow(source, network, FLOW, Blueprint.RAW);
    }

    /**
     * The same for a program with two networks.
     *
     * @param name of the method
     * @param raw name of the bare network's method
     */
    public static void flow(Source source, Network network, String name, String raw) {
        flow(source, network, name, raw, false);
    }

    /** The same around {@link Blueprint#writeForTraining}; if the network knows of augmentation, the labels are another argument (B,9). */
    public static void flowForTraining(Source source, Network network) {
        flow(source, network, FLOW, Blueprint.RAW, network.augmentLabels() > 0);
    }

    private static void flow(Source source, Network network, String name, String raw, boolean augmented) {
        String level = name + "_" + SIGMA;
        switch (network.preconditioning()) {
            case EDM -> flow(new Inputs(source.method(name), raw, "t", augmented));
            case VP -> {
                variancePreserving(new Inputs(source.method(level), raw, SIGMA, augmented));
                flowOverSigma(new Inputs(source.method(name), level, "t", augmented), VP_MAX);
            }
            case VE -> {
                varianceExploding(new Inputs(source.method(level), raw, SIGMA, augmented));
                flowOverSigma(new Inputs(source.method(name), level, "t", augmented), VE_MAX);
            }
        }
    }

    /**
     * The denoiser of x_t = (1 − t)·x0 + t·x1: with q² = sd²(1 − t)² + t², D = sd²(1 − t)/q²·x + sd·t/q·F(x/q; ln(t/(1 − t))/4). It is EDM's
     * with y = x/(1 − t), sigma = t/(1 − t), and finite at t = 1.
     */
    private static void flow(Inputs in) {
        Method m = in.m;
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
        var in = new Inputs(m, Blueprint.RAW, SIGMA, false);
        Value sigma = in.noise;
        Value square = m.op("add", m.op("square", sigma), SIGMA_DATA * SIGMA_DATA);
        Value root = m.op("sqrt", square);
        Value skip = m.op("mul", m.op("reciprocal", square), SIGMA_DATA * SIGMA_DATA);
        Value out = m.op("div", m.op("mul", sigma, SIGMA_DATA), root);
        in.finish(skip, out, m.op("reciprocal", root), sigma);
    }

    /**
     * Adds {@value #SIGMA} with the factors of Song et al. 2021's variance-preserving diffusion: skip 1, out −sigma,
     * in 1/√(sigma² + 1), label 999·(√(beta_min² + 2·beta_d·ln(1 + sigma²)) − beta_min)/beta_d.
     */
    public static void variancePreserving(Source source) {
        variancePreserving(new Inputs(source.method(SIGMA), Blueprint.RAW, SIGMA, false));
    }

    private static void variancePreserving(Inputs in) {
        Method m = in.m;
        Value square = m.op("square", in.noise);
        Value root = m.op("sqrt", m.op("add", m.op("mul", m.op("log1p", square), 2 * BETA_D), BETA_MIN * BETA_MIN));
        Value label = m.op("mul", m.op("sub", root, BETA_MIN), (STEPS - 1) / BETA_D);
        in.combine(m.op("ones_like", square), m.op("neg", in.noise), m.op("rsqrt", m.op("add", square, 1)), label);
    }

    /** Adds {@value #SIGMA} with the factors of Song et al. 2021's variance-exploding diffusion: skip 1, out sigma, in 1, label ln(sigma/2). */
    public static void varianceExploding(Source source) {
        varianceExploding(new Inputs(source.method(SIGMA), Blueprint.RAW, SIGMA, false));
    }

    private static void varianceExploding(Inputs in) {
        Method m = in.m;
        Value one = m.op("ones_like", in.noise);
        Value label = m.op("log", m.op("mul", m.op("clamp", in.noise, VE_MIN, VE_MAX), 0.5));
        in.combine(one, in.noise, one, label);
    }

    /**
     * D(x·sigma/t; sigma) with sigma = t/(1 − t), for preconditionings that aren't finite at t = 1: sigma is at most {@code most}, and x at
     * t = 1 is taken as the noise of that level.
     */
    private static void flowOverSigma(Inputs in, double most) {
        Method m = in.m;
        Value t = in.noise;
        Value rest = m.op("rsub", t, 1);
        Value sigma = m.op("clamp_max", m.op("div", t, rest), most);
        Value scale = m.op("minimum", m.op("reciprocal", rest), m.op("mul", m.op("reciprocal", t), most)); // sigma/t, 1 at t = 0
        m.returns(in.inner(m.op("mul", in.x, in.factor(scale)), sigma));
    }

    private record Inputs(Method m, String raw, Value weights, Value x, Value noise, Value labels, Optional<Value> augment) {
        Inputs(Method m, String raw, String noise, boolean augmented) {
            this(m, raw, m.tensors("P"), m.tensor("x"), m.tensor(noise), m.tensor("labels"),
                    augmented ? Optional.of(m.tensor("augment")) : Optional.empty());
        }

        void finish(Value skip, Value out, Value in, Value sigma) {
            Value level = m.op("clamp", sigma, SIGMA_MIN, SIGMA_MAX);
            combine(skip, out, in, m.op("mul", m.op("log", level), 0.25));
        }

        /** skip·x + out·F(in·x; level). */
        void combine(Value skip, Value out, Value in, Value level) {
            Value label = m.cast(level, Dtype.F32);
            Value scaled = m.op("mul", x, factor(in));
            Value f = inner(scaled, label);
            m.returns(m.op("add", m.op("mul", x, factor(skip)), m.op("mul", f, factor(out))));
        }

        /** What the method below, the bare network or its denoiser at noise levels, makes of other x and noise. */
        Value inner(Value x, Value noise) {
            return augment.map(changes -> m.self(raw, weights, x, noise, labels, changes)).orElseGet(() -> m.self(raw, weights, x, noise, labels));
        }

        private Value factor(Value c) {
            return m.cast(m.op("reshape", c, List.of(-1, 1, 1, 1)), Dtype.F32);
        }
    }
}
