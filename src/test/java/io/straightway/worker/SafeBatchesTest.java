package io.straightway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Program;
import io.straightway.engine.ProgramFailure;
import io.straightway.engine.Source;
import io.straightway.recipe.Optimiser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SafeBatchesTest {
    private final SafeBatches batches = new SafeBatches();
    private final List<Integer> tried = new ArrayList<>();

    @Test
    void aBatchThatDoesNotFitIsHalvedAndTheSizeIsRemembered() {
        // When: the device really has no memory for more than 10 images
        int first = batches.fitting("m FP32", 64, batch -> work(batch, 10));
        int second = batches.fitting("m FP32", 64, batch -> work(batch, 10));
        int small = batches.fitting("m FP32", 4, batch -> work(batch, 10));
        int other = batches.fitting("m BF16", 64, batch -> work(batch, 100));

        // Then
        assertThat(List.of(first, second, small, other)).containsExactly(8, 8, 4, 64);
        assertThat(tried).containsExactly(64, 32, 16, 8, 8, 4, 64);
    }

    @Test
    void aSingleImageThatDoesNotFitIsAFailure() {
        assertThatThrownBy(() -> batches.fitting("m", 2, batch -> work(batch, 0))).isInstanceOf(ProgramFailure.class);
        assertThat(tried).containsExactly(2, 1);
    }

    @Test
    void aTrainingStepIsCutIntoEqualParts() {
        Optimiser optimiser = new Optimiser(1e-3, 0, 48, 48, 1, 100);

        assertThat(optimiser.inParts(48)).isEqualTo(optimiser);
        assertThat(optimiser.inParts(24).microBatch()).isEqualTo(24);
        assertThat(optimiser.inParts(20).microBatch()).isEqualTo(16);
        assertThat(optimiser.inParts(1).microBatch()).isEqualTo(1);
    }

    /** Asks the engine for more memory than any machine has, if there are more images than fit. */
    private int work(int batch, int fitting) {
        tried.add(batch);
        if (batch > fitting) {
            var source = new Source();
            var m = source.method("fill");
            m.returns(m.op("zeros", List.of(1 << 23, 1 << 23)));
            try (Arena arena = Arena.open(Device.cpu()); Program program = Program.load(arena, source)) {
                program.call("fill").run(arena);
            }
        }
        return batch;
    }
}
