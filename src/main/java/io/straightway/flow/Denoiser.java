package io.straightway.flow;

import io.straightway.engine.Dtype;
import io.straightway.engine.Method;
import io.straightway.engine.Source;
import io.straightway.engine.Value;
import io.straightway.net.Blueprint;
import io.straightway.net.Preconditioning;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import java.util.Optional;

/**
 * How a program that integrates a flow asks for D.
 *
 * @param method a method (P, x, time, labels) of the program
 * @param weight of the guidance, 0 for none
 */
record Denoiser(String method, double weight) {
    private static final String GUIDE = "guide";

    static Denoiser unguided(String method) {
        return new Denoiser(method, 0);
    }

    /**
     * Adds the denoiser in flow time of a network, and that of its guide. Their weights are one list, the guide's after the network's.
     *
     * @param guide another network; if there is none, the guide is the network itself without label
     */
    static Denoiser write(Source source, Network network, Guidance guidance, Optional<Network> guide, Precision precision) {
        Blueprint own = Blueprint.of(network);
        own.write(source, false, precision);
        Preconditioning.flow(source, network);
        if (guidance.weight() == 0) {
            return unguided(Preconditioning.FLOW);
        }
        String guiding = Preconditioning.FLOW;
        int from = 0;
        if (guide.isPresent()) {
            guiding = "guide_flow";
            from = own.parameters().size();
            Blueprint.of(guide.get()).write(source, "guide_raw", false, precision);
            Preconditioning.flow(source, guide.get(), guiding, "guide_raw");
        }
        Method m = source.method(GUIDE);
        Value weights = m.tensors("P");
        Value x = m.tensor("x");
        Value time = m.tensor("t");
        Value labels = m.tensor("labels");
        Value shown = guidance instanceof Guidance.ClassifierFree ? m.op("full_like", labels, -1) : labels;
        Value list = from == 0 ? weights : m.assign(weights + "[" + from + ":]");
        m.returns(m.self(guiding, list, x, time, shown));
        return new Denoiser(Preconditioning.FLOW, guidance.weight());
    }

    /**
     * D at x (B,C,H,W) 64 bit, as 32 bit.
     *
     * @param guided a tensor with one element: whether the guide is asked
     */
    Value write(Method m, Value weights, Value x, Value time, Value labels, Value guided) {
        Value narrow = m.cast(x, Dtype.F32);
        Value d = m.variable(m.self(method, weights, narrow, time, labels));
        if (weight != 0) {
            m.when(guided, () -> m.set(d, steered(m, d, m.self(GUIDE, weights, narrow, time, labels))));
        }
        return d;
    }

    /** As {@link #write(Method, Value, Value, Value, Value, Value)}, guided at all times. */
    Value write(Method m, Value weights, Value x, Value time, Value labels) {
        Value narrow = m.cast(x, Dtype.F32);
        Value d = m.self(method, weights, narrow, time, labels);
        return weight == 0 ? d : steered(m, d, m.self(GUIDE, weights, narrow, time, labels));
    }

    private Value steered(Method m, Value d, Value guide) {
        return m.op("add", d, m.op("mul", m.op("sub", d, guide), weight));
    }
}
