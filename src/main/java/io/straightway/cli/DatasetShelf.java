package io.straightway.cli;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.data.DataSet;
import io.straightway.data.EdmZip;
import io.straightway.data.Images;
import io.straightway.metric.Extractors;
import io.straightway.store.Keys;
import io.straightway.store.ObjectRef;
import io.straightway.store.ObjectStore;

/** Puts packed data sets where jobs find them: the ZIP first, the card last, so that a set with a card is complete. */
record DatasetShelf(ObjectStore store, StoreCatalog catalog) {

    /** With what judges images of this kind: the feature network that ships, or for signals none. */
    DatasetCard put(String name, DataSet set) {
        return put(name, set, Extractors.nameFor(set.images()));
    }

    /** @param extractor name of the feature network that judges images of this kind; empty text for none */
    DatasetCard put(String name, DataSet set, String extractor) {
        Images images = set.images();
        if (images.height() != images.width() && !images.line() || Integer.bitCount(Math.max(images.height(), images.width())) != 1) {
            throw new IllegalArgumentException("data set " + name + " has images of " + images.height() + "x" + images.width()
                    + ", allowed: squares with a power of two as side, and signals of such a length; --size resizes");
        }
        ObjectRef zip = store.put(Keys.dataset(name), EdmZip.write(set));
        DatasetCard card = new DatasetCard(name, images.count(), images.width(), images.channels(), images.classes(), zip.sha256(), zip.bytes(),
                extractor, images.height());
        catalog.put(card);
        return card;
    }
}
