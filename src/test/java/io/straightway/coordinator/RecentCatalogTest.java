package io.straightway.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.job.Catalog;
import io.straightway.job.ModelName;
import io.straightway.job.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecentCatalogTest {
    private static final ModelName NEWEST = ModelName.parse("emoji");
    private static final ModelName VERSION = ModelName.of("emoji", "v1");

    private final List<String> asked = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Catalog catalog = new RecentCatalog(new Catalog() {
        @Override
        public Optional<Model> model(ModelName name) {
            asked.add(name.toString());
            return Specs.CATALOG.model(name);
        }

        @Override
        public Optional<Dataset> dataset(String name) {
            asked.add(name);
            return Specs.CATALOG.dataset(name);
        }

        @Override
        public Optional<StoredPairs> pairs(String name) {
            return Specs.CATALOG.pairs(name);
        }
    }, () -> now);

    @Test
    void jobsThatComeTogetherAskOnce() {
        // When
        for (int i = 0; i < 10; i++) {
            assertThat(catalog.model(VERSION)).isEqualTo(Specs.CATALOG.model(VERSION));
            assertThat(catalog.dataset("emoji-16")).isEqualTo(Specs.CATALOG.dataset("emoji-16"));
        }

        // Then
        assertThat(asked).containsExactly(VERSION.toString(), "emoji-16");
    }

    @Test
    void theNewestVersionIsRememberedForAMomentOnly() {
        // Given
        catalog.model(NEWEST);
        catalog.model(VERSION);

        // When
        now = now.plus(RecentCatalog.MOMENT);
        catalog.model(NEWEST);
        catalog.model(VERSION);

        // Then
        assertThat(asked).containsExactly("emoji", VERSION.toString(), "emoji");
    }

    @Test
    void absenceIsNotRemembered() {
        // When
        catalog.model(ModelName.parse("missing"));
        catalog.model(ModelName.parse("missing"));

        // Then
        assertThat(asked).hasSize(2);
    }

    @Test
    void aClockThatIsPutBackDoesNotMakeAnAnswerLast() {
        // Given
        catalog.model(VERSION);

        // When
        now = now.minus(Duration.ofHours(1));
        catalog.model(VERSION);

        // Then
        assertThat(asked).hasSize(2);
    }
}
