package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.catalog.ModelCard;
import io.straightway.catalog.PairsCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.data.PairFile;
import io.straightway.data.PairFolderWriter;
import io.straightway.data.Pairs;
import io.straightway.embedded.EmbeddedStore;
import io.straightway.flow.Noise;
import io.straightway.job.ModelName;
import io.straightway.net.Golden;
import io.straightway.net.ModelFile;
import io.straightway.recipe.Sampling;
import io.straightway.store.Keys;
import io.straightway.store.ObjectInfo;
import io.straightway.store.ObjectStore;
import io.straightway.store.StoreAccess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pairs and models into the store and out again, by the commands. */
class ExchangeTest {
    private static final String PREFIX = "straightway.store.";

    @TempDir
    static Path directory;

    static EmbeddedStore server;
    static ObjectStore store;
    static StoreCatalog catalog;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        server = EmbeddedStore.start(directory, 0, "key", "secret");
        Map.of("endpoint", server.endpoint().toString(), "bucket", "bucket", "access-key", "key", "secret-key", "secret")
                .forEach((key, value) -> System.setProperty(PREFIX + key, value));
        store = ObjectStore.of(new StoreAccess(server.endpoint(), "bucket", "key", "secret"));
        store.ensureBucket();
        catalog = new StoreCatalog(store);
    }

    @AfterAll
    static void stop() {
        List.of("endpoint", "bucket", "access-key", "secret-key").forEach(key -> System.clearProperty(PREFIX + key));
        store.close();
        server.close();
    }

    @Test
    void shouldKeepPairsFromOneStoreToTheNext() {
        // Given: more than one part of a job's pairs, of either kind, some of them made twice
        Pairs seeds = new Pairs(3, 8, 8, new Pairs.Seeds(new long[] {1L << 40, 7}), new int[] {4, 0}, pixels(2, 1));
        Pairs values = new Pairs(3, 8, 8, new Pairs.Values(1, Noise.image(99, 192)), new int[] {1}, pixels(1, 2));
        Pairs lost = new Pairs(3, 8, 8, new Pairs.Values(1, new float[192]), new int[] {9}, pixels(1, 3));
        store.put(Keys.pairs("job-1", 1, 0, 10, "run"), PairFile.write(seeds));
        store.put(Keys.pairs("job-1", 1, 0, 9, "run"), PairFile.write(lost));
        store.put(Keys.pairs("job-1", 1, 1, 1, "run"), PairFile.write(values));

        // When
        run("pairs", "export", "job-1", "--out", folder.resolve("a").toString());
        run("pairs", "import", folder.resolve("a").toString(), "--name", "first");
        run("pairs", "export", "first", "--out", folder.resolve("b").toString());
        run("pairs", "import", folder.resolve("b").toString(), "--name", "second");

        // Then
        PairsCard card = catalog.pairsCard("second").orElseThrow();
        assertThat(card).isEqualTo(new PairsCard("second", 8, 3, 5, 0, 3, card.parts(), 8));
        Pairs pairs = PairFile.read("second", store.getVerified(card.parts().getFirst()));
        float[] x1 = ((Pairs.Values) pairs.noise()).values();
        assertThat(Arrays.copyOf(x1, 192)).isEqualTo(Noise.image(1L << 40, 192));
        assertThat(Arrays.copyOfRange(x1, 192, 384)).isEqualTo(Noise.image(7, 192));
        assertThat(Arrays.copyOfRange(x1, 384, 576)).isEqualTo(Noise.image(99, 192));
        assertThat(Arrays.copyOf(pairs.x0(), 384)).isEqualTo(seeds.x0());
        assertThat(Arrays.copyOfRange(pairs.x0(), 384, 576)).isEqualTo(values.x0());
        assertThat(pairs.labels()).containsExactly(4, 0, 1);
    }

    @Test
    void shouldReplacePairsOnlyWhenAsked() {
        // Given: a set with a part too many
        Pairs pairs = new Pairs(3, 8, 8, new Pairs.Seeds(new long[1]), new int[] {-1}, pixels(1, 4));
        write("large", List.of(pairs, pairs));
        write("small", List.of(pairs));
        run("pairs", "import", folder.resolve("large").toString(), "--name", "set");
        store.put(Keys.pairsPart("set", 1), new byte[1]);

        // When
        int refused = execute("pairs", "import", folder.resolve("small").toString(), "--name", "set");
        int before = catalog.pairsCard("set").orElseThrow().forward();
        run("pairs", "import", folder.resolve("small").toString(), "--name", "set", "--replace");

        // Then
        assertThat(refused).isEqualTo(ExitCodes.USAGE);
        assertThat(before).isEqualTo(2);
        assertThat(catalog.pairsCard("set").orElseThrow()).matches(card -> card.forward() == 1 && card.classes() == 0);
        assertThat(store.list(Keys.importedPairs("set"))).extracting(ObjectInfo::key).containsExactly("pairs/set/00000.pairs", "pairs/set/pairs.json");
    }

    @Test
    void shouldRefusePairsThatAreNotAllThere() {
        Pairs pairs = new Pairs(3, 8, 8, new Pairs.Seeds(new long[1]), new int[] {-1}, pixels(1, 4));
        store.put(Keys.pairs("job-2", 1, 0, 1, "run"), PairFile.write(pairs));
        store.put(Keys.pairs("job-2", 1, 2, 1, "run"), PairFile.write(pairs));

        assertThatThrownBy(() -> export("job-2")).hasMessageContaining("job job-2 has no part 1 of its pairs yet");
        assertThatThrownBy(() -> export("nobody")).hasMessageContaining("pairs are called nobody, allowed: the name of imported pairs or the id of a job");
        assertThat(folder.resolve("out")).isEmptyDirectory();
    }

    @Test
    void shouldKeepModelsFromOneStoreToTheNext() throws IOException {
        // Given: what scripts/convert_edm.py writes
        Golden golden = Golden.ddpmpp();
        Path file = Files.write(folder.resolve("net.safetensors"), new ModelFile(golden.network(), golden.parameters()).bytes(Map.of()));

        // When
        run("model", "import", file.toString(), "--name", "edm", "--version", "one", "--dataset", "cifar10", "--images", "200000000");
        run("model", "export", "edm", "--out", folder.resolve("out").toString());
        run("model", "import", folder.resolve("out").toString());
        run("model", "import", folder.resolve("out/model.safetensors").toString(), "--name", "again");

        // Then
        ModelCard card = catalog.card(ModelName.parse("edm")).orElseThrow();
        assertThat(card).usingRecursiveComparison().ignoringFields("weightsSha256", "options").isEqualTo(new ModelCard("edm", "one", golden.network(),
                Sampling.teacher(35), "cifar10", "", "import", "", Optional.empty(), 200_000_000, Map.of(), "", 0, "", Optional.empty()));
        ModelCard again = catalog.card(ModelName.of("again", "v1")).orElseThrow();
        byte[] bytes = store.get(Keys.modelWeights(again.name(), again.version())).orElseThrow();
        ModelFile model = ModelFile.read("again", new ByteArrayInputStream(bytes), bytes.length);
        assertThat(model.network()).isEqualTo(golden.network());
        model.weights().arrays().forEach((name, array) -> assertThat(array.values()).as(name).isEqualTo(golden.parameters().arrays().get(name).values()));
    }

    @Test
    void shouldNotPutOtherWeightsUnderAVersion() throws IOException {
        Path first = Files.write(folder.resolve("a.safetensors"), new ModelFile(Golden.ncsnpp().network(), Golden.ncsnpp().parameters()).bytes(Map.of()));
        Path second = Files.write(folder.resolve("b.safetensors"), new ModelFile(Golden.adm().network(), Golden.adm().parameters()).bytes(Map.of()));
        run("model", "import", first.toString(), "--name", "taken");

        assertThat(execute("model", "import", first.toString(), "--name", "taken")).isZero();
        assertThat(execute("model", "import", second.toString(), "--name", "taken")).isEqualTo(ExitCodes.USAGE);
        assertThat(execute("model", "import", second.toString())).isEqualTo(ExitCodes.USAGE);
        assertThat(execute("model", "import", second.toString(), "--version", "v2")).isEqualTo(ExitCodes.USAGE);
        assertThat(catalog.card(ModelName.parse("taken")).orElseThrow().network()).isEqualTo(Golden.ncsnpp().network());
    }

    private void write(String name, List<Pairs> parts) {
        try (PairFolderWriter out = PairFolderWriter.create(folder.resolve(name))) {
            parts.forEach(part -> out.add(part, new float[part.x0().length]));
            out.finish();
        }
    }

    private void export(String from) {
        try (PairFolderWriter out = PairFolderWriter.create(folder.resolve("out"))) {
            new PairsShelf(store, catalog).write(from, out, done -> {});
        }
    }

    private static void run(String... args) {
        assertThat(execute(args)).as(String.join(" ", args)).isZero();
    }

    private static int execute(String... args) {
        return Straightway.commandLine(args).setErr(new PrintWriter(Writer.nullWriter())).execute(args);
    }

    private static float[] pixels(int count, int seed) {
        float[] values = new float[count * 192];
        Random random = new Random(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(256) / 127.5f - 1;
        }
        return values;
    }
}
