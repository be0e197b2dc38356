package io.straightway.train;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Method;
import io.straightway.engine.Parameter;
import io.straightway.engine.Program;
import io.straightway.engine.Source;
import io.straightway.engine.Tensor;
import io.straightway.engine.Torch;
import io.straightway.engine.Value;
import io.straightway.flow.Loss;
import io.straightway.net.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The weights of a training on one device, and the gradients that are collected there. For one thread at a time. */
final class Replica implements AutoCloseable {
    private static final String ADD = "add";
    private static final String ASSIGN = "assign";
    private static final String CLEAR = "clear";

    private final Arena arena;
    private final Program program;
    private final List<Tensor> weights;
    private final List<Tensor> trained;

    private Replica(Arena arena, Program program, List<Tensor> weights, List<Tensor> trained) {
        this.arena = arena;
        this.program = program;
        this.weights = weights;
        this.trained = trained;
    }

    /** @param source has {@link Loss#METHOD}; it is given the methods for other replicas */
    static Replica open(Device device, List<Parameter> parameters, Weights values, Source source) {
        write(source);
        Arena arena = Arena.open(device);
        try {
            List<Tensor> weights = values.select(parameters).tensors(arena);
            List<Tensor> trained = trainable(parameters, weights);
            trained.forEach(Tensor::requireGradient);
            return new Replica(arena, Program.load(arena, source), weights, trained);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static void write(Source source) {
        each(source.method(ADD), "aten.add_");
        each(source.method(ASSIGN), "aten.copy_");
        Method m = source.method(CLEAR);
        Value a = m.tensors("A");
        m.effect("aten._foreach_zero_", a.text());
        m.returns(m.item(a, 0));
    }

    /** (A, B): applies an operation to each pair. */
    private static void each(Method m, String operation) {
        Value a = m.tensors("A");
        Value b = m.tensors("B");
        m.loop(m.assign("torch.len(" + a + ")"), i -> m.effect(operation, a + "[" + i + "], " + b + "[" + i + "]"));
        m.returns(m.item(a, 0));
    }

    /** Those of {@code tensors} whose parameters are trained. */
    static List<Tensor> trainable(List<Parameter> parameters, List<Tensor> tensors) {
        var selected = new ArrayList<Tensor>();
        for (int i = 0; i < tensors.size(); i++) {
            if (parameters.get(i).trainable()) {
                selected.add(tensors.get(i));
            }
        }
        return selected;
    }

    Arena arena() {
        return arena;
    }

    Program program() {
        return program;
    }

    List<Tensor> weights() {
        return weights;
    }

    List<Tensor> trained() {
        return trained;
    }

    /**
     * Adds the gradients of some samples to those collected, and gives their part of the mean error.
     *
     * @param seed of dropout
     * @param arguments of the loss after the weights
     */
    double accumulate(long seed, Function<Arena, List<Tensor>> arguments) {
        try (Arena call = arena.child()) {
            Program.Call loss = program.call(Loss.METHOD).with(weights);
            arguments.apply(call).forEach(loss::with);
            // Only the forward pass draws: other devices may begin theirs during our backward pass.
            List<Tensor> out = Torch.seeded(seed, () -> loss.record(call));
            out.get(0).backward();
            return out.get(1).number();
        }
    }

    List<Tensor> gradients(Arena call) {
        return trained.stream().map(weight -> weight.gradient(call)).toList();
    }

    /** Takes over the gradients of another replica, which has none then. */
    void collect(Replica other) {
        try (Arena here = arena.child(); Arena there = other.arena.child()) {
            List<Tensor> gradients = other.gradients(there);
            program.call(ADD).with(gradients(here)).with(gradients.stream().map(here::copy).toList()).run(here);
            other.program.call(CLEAR).with(gradients).run(there);
        }
    }

    /** Takes the weights of another replica. */
    void follow(Replica other) {
        try (Arena call = arena.child()) {
            program.call(ASSIGN).with(trained).with(other.trained.stream().map(call::copy).toList()).run(call);
        }
    }

    @Override
    public void close() {
        program.close();
        arena.close();
    }
}
