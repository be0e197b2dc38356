package io.straightway.train;

import io.straightway.engine.Dtype;
import io.straightway.engine.Method;
import io.straightway.engine.Source;
import io.straightway.engine.Torch;
import io.straightway.engine.Value;
import io.straightway.recipe.Optimiser;

/** Clipping, Adam and the moving average of the weights, as one program call; and the numbers that drive them. */
final class Update {
    static final String METHOD = "update";

    /** The half-life of the average is at most this share of the images seen, or early weights would linger (EDM's ramp-up). */
    private static final double RAMP = 0.05;

    private Update() {}

    /**
     * Adds update(P, G, M, V, E, step, rate, pull): clips gradients G to a global norm, moves parameters P by Adam with moments M and V,
     * pulls averages E towards P, and sets G to zero. Gives the norm before clipping; if that is not finite, nothing is changed.
     * step counts from 1; rate is the learning rate, pull the weight of P in the average.
     */
    static void write(Source source, double clipNorm) {
        Method m = source.method(METHOD);
        Value p = m.tensors("P");
        Value g = m.tensors("G");
        Value first = m.tensors("M");
        Value second = m.tensors("V");
        Value average = m.tensors("E");
        Value step = m.cast(m.tensor("step"), Dtype.F32);
        Value rate = m.assign("float(" + m.tensor("rate") + ")");
        Value pull = m.assign("float(" + m.tensor("pull") + ")");
        Value norm = m.op("linalg_vector_norm", m.op("stack", m.assign("ops.aten._foreach_norm(" + g + ", 2)")), 2);
        m.when(m.op("isfinite", norm), () -> {
            Value shrink = m.op("clamp_max", m.op("mul", m.op("reciprocal", m.op("add", norm, 1e-6)), clipNorm), 1.0);
            m.effect("aten._foreach_mul_", g + ", " + shrink);
            if (Torch.libtorch().atLeast(2, 4)) {
                fused(m, p, g, first, second, average, step, rate, pull);
            } else {
                oneByOne(m, p, g, first, second, average, step, rate, pull);
            }
            m.effect("aten._foreach_zero_", g.text());
        });
        m.returns(norm);
    }

    private static void fused(Method m, Value p, Value g, Value first, Value second, Value average, Value step, Value rate, Value pull) {
        Value steps = m.assign("annotate(List[Tensor], [])");
        m.loop(m.assign("torch.len(" + p + ")"), i -> m.assign("torch.append(" + steps + ", " + step + ")"));
        m.effect("aten._fused_adam_", p + ", " + g + ", " + first + ", " + second + ", annotate(List[Tensor], []), " + steps
                + ", lr=" + rate + ", beta1=0.9, beta2=0.999, weight_decay=0., eps=1.0e-8, amsgrad=False, maximize=False");
        m.effect("aten._foreach_lerp_", average + ", " + p + ", " + pull);
    }

    /** The same for a libtorch that cannot do it at once on the CPU. */
    private static void oneByOne(Method m, Value p, Value g, Value first, Value second, Value average, Value step, Value rate, Value pull) {
        Value size = m.assign("torch.div(" + rate + ", float(torch.rsub(torch.pow(0.9, " + step + "), 1)))");
        Value spread = m.op("sqrt", m.assign("torch.rsub(torch.pow(0.999, " + step + "), 1)"));
        m.loop(m.assign("torch.len(" + p + ")"), i -> {
            m.effect("aten.lerp_", first + "[" + i + "], " + g + "[" + i + "], 0.1");
            m.effect("aten.mul_", second + "[" + i + "], 0.999");
            m.effect("aten.addcmul_", second + "[" + i + "], " + g + "[" + i + "], " + g + "[" + i + "], value=0.001");
            Value root = m.assign("torch.add(torch.div(torch.sqrt(" + second + "[" + i + "]), " + spread + "), 1.0e-8)");
            m.effect("aten.addcdiv_", p + "[" + i + "], " + first + "[" + i + "], " + root + ", value=torch.neg(" + size + ")");
            m.effect("aten.lerp_", average + "[" + i + "], " + p + "[" + i + "], " + pull);
        });
    }

    /** Rises linearly over the first images; {@code images} are those seen before the step. */
    static double learningRate(Optimiser optimiser, long images) {
        double ramp = optimiser.warmupImages() == 0 ? 1 : Math.min((double) (images + optimiser.batch()) / optimiser.warmupImages(), 1);
        return optimiser.learningRate() * ramp;
    }

    /**
     * 1 − ½^(batch/half-life).
     *
     * @param images seen before the step
     * @param origin where the weights came from: early random ones must be forgotten soon, those of a model need not be
     */
    static double pull(Optimiser optimiser, long images, Origin origin) {
        double halfLife = switch (origin) {
            case FRESH -> Math.min(optimiser.emaHalfLife(), RAMP * images);
            case MODEL -> optimiser.emaHalfLife();
        };
        return halfLife == 0 ? 1 : 1 - Math.pow(0.5, optimiser.batch() / halfLife);
    }
}
