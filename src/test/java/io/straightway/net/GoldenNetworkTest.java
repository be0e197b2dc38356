package io.straightway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Parameter;
import io.straightway.engine.Program;
import io.straightway.engine.Source;
import io.straightway.engine.Tensor;
import io.straightway.engine.Torch;
import io.straightway.recipe.Precision;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenNetworkTest {
    static Stream<Golden> golden() {
        return Stream.of(Golden.ddpmpp(), Golden.ncsnpp(), Golden.adm());
    }

    @ParameterizedTest
    @MethodSource("golden")
    void shouldDenoiseLikeTheReference(Golden golden) {
        // Given
        try (var setup = new Setup(golden, Precision.FP32)) {

            // When
            float[] denoised = setup.sigma(golden.labels());
            float[] unlabelled = setup.sigma(new long[] {-1, -1, -1, -1});

            // Then
            assertThat(distance(denoised, golden.values("out.denoised"))).isLessThan(2e-5);
            if (golden.has("out.denoised_nolabel")) {
                assertThat(distance(unlabelled, golden.values("out.denoised_nolabel"))).isLessThan(2e-5);
                assertThat(distance(unlabelled, denoised)).isGreaterThan(1e-3);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void shouldDenoiseTheSameInFlowTime(Golden golden) {
        // Given: x = y/(1 + sigma), t = sigma/(1 + sigma)
        float[] y = golden.values("in.x");
        float[] sigma = golden.values("in.sigma");
        float[] x = new float[y.length];
        double[] t = new double[4];
        for (int i = 0; i < y.length; i++) {
            int b = i / (y.length / 4);
            x[i] = (float) (y[i] / (1.0 + sigma[b]));
            t[b] = sigma[b] / (1.0 + sigma[b]);
        }

        // When
        try (var setup = new Setup(golden, Precision.FP32)) {
            float[] denoised = setup.run(Preconditioning.FLOW, x, t, golden.labels());

            // Then
            assertThat(distance(denoised, golden.values("out.denoised"))).isLessThan(2e-5);
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void shouldBeFiniteAtBothEndsOfFlowTime(Golden golden) {
        try (var setup = new Setup(golden, Precision.FP32)) {
            float[] x = golden.values("in.probe");
            float[] noise = setup.run(Preconditioning.FLOW, x, new double[] {1}, golden.labels());
            float[] data = setup.run(Preconditioning.FLOW, x, new double[] {0}, golden.labels());

            assertThat(distance(noise, new float[noise.length])).isLessThan(1e3);
            assertThat(data).isEqualTo(x);
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void shouldStayCloseInBrainFloat(Golden golden) {
        try (var setup = new Setup(golden, Precision.BF16)) {
            double error = distance(setup.sigma(golden.labels()), golden.values("out.denoised"));

            assertThat(error).isBetween(1e-4, 0.1);
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void shouldHaveTheGradientsOfTheReference(Golden golden) {
        // Given
        try (var setup = new Setup(golden, Precision.FP32); Arena call = setup.arena.child()) {
            setup.weights.forEach(Tensor::requireGradient);

            // When
            Torch.seeded(0, () -> {
                setup.program.call("probed").with(setup.weights).with(setup.image(call, golden.values("in.x")))
                        .with(setup.sigmas(call)).with(call.longs(golden.labels(), 4))
                        .with(setup.image(call, golden.values("in.probe"))).record(call).getFirst().backward();
                return 0;
            });

            // Then
            List<Parameter> parameters = setup.blueprint.parameters();
            for (int i = 0; i < parameters.size(); i++) {
                String name = "gradnorm." + parameters.get(i).name();
                if (golden.has(name)) {
                    double norm = 0;
                    for (float g : setup.weights.get(i).gradient(call).floats()) {
                        norm += (double) g * g;
                    }
                    double expected = golden.values(name)[0];
                    assertThat(Math.sqrt(norm)).as(name).isCloseTo(expected, within(1e-4 * expected + 1e-6));
                }
            }
        }
    }

    private static double distance(float[] a, float[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs((double) a[i] - b[i]));
            if (Float.isNaN(a[i])) {
                return Double.NaN;
            }
        }
        return most;
    }

    private static final class Setup implements AutoCloseable {
        final Arena arena = Arena.open(Device.cpu());
        final Golden golden;
        final Blueprint blueprint;
        final List<Tensor> weights;
        final Program program;

        Setup(Golden golden, Precision precision) {
            this.golden = golden;
            this.blueprint = Blueprint.of(golden.network());
            this.weights = golden.parameters().select(blueprint.parameters()).tensors(arena);
            var source = new Source();
            blueprint.write(source, false, precision);
            Preconditioning.flow(source, golden.network());
            Preconditioning.sigma(source);
            var m = source.method("probed");
            var p = m.tensors("P");
            var d = m.self(Preconditioning.SIGMA, p, m.tensor("x"), m.tensor("s"), m.tensor("labels"));
            m.returns(m.op("sum", m.op("mul", d, m.tensor("probe"))));
            this.program = Program.load(arena, source);
        }

        Tensor image(Arena call, float[] values) {
            return call.floats(values, 4, 3, 16, 16);
        }

        Tensor sigmas(Arena call) {
            double[] sigmas = new double[4];
            for (int i = 0; i < 4; i++) {
                sigmas[i] = golden.values("in.sigma")[i];
            }
            return call.doubles(sigmas, 4);
        }

        float[] sigma(long[] labels) {
            try (Arena call = arena.child()) {
                return program.call(Preconditioning.SIGMA).with(weights).with(image(call, golden.values("in.x"))).with(sigmas(call))
                        .with(call.longs(labels, 4)).run(call).getFirst().floats();
            }
        }

        float[] run(String method, float[] x, double[] noise, long[] labels) {
            try (Arena call = arena.child()) {
                return program.call(method).with(weights).with(image(call, x)).with(call.doubles(noise, noise.length))
                        .with(call.longs(labels, 4)).run(call).getFirst().floats();
            }
        }

        @Override
        public void close() {
            program.close();
            arena.close();
        }
    }
}
