package io.straightway.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.data.DataException;
import io.straightway.data.DataSet;
import io.straightway.data.EdmZip;
import io.straightway.data.Images;
import io.straightway.data.StoredZip;
import io.straightway.store.Digest;
import io.straightway.store.ObjectRef;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardTest {
    private static final long[] SEEDS = {5, 12_345, 1_000_000_007L};

    @Test
    void aShardIsADataSetThatEdmReads() {
        Images images = images();

        ShardWriter.Shard shard = ShardWriter.inMemory("jobs/j/shards/00000-a0-r.zip", SEEDS, images);

        DataSet back = EdmZip.read("shard", shard.bytes());
        assertThat(back.images().pixels()).isEqualTo(images.pixels());
        assertThat(back.images().labels()).containsExactly(0, 1, 2);
        assertThat(shard.entries()).extracting(ManifestEntry::file)
                .containsExactly("000000/000000005.png", "000012/000012345.png", "1000000/1000000007.png");
        assertThat(ShardWriter.inMemory("jobs/j/shards/00000-a0-r.zip", SEEDS, images).bytes()).isEqualTo(shard.bytes());
    }

    @Test
    void batchesIntoAFileGiveTheSameBytes(@TempDir Path folder) throws Exception {
        Images images = images();
        Path file = folder.resolve("shard.zip");

        try (ShardWriter writer = ShardWriter.toFile("k", file)) {
            writer.add(new long[] {5}, images.at(0));
            writer.add(new long[] {12_345, 1_000_000_007L}, images.at(1, 2));
        }

        assertThat(Files.readAllBytes(file)).isEqualTo(ShardWriter.inMemory("k", SEEDS, images).bytes());
    }

    @Test
    void linesComeBackInTheOrderOfSeedsAndTheDigestDoesNotCareForTheirs() {
        List<ManifestEntry> entries = ShardWriter.inMemory("k", SEEDS, images()).entries();
        List<ManifestEntry> reversed = new ArrayList<>(entries);
        Collections.reverse(reversed);

        assertThat(ManifestLines.read("m", ManifestLines.write(reversed))).isEqualTo(entries);
        assertThat(ManifestLines.digest(reversed)).isEqualTo(ManifestLines.digest(entries));
        assertThat(ManifestLines.digest(entries.subList(0, 2))).isNotEqualTo(ManifestLines.digest(entries));
        assertThatThrownBy(() -> ManifestLines.digest(List.of(entries.getFirst(), entries.getFirst()))).hasMessageContaining("seed 5");
        assertThatThrownBy(() -> ManifestLines.read("m", "{\n".getBytes(StandardCharsets.UTF_8))).isInstanceOf(DataException.class).hasMessageContaining("line 1");
    }

    @Test
    void aLineWithoutAFileIsRefused() {
        for (String line : List.of("null", "{}", "{\"seed\":1,\"shard\":\"\",\"sha256\":\"ab\"}")) {
            assertThatThrownBy(() -> ManifestLines.read("m", line.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(DataException.class).hasMessageContaining("line 1").hasMessageContaining("lacks file, shard or sha256");
        }
    }

    /** Five lines name one entry of 60 MiB. */
    @Test
    void manyLinesDoNotMultiplyWhatOneEntryUnpacksTo() {
        byte[] large = new byte[60 << 20];
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (StoredZip zip = new StoredZip(bytes)) {
            ManifestEntry entry = new ManifestEntry(1, 0, "a", "", Digest.of(large));
            zip.add("a", large);
            zip.add("lines.jsonl", ManifestLines.write(List.of(entry, entry, entry, entry, entry)));
        }

        assertThatThrownBy(() -> ShardPart.read("p", bytes.toByteArray())).isInstanceOf(DataException.class).hasMessageContaining("entry a: has more than");
    }

    @Test
    void theManifestKeepsSamplingAsItIsAndAddsUp() {
        ObjectRef ref = new ObjectRef("jobs/j/manifest.jsonl", Digest.of(new byte[0]), 0);

        String json = new String(new Manifest("j", "m/1", "d", "{\"steps\":9}", 3, 3, List.of(ref), ref, "x").json(), StandardCharsets.UTF_8);

        assertThat(json).contains("\"sampling\" : {\"steps\":9}", "\"job\" : \"j\"");
        assertThatThrownBy(() -> new Manifest("j", "m", "d", "{}", 3, 4, List.of(), ref, "x")).hasMessageContaining("4 pictures delivered of 3");
        assertThatThrownBy(() -> new Manifest("j", "m", "d", "{", 3, 3, List.of(), ref, "x")).hasMessageContaining("no JSON");
    }

    private static Images images() {
        byte[] pixels = new byte[3 * 3 * 8 * 8];
        new Random(4).nextBytes(pixels);
        return new Images(3, 3, 8, 8, pixels, new int[] {0, 1, 2}, List.of());
    }
}
