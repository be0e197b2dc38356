package io.straightway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgramTest {
    private Arena arena;

    @BeforeEach
    void open() {
        arena = Arena.open(Device.cpu());
    }

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void shouldTakeSeveralListsAndGiveSeveralTensors() {
        // Given
        var source = new Source();
        Method m = source.method("blend");
        Value p = m.tensors("P");
        Value x = m.tensor("x");
        Value g = m.tensors("G");
        m.returns(m.op("add", m.op("mul", m.item(p, 0), m.item(g, 1)), x), m.op("sub", m.item(p, 1), m.item(g, 0)));

        // When
        try (var program = Program.load(arena, source); Arena call = arena.child()) {
            List<Tensor> out = program.call("blend")
                    .with(List.of(call.floats(new float[] {1, 2}, 2), call.floats(new float[] {3, 4}, 2)))
                    .with(call.floats(new float[] {100, 200}, 2))
                    .with(List.of(call.floats(new float[] {5, 6}, 2), call.floats(new float[] {7, 8}, 2)))
                    .run(call);

            // Then
            assertThat(out.get(0).floats()).containsExactly(107, 216);
            assertThat(out.get(1).floats()).containsExactly(-2, -2);
        }
    }

    @Test
    void shouldLoopAndBranch() {
        // Given
        var source = new Source();
        Method m = source.method("power");
        Value x = m.tensor("x");
        Value steps = m.tensor("steps");
        Value y = m.variable(m.op("ones_like", x));
        Value n = m.op("size", steps, 0);
        m.loop(n, i -> m.when(m.op("select", steps, 0, i), () -> m.set(y, m.op("mul", y, x))));
        m.returns(y);

        // When
        try (var program = Program.load(arena, source); Arena call = arena.child()) {
            var out = program.call("power").with(call.doubles(new double[] {3}, 1)).with(call.floats(new float[] {1, 0, 1, 1}, 4)).run(call);

            // Then
            assertThat(out.getFirst().doubles()).containsExactly(27);
        }
    }

    @Test
    void shouldCollectGradientsOnAnyThread() {
        // Given
        var source = new Source();
        Method m = source.method("loss");
        Value p = m.tensors("P");
        m.returns(m.op("sum", m.op("square", m.op("to", m.op("to", m.item(p, 0), Dtype.BF16), Dtype.F32))));

        // When
        float[] gradient = CompletableFuture.supplyAsync(() -> {
            try (Arena own = Arena.open(Device.cpu()); var program = Program.load(own, source); Arena call = own.child()) {
                Tensor p0 = own.floats(new float[] {1, -2}, 2).requireGradient();
                return Torch.seeded(1, () -> {
                    program.call("loss").with(List.of(p0)).record(call).getFirst().backward();
                    return p0.gradient(call).floats();
                });
            }
        }).join();

        // Then
        assertThat(gradient).containsExactly(2, -4);
    }

    @Test
    void shouldRepeatDropoutWithItsSeed() {
        // Given
        var source = new Source();
        Method m = source.method("drop");
        Value x = m.tensor("x");
        m.returns(Scope.of(m, new Value("P"), true, Dtype.F32).dropout(x, 0.5));

        // When
        try (var program = Program.load(arena, source)) {
            float[] first = drop(program, 3);
            float[] again = drop(program, 3);
            float[] other = drop(program, 4);

            // Then
            assertThat(first).isEqualTo(again).isNotEqualTo(other).contains(0, 2);
        }
    }

    @Test
    void shouldFreeWhatACallMade() {
        // Given
        var source = new Source();
        Method m = source.method("twice");
        Value x = m.tensor("x");
        m.returns(m.op("mul", x, 2));
        Tensor kept = arena.floats(new float[] {1}, 1);

        // When
        try (var program = Program.load(arena, source)) {
            int before = arena.held();
            for (int i = 0; i < 20; i++) {
                try (Arena call = arena.child()) {
                    program.call("twice").with(kept).run(call);
                }
            }

            // Then
            assertThat(arena.held()).isEqualTo(before);
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAProgram() {
        // Given
        var unknown = new Source();
        Method m = unknown.method("f");
        m.returns(m.op("nosuchoperation", m.tensor("x")));
        var misshaped = new Source();
        Method n = misshaped.method("g");
        Value x = n.tensor("x");
        n.returns(n.op("mm", x, x));

        // Then
        assertThatThrownBy(() -> Program.load(arena, unknown)).isInstanceOf(ProgramFailure.class).hasMessageContaining("nosuchoperation");
        try (var program = Program.load(arena, misshaped)) {
            assertThatThrownBy(() -> program.call("g").with(arena.zeros(2, 3)).run(arena))
                    .isInstanceOf(ProgramFailure.class).hasMessageContaining("mat1 and mat2");
        }
    }

    @Test
    void shouldReadScalarsAsNumbers() {
        // Given
        var source = new Source();
        Method m = source.method("scaled");
        Value x = m.tensor("x");
        Value factor = m.tensor("factor");
        m.returns(m.op("mul", x, m.assign("float(" + factor + ")")));

        // When
        try (var program = Program.load(arena, source)) {
            Tensor out = program.call("scaled").with(arena.floats(new float[] {2}, 1)).with(arena.scalar(0.1)).run(arena).getFirst();

            // Then
            assertThat(out.number()).isCloseTo(0.2, within(1e-7));
        }
    }

    private float[] drop(Program program, long seed) {
        try (Arena call = arena.child()) {
            float[] ones = new float[64];
            java.util.Arrays.fill(ones, 1);
            return Torch.seeded(seed, () -> program.call("drop").with(call.floats(ones, 64)).record(call).getFirst().floats());
        }
    }
}
