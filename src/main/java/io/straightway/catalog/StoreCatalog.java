package io.straightway.catalog;

import io.straightway.job.Catalog;
import io.straightway.job.ModelName;
import io.straightway.json.Json;
import io.straightway.store.Keys;
import io.straightway.store.ObjectInfo;
import io.straightway.store.ObjectRef;
import io.straightway.store.ObjectStore;
import io.straightway.store.StoreException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The catalog as it lies in the bucket. Thread-safe; keeps nothing. */
public final class StoreCatalog implements Catalog {
    private final ObjectStore store;

    public StoreCatalog(ObjectStore store) {
        this.store = store;
    }

    @Override
    public Optional<Model> model(ModelName name) {
        return asked(() -> card(name)).map(card -> new Model(card.modelName(), card.network(), card.sampling(), Optional.of(card.dataset()).filter(set -> !set.isEmpty())));
    }

    @Override
    public Optional<Dataset> dataset(String name) {
        return asked(() -> datasetCard(name))
                .map(card -> new Dataset(card.name(), card.resolution(), card.channels(), card.classes().size(), card.images(), card.height()));
    }

    @Override
    public Optional<StoredPairs> pairs(String name) {
        return asked(() -> pairsCard(name))
                .map(card -> new StoredPairs(card.name(), card.resolution(), card.channels(), card.classes(), card.backward(), card.forward(), card.height()));
    }

    public Optional<PairsCard> pairsCard(String name) {
        return store.get(Keys.pairsCard(name)).map(bytes -> Json.read(bytes, PairsCard.class));
    }

    public ObjectRef put(PairsCard card) {
        return store.put(Keys.pairsCard(card.name()), Json.bytes(card, PairsCard.class));
    }

    /** The card of a version, or of the newest one. */
    public Optional<ModelCard> card(ModelName name) {
        return name.version()
                .or(() -> store.get(Keys.modelLatest(name.name())).map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip()))
                .flatMap(version -> store.get(Keys.modelCard(name.name(), version)))
                .map(bytes -> Json.read(bytes, ModelCard.class));
    }

    public Optional<DatasetCard> datasetCard(String name) {
        return store.get(Keys.datasetCard(name)).map(bytes -> Json.read(bytes, DatasetCard.class));
    }

    /** Names of all models, in order. */
    public List<String> models() {
        return store.folders(Keys.MODELS);
    }

    /** Versions of a model, in the order of their names. */
    public List<String> versions(String model) {
        return store.folders(Keys.modelVersions(model));
    }

    /** Cards of all data sets, in the order of their names. */
    public List<DatasetCard> datasetCards() {
        return store.list(Keys.DATASETS).stream().map(ObjectInfo::key).filter(key -> key.endsWith(".json"))
                .map(key -> key.substring(Keys.DATASETS.length(), key.length() - ".json".length()))
                .map(this::datasetCard).flatMap(Optional::stream).toList();
    }

    public void put(DatasetCard card) {
        store.put(Keys.datasetCard(card.name()), Json.bytes(card, DatasetCard.class));
    }

    /** Publishes the card last, so that a version with a card is complete. */
    public void put(ModelCard card) {
        store.put(Keys.modelCard(card.name(), card.version()), Json.pretty(card).getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a version the one that is meant where none is named. */
    public void makeLatest(ModelName version) {
        store.put(Keys.modelLatest(version.name()), version.version().orElseThrow().getBytes(StandardCharsets.UTF_8));
    }

    private <T> Optional<T> asked(Supplier<Optional<T>> question) {
        try {
            return question.get();
        } catch (StoreException | UncheckedIOException e) {
            throw new Unanswered(String.valueOf(e.getMessage()), e);
        }
    }
}
