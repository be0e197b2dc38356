package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.catalog.ModelShelf;
import io.straightway.catalog.StoreCatalog;
import io.straightway.data.DataException;
import io.straightway.engine.Device;
import io.straightway.flow.Guide;
import io.straightway.flow.Inverter;
import io.straightway.flow.Sampler;
import io.straightway.flow.Trajectories;
import io.straightway.job.ModelName;
import io.straightway.net.ModelFile;
import io.straightway.net.Safetensors;
import io.straightway.net.Weights;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.store.Keys;
import io.straightway.store.ObjectStore;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Models in the store. Keeps the last sampler open, for the shards of a job follow each other. Confined to the device's thread. */
final class Models {
    private static final int LONGEST_VERSION = 128;

    /** Everything that decides what a sampler computes. */
    private record Setting(String weightsSha256, Sampling sampling, Precision precision, int batch) {}

    private record Open(Setting setting, Sampler sampler) {}

    private record Loaded(String sha256, Weights weights) {}

    private final ModelShelf shelf;
    private final StoreCatalog catalog;
    private final Device device;
    private final SafeBatches safe = new SafeBatches();
    private Optional<Open> last = Optional.empty();
    private Optional<Loaded> loaded = Optional.empty();

    Models(ObjectStore store, StoreCatalog catalog, Device device) {
        this.shelf = new ModelShelf(store, catalog);
        this.catalog = catalog;
        this.device = device;
    }

    SafeBatches safe() {
        return safe;
    }

    ModelCard card(ModelName name) {
        return catalog.card(name).orElseThrow(() -> new DataException(name.toString(), "the model is gone"));
    }

    Weights weights(ModelCard card) {
        String key = Keys.modelWeights(card.name(), card.version());
        try {
            return Safetensors.read(key, shelf.weights(card)).weights();
        } catch (IOException e) {
            throw new DataException(key, "is no safetensors file: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new DataException(key, String.valueOf(e.getMessage()), e);
        }
    }

    /** The last one that was sampled is kept: a search samples one model in many ways. */
    private Weights kept(ModelCard card) {
        if (loaded.filter(last -> last.sha256().equals(card.weightsSha256())).isEmpty()) {
            loaded = Optional.empty();
            loaded = Optional.of(new Loaded(card.weightsSha256(), weights(card)));
        }
        return loaded.orElseThrow().weights();
    }

    /** A version as long as it may be. */
    static String version(String version) {
        if (version.length() > LONGEST_VERSION) {
            throw new DataException(version, "is too long for a version; a shorter job id is needed");
        }
        return version;
    }

    /** Stays open until another setting is asked for. */
    Sampler sampler(ModelCard card, Sampling sampling, Precision precision, int batch) {
        Setting setting = new Setting(card.weightsSha256(), sampling, precision, batch);
        if (last.isEmpty() || !last.get().setting().equals(setting)) {
            last.ifPresent(open -> open.sampler().close());
            last = Optional.empty();
            last = Optional.of(new Open(setting, Sampler.open(device, card.network(), kept(card), guide(sampling), sampling, precision, batch)));
        }
        return last.get().sampler();
    }

    /** From images to noise; the caller closes it. */
    Inverter inverter(ModelCard card, Sampling sampling, Precision precision, int batch) {
        return Inverter.open(device, card.network(), weights(card), guide(sampling), sampling, precision, batch);
    }

    /** Paths from noise to images, seen at the given times; the caller closes it. */
    Trajectories trajectories(ModelCard card, Guidance guidance, Precision precision, int batch, double[] times) {
        return Trajectories.open(device, card.network(), weights(card), guide(guidance), guidance, precision, batch, times);
    }

    private Optional<Guide> guide(Sampling sampling) {
        return guide(sampling.guidance());
    }

    private Optional<Guide> guide(Guidance guidance) {
        return switch (guidance) {
            case Guidance.None none -> Optional.empty();
            case Guidance.ClassifierFree free -> Optional.empty();
            case Guidance.Auto auto -> {
                ModelCard weak = card(ModelName.parse(auto.weakModel()));
                yield Optional.of(new Guide(weak.network(), weights(weak)));
            }
        };
    }

    /** Publishes the very weights of another version under a card. */
    ModelCard publish(ModelCard unsigned, ModelCard same) {
        return shelf.publish(unsigned, shelf.weights(same));
    }

    /** Publishes weights under a card; the card comes last, so a version with a card is complete. */
    ModelCard publish(ModelCard unsigned, Weights weights) {
        return shelf.publish(unsigned, new ModelFile(unsigned.network(), weights)
                .bytes(Map.of("model", unsigned.modelName().toString(), "images", Long.toString(unsigned.images()))));
    }
}
