package io.straightway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.embedded.EmbeddedStore;
import io.straightway.recipe.Network;
import io.straightway.recipe.Sampling;
import io.straightway.store.ObjectStore;
import io.straightway.store.StoreAccess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AncestryTest {
    @TempDir
    Path folder;

    @Test
    void aTreeEndsWhereNothingIsKnownOrWhereItWouldRepeatItself() throws Exception {
        try (EmbeddedStore server = EmbeddedStore.start(folder, 0, "key", "secret");
                ObjectStore store = ObjectStore.of(new StoreAccess(server.endpoint(), "bucket", "key", "secret"))) {
            // Given: a student whose teacher began with a model that is gone, and one whose card names itself
            store.ensureBucket();
            StoreCatalog catalog = new StoreCatalog(store);
            ModelCard teacher = card("t", Optional.of("m@gone"));
            ModelCard student = card("s", Optional.of("m@t")).with(new ModelCard.Pairs("cc".repeat(32), 32, "pairs:coupling"));
            ModelCard selfmade = card("x", Optional.of("m@x"));
            catalog.put(teacher);
            catalog.put(student);
            catalog.put(selfmade);

            // Then
            assertThat(Ancestry.of(student, catalog)).isEqualTo(new Ancestry.Known(student,
                    Optional.of(new Ancestry.Known(teacher, Optional.of(new Ancestry.Missing("m@gone")), Optional.empty())), Optional.of(false)));
            assertThat(Ancestry.of(selfmade, catalog).parent()).contains(new Ancestry.Repeated("m@x"));
        }
    }

    private static ModelCard card(String version, Optional<String> parent) {
        return new ModelCard("m", version, Network.small(16, 3, 9), Sampling.reflow(9), "emoji-16", "dd".repeat(32), "reflow", "job", parent, 1_500, Map.of(), "FP32", 0,
                "ab".repeat(32), Optional.empty());
    }
}
