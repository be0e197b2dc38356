package io.straightway.catalog;

import io.straightway.store.Keys;
import io.straightway.store.ObjectInfo;
import io.straightway.store.ObjectRef;
import io.straightway.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Stores a set of pairs under a name. A set that had the name before is gone as soon as it is being replaced. */
public final class PairsRack {
    private final ObjectStore store;
    private final String name;
    private final List<ObjectRef> parts = new ArrayList<>();

    private PairsRack(ObjectStore store, String name) {
        this.store = store;
        this.name = name;
    }

    public static PairsRack begin(ObjectStore store, String name) {
        store.remove(Keys.pairsCard(name));
        return new PairsRack(store, name);
    }

    /** @param file a whole file of pairs */
    public void add(byte[] file) {
        parts.add(store.put(Keys.pairsPart(name, parts.size()), file));
    }

    /** Removes the parts of a longer set that had this name before. The set is there once its card is put. */
    public PairsCard finish(int height, int width, int channels, int classes, int backward, int forward) {
        Set<String> kept = parts.stream().map(ObjectRef::key).collect(Collectors.toSet());
        store.list(Keys.importedPairs(name)).stream().map(ObjectInfo::key).filter(key -> !kept.contains(key)).forEach(store::remove);
        return new PairsCard(name, width, channels, classes, backward, forward, parts, height);
    }
}
