package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.catalog.ModelCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.embedded.EmbeddedStore;
import io.straightway.recipe.Network;
import io.straightway.recipe.Sampling;
import io.straightway.store.ObjectStore;
import io.straightway.store.StoreAccess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineageTest {
    private static final String TEACHER = "aa".repeat(32);
    private static final String STUDENT = "bb".repeat(32);
    private static final String PAIRS = "cc".repeat(32);

    @TempDir
    Path folder;

    private static ModelCard card(String version, String stage, Optional<String> parent, String weights) {
        return new ModelCard("m", version, Network.small(16, 3, 9), Sampling.reflow(9), "emoji-16", "dd".repeat(32), stage, "job-" + version, parent, 1_500,
                Map.of(), "FP32", 0, weights, Optional.empty());
    }

    @Test
    void aModelIsDrawnWithWhatItCameFrom() throws Exception {
        try (EmbeddedStore server = EmbeddedStore.start(folder, 0, "key", "secret");
                ObjectStore store = ObjectStore.of(new StoreAccess(server.endpoint(), "bucket", "key", "secret"))) {
            // Given: a student of a teacher, exported, of pairs whose set is gone
            store.ensureBucket();
            StoreCatalog catalog = new StoreCatalog(store);
            ModelCard teacher = card("t", "teacher", Optional.empty(), TEACHER);
            ModelCard student = card("s", "reflow", Optional.of("m@t"), STUDENT).with(new ModelCard.Pairs(PAIRS, 32, "pairs:coupling"));
            catalog.put(teacher);
            catalog.put(student);

            // When
            List<String> lines = Lineage.of(student, catalog);
            List<String> orphan = Lineage.of(card("o", "reflow", Optional.of("m@gone"), STUDENT), catalog);

            // Then
            assertThat(lines).containsExactly(
                    "m@s  reflow, 1.5 kimg, job job-s, sha256 bbbbbbbbbbbb…",
                    "├─ from: m@t  teacher, 1.5 kimg, job job-t, sha256 aaaaaaaaaaaa…",
                    "│  └─ data set: emoji-16, sha256 dddddddddddd…",
                    "└─ pairs: 32 of pairs:coupling, sha256 cccccccccccc…, which are not here any more");
            assertThat(orphan).containsExactly("m@o  reflow, 1.5 kimg, job job-o, sha256 bbbbbbbbbbbb…", "└─ from: m@gone, which is not here");
        }
    }
}
