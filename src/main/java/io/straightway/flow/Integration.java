package io.straightway.flow;

import io.straightway.engine.Arena;
import io.straightway.engine.Dtype;
import io.straightway.engine.Method;
import io.straightway.engine.Program;
import io.straightway.engine.Source;
import io.straightway.engine.Tensor;
import io.straightway.engine.Value;
import io.straightway.recipe.Guidance;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The program text that runs a list of stages, a few of them in each call, so that somebody can ask between two calls whether to go on.
 * The state is 64 bit, as in EDM's sampler.
 */
final class Integration {
    private static final String BEGIN = "start";
    private static final String METHOD = "integrate";
    private static final String END = "finish";

    /** Of the state: the point, the point that steps are counted from, and what is remembered of earlier stages. */
    private static final int STATE = 2 + Combination.MEMORY;

    private static final int CORRECTION = 2;
    private static final int MOVE = CORRECTION + Combination.WIDTH;
    private static final int COMMIT = MOVE + Combination.WIDTH;

    /** Numbers of a stage. */
    static final int WIDTH = COMMIT + 1;

    private final Method m;
    private final Denoiser denoiser;
    private final Stage.Quantity quantity;

    private Integration(Method m, Denoiser denoiser, Stage.Quantity quantity) {
        this.m = m;
        this.denoiser = denoiser;
        this.quantity = quantity;
    }

    /** Adds what {@link #begin}, {@link #advance} and {@link #end} call. */
    static void write(Source source, Denoiser denoiser, Stage.Quantity quantity) {
        writeBegin(source.method(BEGIN));
        new Integration(source.method(METHOD), denoiser, quantity).write();
        writeEnd(source.method(END));
    }

    /**
     * The state at the start.
     *
     * @param x (B,C,H,W) 64 bit
     */
    static List<Tensor> begin(Program program, Arena arena, Tensor x) {
        return program.call(BEGIN).with(x).run(arena);
    }

    /**
     * The state some stages later.
     *
     * @param stages (K,{@link #WIDTH}) of {@link #table}, or some of its rows
     */
    static List<Tensor> advance(Program program, Arena arena, List<Tensor> weights, List<Tensor> state, Tensor stages, Tensor labels) {
        return program.call(METHOD).with(weights).with(state).with(stages).with(labels).run(arena);
    }

    /** The point of a state as 32 bit (B,C,H,W) and as pixels (B,C,H,W), unsigned bytes clip(128 + 127.5·x). */
    static List<Tensor> end(Program program, Arena arena, List<Tensor> state) {
        return program.call(END).with(state.getFirst()).run(arena);
    }

    /** All of it: from (B,C,H,W) 64 bit to what {@link #end} gives. */
    static List<Tensor> run(Program program, Arena arena, List<Tensor> weights, Tensor x, Tensor stages, Tensor labels) {
        return end(program, arena, advance(program, arena, weights, begin(program, arena, x), stages, labels));
    }

    private static void writeBegin(Method m) {
        Value x = m.tensor("x");
        Value nothing = m.op("zeros_like", x);
        m.returns(IntStream.range(0, STATE).mapToObj(i -> i < STATE - Combination.MEMORY ? x : nothing).toArray(Value[]::new));
    }

    private static void writeEnd(Method m) {
        Value x = m.tensor("x");
        m.returns(m.cast(x, Dtype.F32), pixels(m, x));
    }

    private void write() {
        Value weights = m.tensors("P");
        Value state = m.tensors("S");
        Value stages = m.tensor("stages");
        Value labels = m.tensor("labels");
        Value x = m.variable(m.item(state, 0));
        Value base = m.variable(m.item(state, 1));
        List<Value> memory = new ArrayList<>();
        for (int i = 0; i < Combination.MEMORY; i++) {
            memory.add(m.variable(m.item(state, STATE - Combination.MEMORY + i)));
        }
        m.loop(m.op("size", stages, 0), counter -> {
            Value row = m.op("select", stages, 0, counter); // (WIDTH)
            Value time = m.op("slice", row, 0, 0, 1); // (1)
            Value d = denoiser.write(m, weights, x, time, labels, m.op("select", row, 0, 1));
            for (int i = Combination.MEMORY - 1; i > 0; i--) {
                m.set(memory.get(i), memory.get(i - 1));
            }
            m.set(memory.getFirst(), switch (quantity) {
                case VELOCITY -> m.op("div", m.op("sub", x, d), time);
                case DATA -> m.cast(d, Dtype.F64);
            });
            if (quantity == Stage.Quantity.DATA) { // no solver on velocities corrects
                m.set(base, combine(row, CORRECTION, base, memory));
            }
            m.set(x, combine(row, MOVE, base, memory));
            m.when(m.op("select", row, 0, COMMIT), () -> m.set(base, x));
        });
        m.returns(Stream.concat(Stream.of(x, base), memory.stream()).toArray(Value[]::new));
    }

    private Value combine(Value row, int from, Value base, List<Value> memory) {
        Value sum = quantity == Stage.Quantity.VELOCITY ? base : m.op("mul", base, m.op("select", row, 0, from));
        for (int i = 0; i < Combination.MEMORY; i++) {
            sum = m.op("add", sum, m.op("mul", memory.get(i), m.op("select", row, 0, from + 1 + i)));
        }
        return sum;
    }

    static Value pixels(Method m, Value x) {
        return m.cast(m.op("clamp", m.op("add", m.op("mul", x, 127.5), 128), 0, 255), Dtype.U8);
    }

    /** Rows of time, whether it is guided, correction, move and 1 for a commit. */
    static double[] table(List<Stage> stages, Guidance guidance) {
        double[] table = new double[stages.size() * WIDTH];
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            int row = i * WIDTH;
            table[row] = stage.time();
            table[row + 1] = guidance.guides(stage.time()) ? 1 : 0;
            stage.correction().write(table, row + CORRECTION);
            stage.move().write(table, row + MOVE);
            table[row + COMMIT] = stage.commits() ? 1 : 0;
        }
        return table;
    }
}
