package io.straightway.coordinator;

import io.straightway.job.Catalog;
import io.straightway.job.ModelName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Remembers what was found for a moment, so that jobs that come together do not ask the store for the same thing one by one. What follows
 * from an event can't reach the coordinator sooner than after {@link #MOMENT}, so it never meets an answer from before the event; a model's
 * version changes once at most, when it is judged, before anyone is told of it. Absence is not remembered. Confined to one thread.
 */
final class RecentCatalog implements Catalog {
    /** About the time between two commits. */
    static final Duration MOMENT = Duration.ofMillis(20);

    /** For a version of a model. */
    static final Duration WHILE = Duration.ofSeconds(1);

    /** Names come from outside: forget all before they fill memory. */
    private static final int MOST = 1_000;

    private record Answer<T>(T found, Instant until) {}

    private final Catalog store;
    private final InstantSource clock;
    private final Map<ModelName, Answer<Model>> models = new HashMap<>();
    private final Map<String, Answer<Dataset>> datasets = new HashMap<>();

    RecentCatalog(Catalog store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Optional<Model> model(ModelName name) {
        return recent(models, name, store::model, name.version().isPresent() ? WHILE : MOMENT);
    }

    @Override
    public Optional<Dataset> dataset(String name) {
        return recent(datasets, name, store::dataset, MOMENT);
    }

    @Override
    public Optional<StoredPairs> pairs(String name) {
        return store.pairs(name);
    }

    private <K, T> Optional<T> recent(Map<K, Answer<T>> answers, K name, Function<K, Optional<T>> question, Duration span) {
        Instant asked = clock.instant();
        Answer<T> known = answers.get(name);
        // An answer from the future was given before the clock was put back.
        if (known != null && asked.isBefore(known.until()) && asked.plus(span).compareTo(known.until()) >= 0) {
            return Optional.of(known.found());
        }
        Optional<T> found = question.apply(name);
        if (answers.size() >= MOST) {
            answers.clear();
        }
        found.ifPresent(answer -> answers.put(name, new Answer<>(answer, asked.plus(span))));
        return found;
    }
}
