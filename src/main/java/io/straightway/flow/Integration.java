package io.straightway.flow;

import io.straightway.engine.Dtype;
import io.straightway.engine.Method;
import io.straightway.engine.Source;
import io.straightway.engine.Value;
import java.util.ArrayList;
import java.util.List;

/** The program text that runs a list of stages, and the one that turns values into pixels. */
final class Integration {
    static final String METHOD = "integrate";

    private Integration() {}

    /**
     * Adds integrate(P, x, stages, labels) with x (B,C,H,W) 64 bit, stages (K,6) of {@link Stage#table}; gives the end point as 32 bit
     * (B,C,H,W) and as pixels (B,C,H,W), unsigned bytes clip(128 + 127.5·x). The state is 64 bit, as in EDM's sampler.
     *
     * @param denoiser a method (P, x, time, labels) that gives D
     */
    static void write(Source source, String denoiser) {
        Method m = source.method(METHOD);
        Value weights = m.tensors("P");
        Value x = m.variable(m.tensor("x"));
        Value stages = m.tensor("stages");
        Value labels = m.tensor("labels");
        Value base = m.variable(x);
        List<Value> velocities = new ArrayList<>();
        for (int i = 0; i < Stage.MEMORY; i++) {
            velocities.add(m.variable(m.op("zeros_like", x)));
        }
        m.loop(m.op("size", stages, 0), counter -> {
            Value row = m.op("select", stages, 0, counter); // (6)
            Value time = m.op("slice", row, 0, 0, 1); // (1)
            Value d = m.self(denoiser, weights, m.cast(x, Dtype.F32), time, labels);
            for (int i = Stage.MEMORY - 1; i > 0; i--) {
                m.set(velocities.get(i), velocities.get(i - 1));
            }
            m.set(velocities.getFirst(), m.op("div", m.op("sub", x, d), time));
            Value sum = base;
            for (int i = 0; i < Stage.MEMORY; i++) {
                sum = m.op("add", sum, m.op("mul", velocities.get(i), m.op("select", row, 0, i + 1)));
            }
            m.set(x, sum);
            m.when(m.op("select", row, 0, Stage.MEMORY + 1), () -> m.set(base, x));
        });
        Value level = m.op("clamp", m.op("add", m.op("mul", x, 127.5), 128), 0, 255);
        Value pixels = m.cast(level, Dtype.U8);
        m.returns(m.cast(x, Dtype.F32), pixels);
    }
}
