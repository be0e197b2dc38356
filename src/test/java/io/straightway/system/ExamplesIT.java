package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.data.DataSet;
import io.straightway.data.EdmZip;
import io.straightway.data.Images;
import io.straightway.event.Topic;
import io.straightway.job.Outcome;
import io.straightway.metric.Extractors;
import io.straightway.store.Keys;
import io.straightway.store.ObjectRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every job file of docs/examples to its end, by the command line: as it is, but with fewer images, pairs, evaluations and seeds, and open gates. */
class ExamplesIT {
    @RegisterExtension
    static final EmbeddedNode NODE = new EmbeddedNode();

    @TempDir
    private static Path folder;

    /** Fields that make a job long, and what is enough here. What is less already stays. */
    private static final Map<String, Integer> ENOUGH = Map.ofEntries(Map.entry("images", 24), Map.entry("shardImages", 16), Map.entry("count", 12),
            Map.entry("nfe", 5), Map.entry("heldOut", 64), Map.entry("trajectories", 4), Map.entry("checkpointImages", 24), Map.entry("warmupImages", 16), Map.entry("marks", 1),
            Map.entry("batch", 16), Map.entry("emaHalfLife", 16), Map.entry("baseChannels", 8));

    /** Lists of what is tried one after the other, of which the first is enough. */
    private static final List<String> TRIED = List.of("seeds", "nfe", "teacherNfe", "r", "rho", "kappa", "guidanceWeights");

    @BeforeAll
    static void stock() {
        images("emoji-16", 3, 9);
        images("fashion-16", 1, 10);
        assertThat(NODE.command("dataset", "pack", "--signals", "ecg", "--length", "64", "--count", "128", "--name", "ecg-64")).isZero();
        teacher();
    }

    /** In the place of the demo's teacher, which takes longer to draw. */
    private static void teacher() {
        NODE.outside().submit(Topic.TRAINING_JOBS, "small-teacher", """
                {"id": "small-teacher", "model": "emoji-teacher", "dataset": "emoji-16", "network": %s,
                 "stages": [{"kind": "teacher", "images": 16, "optimiser": {"batch": 16}}], "evaluation": {"images": 24, "sampling": {"nfe": 5}}}"""
                .formatted(TinyWorld.network(9)));
        assertThat(NODE.outside().awaitEnd("small-teacher").ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
    }

    @TestFactory
    Stream<DynamicTest> everyExampleRunsToItsEnd() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("docs/examples"))) {
            List<Path> files = all.filter(file -> file.toString().endsWith(".yaml"))
                    // One draws from the model that another trains.
                    .sorted(Comparator.comparing((Path file) -> file.endsWith("ecg-generate.yaml")).thenComparing(Path::toString)).toList();
            return files.stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                Path small = Files.writeString(folder.resolve(file.getFileName()), small(Files.readString(file)));
                EmbeddedNode.Ran ran = NODE.run("submit", small.toString(), "--wait");
                assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
            }));
        }
    }

    private static String small(String yaml) {
        Dump dump = new Dump(DumpSettings.builder().build());
        List<String> documents = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            documents.add(dump.dumpToString(small("", document)));
        }
        return String.join("---\n", documents);
    }

    private static Object small(String field, Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> smaller = new LinkedHashMap<>();
                map.forEach((key, member) -> smaller.put((String) key, small((String) key, member)));
                // No model that has seen so little would pass.
                smaller.computeIfPresent("below", (key, bar) -> 1e9);
                if (smaller.containsKey("beside")) {
                    smaller.put("ratio", 1e9);
                }
                yield smaller;
            }
            case List<?> list -> list.stream().limit(TRIED.contains(field) ? 1 : list.size()).map(item -> small("", item)).toList();
            case Integer number -> Math.min(number, ENOUGH.getOrDefault(field, number));
            default -> value;
        };
    }

    private static void images(String name, int channels, int classes) {
        int count = 48;
        byte[] pixels = new byte[count * channels * 256];
        new Random(3).nextBytes(pixels);
        Images images = new Images(count, channels, 16, 16, pixels, IntStream.range(0, count).map(i -> i % classes).toArray(),
                IntStream.range(0, classes).mapToObj(i -> "class " + i).toList());
        ObjectRef zip = NODE.store().put(Keys.dataset(name), EdmZip.write(new DataSet(name, images, List.of("drawn by a test"))));
        new StoreCatalog(NODE.store()).put(new DatasetCard(name, count, 16, channels, images.classes(), zip.sha256(), zip.bytes(), Extractors.nameFor(images), 16));
    }
}
