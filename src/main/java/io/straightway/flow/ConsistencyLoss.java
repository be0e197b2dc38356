package io.straightway.flow;

import io.straightway.engine.Dtype;
import io.straightway.engine.Method;
import io.straightway.engine.Source;
import io.straightway.engine.Value;
import io.straightway.net.Preconditioning;
import io.straightway.recipe.Objective;
import java.util.List;

/**
 * The loss of easy consistency tuning (Geng et al. 2024, arXiv 2406.14548) in flow time, as program text: what the denoiser says at
 * (x_t, t) is pulled towards what it says at (x_r, r), r &lt; t, on the same line x = (1 − t)·x0 + t·x1, under the same dropout and without
 * gradient. r = 0 gives the target x0 itself, as D(x, 0) = x by the preconditioning; the loss is then that of {@link Loss}.
 */
public final class ConsistencyLoss {
    /** Seeds that a double holds exactly, drawn from the generator that the step has seeded. */
    private static final String SEED = "int(torch.randint(9007199254740992, [1]))";

    private ConsistencyLoss() {}

    /**
     * Adds {@link Loss#METHOD}(P, x0, x1, t, labels, r) or, augmented, (P, x0, x1, t, labels, augment, r); r is (B) 64 bit, the rest and the
     * results as in {@link Loss#write}. The objective's map is taken of D(x_t, t) − D(x_r, r). Needs a seeded generator.
     */
    public static void write(Source source, Objective objective, int batch, boolean augmented) {
        Method m = source.method(Loss.METHOD);
        Value weights = m.tensors("P");
        Value x0 = m.tensor("x0");
        Value x1 = m.tensor("x1");
        Value t = m.tensor("t");
        Value labels = m.tensor("labels");
        List<Value> shown = augmented ? List.of(labels, m.tensor("augment")) : List.of(labels);
        Value r = m.tensor("r");
        Value seed = m.assign(SEED);
        Value target = m.variable(x0);
        m.when(m.op("any", m.op("gt", r, 0)), () -> {
            m.effect("aten.manual_seed", seed.text());
            m.effect("aten.set_grad_enabled", "False");
            m.set(target, denoised(m, weights, x0, x1, r, shown));
            m.effect("aten.set_grad_enabled", "True");
        });
        m.effect("aten.manual_seed", seed.text());
        Value d = denoised(m, weights, x0, x1, t, shown);
        Value error = Loss.error(m, objective.lossMap(), m.op("sub", d, target)); // (B)
        Value weighted = Loss.weigh(m, objective.weight(), error, t, m.op("sub", t, r));
        m.returns(m.op("div", m.op("sum", weighted), batch), m.op("div", m.op("sum", m.op("detach", error)), batch));
    }

    private static Value denoised(Method m, Value weights, Value x0, Value x1, Value time, List<Value> shown) {
        Value x = m.op("lerp", x0, x1, m.cast(m.op("reshape", time, List.of(-1, 1, 1, 1)), Dtype.F32));
        return shown.size() == 1
                ? m.self(Preconditioning.FLOW, weights, x, time, shown.getFirst())
                : m.self(Preconditioning.FLOW, weights, x, time, shown.getFirst(), shown.getLast());
    }
}
