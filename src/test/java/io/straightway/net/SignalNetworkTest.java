package io.straightway.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Parameter;
import io.straightway.engine.Program;
import io.straightway.engine.Source;
import io.straightway.engine.Tensor;
import io.straightway.recipe.Architecture;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.store.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SignalNetworkTest {
    private static final int CHANNELS = 2;
    private static final int LENGTH = 16;

    /** Text and parameters as they were before networks had a height: models that were trained then run as they did. */
    @ParameterizedTest
    @CsvSource({"DDPMPP,9d0dc53f31e73092e923df0894c52ddc4a056cd69a951eff0b90366c2279790a",
        "NCSNPP,78b9606ff49b1ac446ef9833fd5100bb23f435afbc7f267bc7a902bf62e348b0",
        "ADM,8d73647cf18f46f5bacd0c82acc1b3175a77b93132a912e072bd43004b0e68dd"})
    void shouldLeaveTheProgramsOfSquaresAsTheyAre(Architecture architecture, String sha256) {
        Network network = new Network(architecture, 16, 3, 4, 16, List.of(1, 2), 1, List.of(8), 0.1, 0.1, 9);
        Source source = new Source();
        Blueprint blueprint = Blueprint.of(network);
        blueprint.write(source, false, Precision.FP32);

        assertThat(Digest.of((source.text() + blueprint.parameters()).getBytes(StandardCharsets.UTF_8))).isEqualTo(sha256);
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void shouldGiveTheSameAlongEitherSide(Architecture architecture) {
        // Given: the same weights in the same order, one lot with kernels of one row, the other of one column
        float[] signals = values(3 * CHANNELS * LENGTH);

        // When
        float[] wide = run(signal(architecture, 1, LENGTH), signals);
        float[] high = run(signal(architecture, LENGTH, 1), signals);

        // Then
        assertThat(wide).hasSize(signals.length).doesNotContain(Float.NaN);
        for (int i = 0; i < wide.length; i++) {
            assertThat(Math.abs(wide[i] - high[i])).isLessThan(1e-4f);
        }
        assertThat(Arrays.copyOf(wide, CHANNELS * LENGTH)).isNotEqualTo(Arrays.copyOfRange(wide, CHANNELS * LENGTH, 2 * CHANNELS * LENGTH));
    }

    @Test
    void shouldHaveKernelsOfOneRow() {
        List<Parameter> parameters = Blueprint.of(signal(Architecture.NCSNPP, 1, LENGTH)).parameters();

        assertThat(parameters).extracting(Parameter::name).contains("model.enc.1x16_conv.weight", "model.enc.1x8_aux_residual.weight", "model.dec.1x8_in0.qkv.weight");
        assertThat(parameters).filteredOn(parameter -> parameter.shape().size() == 4).extracting(parameter -> parameter.shape().subList(2, 4))
                .containsOnly(List.of(1, 3), List.of(1, 1));
        assertThat(Blueprint.of(signal(Architecture.NCSNPP, LENGTH, 1)).size()).isEqualTo(Blueprint.of(signal(Architecture.NCSNPP, 1, LENGTH)).size());
    }

    private static Network signal(Architecture architecture, int height, int width) {
        return new Network(architecture, width, CHANNELS, 3, 64, List.of(1, 2), 1, List.of(8), 0.1, 0.1, 0, Network.Preconditioning.EDM, height);
    }

    private static float[] run(Network network, float[] signals) {
        var source = new Source();
        var blueprint = Blueprint.of(network);
        blueprint.write(source, false, Precision.FP32);
        try (Arena arena = Arena.open(Device.cpu()); var program = Program.load(arena, source)) {
            List<Tensor> weights = new ArrayList<>();
            for (Parameter parameter : blueprint.parameters()) {
                long[] shape = parameter.shape().stream().mapToLong(Integer::longValue).toArray();
                weights.add(arena.floats(values((int) parameter.size()), shape));
            }
            return program.call(Blueprint.RAW).with(weights).with(arena.floats(signals, 3, CHANNELS, network.height(), network.width()))
                    .with(arena.floats(new float[] {0.1f, 0.5f, 0.9f}, 3)).with(arena.longs(new long[] {0, 1, -1}, 3)).run(arena).getFirst().floats();
        }
    }

    /** Small, and of either sign; no layer is left at zero. */
    private static float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 0.3f * (float) Math.sin(1.7 * i * i + 0.3 * i + count);
        }
        return values;
    }
}
