package io.straightway.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.catalog.ModelCard;
import io.straightway.data.Images;
import io.straightway.embedded.EmbeddedStore;
import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Program;
import io.straightway.engine.Source;
import io.straightway.flow.Noise;
import io.straightway.flow.SampledBatch;
import io.straightway.job.Classes;
import io.straightway.job.Seeds;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.store.ObjectStore;
import io.straightway.store.StoreAccess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of seeds, drawn by a painter whose pixels tell the noise that they came from. */
class DrawingTest {
    private static final Network NETWORK = Network.small(8, 3, 4);
    private static final int SIZE = NETWORK.size();

    /** Images at a time that the device has memory for. */
    private static final int FITTING = 3;

    @TempDir
    Path folder;

    private EmbeddedStore server;
    private ObjectStore store;

    @BeforeEach
    void open() {
        server = EmbeddedStore.start(folder, 0, "key", "secret");
        store = ObjectStore.of(new StoreAccess(server.endpoint(), "bucket", "key", "secret"));
    }

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    /** Asks the engine for more memory than any machine has where there are more images than fit. */
    private record Narrow(int batch) implements Painter {
        @Override
        public Optional<SampledBatch> draw(float[] noise, int[] labels, BooleanSupplier stopped) {
            if (batch > FITTING) {
                var source = new Source();
                var m = source.method("fill");
                m.returns(m.op("zeros", List.of(1 << 23, 1 << 23)));
                try (Arena arena = Arena.open(Device.cpu()); Program program = Program.load(arena, source)) {
                    program.call("fill").run(arena);
                }
            }
            byte[] pixels = new byte[noise.length];
            IntStream.range(0, noise.length).forEach(i -> pixels[i] = pixel(noise[i]));
            return stopped.getAsBoolean() ? Optional.empty() : Optional.of(new SampledBatch(batch, noise, pixels, new int[batch]));
        }

        @Override
        public int networkEvaluations() {
            return 1;
        }
    }

    private static byte pixel(float value) {
        return (byte) Math.clamp(Math.round(128 + 48 * value), 0, 255);
    }

    private Drawing drawing() {
        ModelCard model = new ModelCard("m", "1", NETWORK, Sampling.reflow(9), "", "", "reflow", "", Optional.empty(), 0, Map.of(), "FP32", 0, "",
                Optional.empty());
        Workbench bench = Workbench.standIn(store, "run", (card, sampling, precision, batch) -> new Narrow(batch));
        return new Drawing(bench, model, model.sampling(), Precision.FP32, new Labels(new Classes.Listed(List.of(3, 1, 0)), 100, 4), 8);
    }

    @Test
    void picturesForPeopleAreWholeOnADeviceWithLittleMemory() {
        // When: seven images are wanted at once, and three fit
        Images images = drawing().all(new Seeds(100, 7));

        // Then
        assertThat(images.count()).isEqualTo(7);
        assertThat(images.labels()).containsExactly(3, 1, 0, 3, 1, 0, 3);
        for (int i = 0; i < 7; i++) {
            float[] noise = Noise.image(100 + i, SIZE);
            byte[] expected = new byte[SIZE];
            IntStream.range(0, SIZE).forEach(j -> expected[j] = pixel(noise[j]));
            assertThat(images.picture(i).pixels()).as("image %d", i).isEqualTo(expected);
        }
    }

    @Test
    void aRunGoesOnWhereItWasAndEndsWhereItIsStopped() {
        // Given
        List<Long> seeds = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        Seeds all = new Seeds(100, 10);

        // When: two are there already, and it is to stop once seven are
        long done = drawing().from(2, all, () -> ends.contains(8L), drawn -> {
            ends.add(drawn.done());
            for (long seed : drawn.seeds()) {
                seeds.add(seed);
            }
        });

        // Then
        assertThat(done).isEqualTo(8);
        assertThat(seeds).containsExactly(102L, 103L, 104L, 105L, 106L, 107L);
        assertThat(drawing().from(done, all, () -> false, drawn -> ends.add(drawn.done()))).isEqualTo(10);
        assertThat(ends).endsWith(10L);
    }
}
