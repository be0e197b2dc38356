package io.straightway.flow;

import io.straightway.engine.Dtype;
import io.straightway.engine.Method;
import io.straightway.engine.Source;
import io.straightway.engine.Value;
import io.straightway.net.Preconditioning;
import io.straightway.recipe.LossMap;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Weight;
import java.util.List;

/** The training loss as program text. */
public final class Loss {
    /** Name of the method. */
    public static final String METHOD = "loss";

    /** Keeps the normalised weight finite where a sample is fitted exactly; per pixel (a project choice). */
    private static final double FLOOR = 1e-8;

    private Loss() {}

    /**
     * Adds {@value #METHOD}(P, x0, x1, t, labels): the sum over samples of weight·error divided by {@code batch}, and the same without
     * weight. x0 data and x1 noise are (B,C,H,W) 32 bit, t is (B) 64 bit, labels (B); both results are 32 bit scalars. A sample's error
     * is |phi(D) − phi(x0)|² per pixel (Simple ReFlow's generalised loss; sources in the recipe package).
     *
     * @param batch samples of an optimizer step, of which a call may hold a part
     * @param augmented whether there is another argument, the augmentation labels (B,9)
     */
    public static void write(Source source, Objective objective, int batch, boolean augmented) {
        Method m = source.method(METHOD);
        Value weights = m.tensors("P");
        Value x0 = m.tensor("x0");
        Value x1 = m.tensor("x1");
        Value t = m.tensor("t");
        Value labels = m.tensor("labels");
        Value time = m.cast(m.op("reshape", t, List.of(-1, 1, 1, 1)), Dtype.F32);
        Value xt = m.op("lerp", x0, x1, time);
        Value d = augmented
                ? m.self(Preconditioning.FLOW, weights, xt, t, labels, m.tensor("augment"))
                : m.self(Preconditioning.FLOW, weights, xt, t, labels);
        Value error = error(m, objective.lossMap(), m.op("sub", d, x0)); // (B)
        Value weighted = weigh(m, objective.weight(), error, t, t);
        m.returns(m.op("div", m.op("sum", weighted), batch), m.op("div", m.op("sum", m.op("detach", error)), batch));
    }

    /** For a linear phi, phi(D) − phi(x0) = phi(D − x0). */
    static Value error(Method m, LossMap map, Value difference) {
        return switch (map) {
            case LossMap.Identity identity -> meanSquare(m, difference);
            case LossMap.HighPass(double lambda) -> {
                Value high = m.op("sub", difference, blur(m, blur(m, difference, 2), 3));
                yield meanSquare(m, m.op("add", difference, m.op("mul", high, lambda)));
            }
            case LossMap.PseudoHuber(double c) -> {
                // (√(Σd² + c²) − c)/dim
                Value squares = m.op("sum", m.op("square", difference), List.of(1, 2, 3));
                Value distance = m.op("sub", m.op("sqrt", m.op("add", squares, c * c)), c);
                Value pixels = m.op("numel", m.op("select", difference, 0, 0));
                yield m.op("div", distance, pixels);
            }
        };
    }

    /** [1,2,1]/4 along one dimension, wrapping around, whose response lies in [0,1]: so phi is invertible. */
    private static Value blur(Method m, Value x, int dimension) {
        Value sides = m.op("add", m.op("roll", x, List.of(1), List.of(dimension)), m.op("roll", x, List.of(-1), List.of(dimension)));
        return m.op("add", m.op("mul", x, 0.5), m.op("mul", sides, 0.25));
    }

    private static Value meanSquare(Method m, Value x) {
        return m.op("mean", m.op("square", x), List.of(1, 2, 3));
    }

    /** @param gap time between the sample and its target: t itself where the target is x0 */
    static Value weigh(Method m, Weight weight, Value error, Value t, Value gap) {
        return switch (weight) {
            case UNIFORM -> error;
            case INVERSE_T -> m.op("div", error, m.cast(gap, Dtype.F32));
            case NORMALIZED -> m.op("div", error, m.op("add", m.op("detach", error), FLOOR));
            case EDM -> {
                // (sigma² + sd²)/(sigma·sd)² with sigma = t/(1 − t)
                double variance = Preconditioning.SIGMA_DATA * Preconditioning.SIGMA_DATA;
                Value rest = m.op("square", m.op("rsub", t, 1));
                Value square = m.op("square", t);
                Value factor = m.op("div", m.op("add", square, m.op("mul", rest, variance)), m.op("mul", square, variance));
                yield m.op("mul", error, m.cast(factor, Dtype.F32));
            }
        };
    }
}
