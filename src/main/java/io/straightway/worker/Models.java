package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.data.DataException;
import io.straightway.engine.Device;
import io.straightway.flow.Sampler;
import io.straightway.job.ModelName;
import io.straightway.net.Safetensors;
import io.straightway.net.Weights;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import io.straightway.store.ObjectStore;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Models in the store. Keeps the last sampler open, for the shards of a job follow each other. Confined to the device's thread. */
final class Models {
    /** Everything that decides what a sampler computes. */
    private record Setting(String weightsSha256, Sampling sampling, Precision precision, int batch) {}

    private record Open(Setting setting, Sampler sampler) {}

    private final ObjectStore store;
    private final StoreCatalog catalog;
    private final Device device;
    private Optional<Open> last = Optional.empty();

    Models(ObjectStore store, StoreCatalog catalog, Device device) {
        this.store = store;
        this.catalog = catalog;
        this.device = device;
    }

    ModelCard card(ModelName name) {
        return catalog.card(name).orElseThrow(() -> new DataException(name.toString(), "the model is gone"));
    }

    Weights weights(ModelCard card) {
        String key = Keys.modelWeights(card.name(), card.version());
        byte[] bytes = store.get(key).orElseThrow(() -> new DataException(key, "the weights are gone"));
        String digest = Digest.of(bytes);
        if (!digest.equals(card.weightsSha256())) {
            throw new DataException(key, "sha256 is " + digest + ", the model's card says " + card.weightsSha256());
        }
        return read(key, bytes);
    }

    static Weights read(String key, byte[] bytes) {
        try {
            return Safetensors.read(key, bytes).weights();
        } catch (IOException e) {
            throw new DataException(key, "is no safetensors file: " + e.getMessage(), e);
        }
    }

    /** Stays open until another setting is asked for. */
    Sampler sampler(ModelCard card, Sampling sampling, Precision precision, int batch) {
        Setting setting = new Setting(card.weightsSha256(), sampling, precision, batch);
        if (last.isEmpty() || !last.get().setting().equals(setting)) {
            last.ifPresent(open -> open.sampler().close());
            last = Optional.empty();
            last = Optional.of(new Open(setting, Sampler.open(device, card.network(), weights(card), sampling, precision, batch)));
        }
        return last.get().sampler();
    }

    /** Publishes weights under a card; the card comes last, so a version with a card is complete. */
    ModelCard publish(ModelCard unsigned, Weights weights) {
        byte[] bytes = Safetensors.write(weights, Map.of("format", "pt", "model", unsigned.modelName().toString(), "images", Long.toString(unsigned.images())));
        String digest = store.put(Keys.modelWeights(unsigned.name(), unsigned.version()), bytes).sha256();
        ModelCard card = unsigned.withWeights(digest);
        catalog.put(card);
        return card;
    }
}
