package io.straightway.worker;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.data.DataException;
import io.straightway.data.DataSet;
import io.straightway.data.EdmZip;
import io.straightway.store.Keys;
import io.straightway.store.ObjectRef;
import io.straightway.store.ObjectStore;
import java.util.Optional;

/** Data sets from the store, checked against their cards. Keeps the last one. Confined to the device's thread. */
final class Datasets {
    private record Loaded(String sha256, DataSet set) {}

    private final ObjectStore store;
    private final StoreCatalog catalog;
    private Optional<Loaded> last = Optional.empty();

    Datasets(ObjectStore store, StoreCatalog catalog) {
        this.store = store;
        this.catalog = catalog;
    }

    DatasetCard card(String name) {
        return catalog.datasetCard(name).orElseThrow(() -> new DataException(Keys.datasetCard(name), "the data set is gone"));
    }

    DataSet load(DatasetCard card) {
        if (last.isEmpty() || !last.get().sha256().equals(card.sha256())) {
            String key = Keys.dataset(card.name());
            byte[] zip = store.getVerified(new ObjectRef(key, card.sha256(), card.bytes()));
            last = Optional.of(new Loaded(card.sha256(), EdmZip.read(key, zip)));
        }
        return last.get().set();
    }
}
