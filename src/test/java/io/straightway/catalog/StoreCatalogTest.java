package io.straightway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.embedded.EmbeddedStore;
import io.straightway.job.Catalog;
import io.straightway.job.ModelName;
import io.straightway.store.ObjectStore;
import io.straightway.store.StoreAccess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCatalogTest {
    private static final ModelName MODEL = ModelName.of("emoji", "1");

    @TempDir
    Path directory;

    @Test
    void aStoreThatRefusesHasNotAnswered() {
        try (EmbeddedStore server = EmbeddedStore.start(directory, 0, "key", "secret");
                ObjectStore right = ObjectStore.of(new StoreAccess(server.endpoint(), "bucket", "key", "secret"));
                ObjectStore wrong = ObjectStore.of(new StoreAccess(server.endpoint(), "bucket", "key", "another secret"))) {
            // Given
            right.ensureBucket();

            // Then: a job must wait until someone sets the key right, and must not be refused for it
            assertThat(new StoreCatalog(right).model(MODEL)).isEmpty();
            assertThatThrownBy(() -> new StoreCatalog(wrong).model(MODEL)).isInstanceOf(Catalog.Unanswered.class);
        }
    }
}
