package io.straightway.catalog;

import io.straightway.store.Digest;
import io.straightway.store.Keys;
import io.straightway.store.ObjectRef;
import io.straightway.store.ObjectStore;

/** Moves models in and out of the store whole: weights first, card last, and never without comparing digests. */
public record ModelShelf(ObjectStore store, StoreCatalog catalog) {

    /**
     * The bytes of {@code model.safetensors}.
     *
     * @throws IllegalArgumentException if they are gone, or not those of the card
     */
    public byte[] weights(ModelCard card) {
        String key = Keys.modelWeights(card.name(), card.version());
        byte[] bytes = store.get(key).orElseThrow(() -> new IllegalArgumentException("weights of " + card.modelName() + " are gone: " + key));
        check(card, bytes);
        return bytes;
    }

    /** Publishes a finished model and makes it the newest version of its name. */
    public ModelCard put(ModelCard card, byte[] weights) {
        check(card, weights);
        store.put(Keys.modelWeights(card.name(), card.version()), weights);
        catalog.put(card);
        catalog.makeLatest(card.modelName());
        return card;
    }

    /** Publishes weights under a card that does not know their digest yet. */
    public ModelCard publish(ModelCard unsigned, byte[] weights) {
        ObjectRef ref = store.put(Keys.modelWeights(unsigned.name(), unsigned.version()), weights);
        ModelCard card = unsigned.withWeights(ref.sha256());
        catalog.put(card);
        return card;
    }

    private static void check(ModelCard card, byte[] weights) {
        String digest = Digest.of(weights);
        if (!digest.equals(card.weightsSha256())) {
            throw new IllegalArgumentException("weights of " + card.modelName() + " have sha256 " + digest + ", the card says " + card.weightsSha256());
        }
    }
}
