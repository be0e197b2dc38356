package io.straightway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.config.StraightwayConfig;
import io.straightway.data.DataException;
import io.straightway.data.EdmZip;
import io.straightway.data.Images;
import io.straightway.data.Sources;
import io.straightway.json.Json;
import io.straightway.node.Settings;
import io.straightway.store.Keys;
import io.straightway.store.ObjectRef;
import io.straightway.store.ObjectStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Images to be measured: {@code job:ID} for what a job generated, {@code dataset:NAME} for a packed data set, else a path to a ZIP, a
 * folder or an IDX file.
 *
 * @param parts shards of a job, or equal parts of a set: what an interval leaves out in turn
 */
record ImageSource(String name, List<Part> parts) {
    private static final String JOB = "job:";
    private static final String DATASET = "dataset:";
    private static final int PARTS = 10;

    /** @param images fetched when asked for, and not kept */
    record Part(String id, Supplier<Images> images) {}

    /** @param config tells where the store is */
    static ImageSource of(String text, StraightwayConfig config) {
        return text.startsWith(JOB) ? job(text, config) : text.startsWith(DATASET) ? dataset(text, config) : whole(text, Sources.read(Path.of(text)).images());
    }

    private static ImageSource job(String text, StraightwayConfig config) {
        String key = Keys.manifest(text.substring(JOB.length()));
        byte[] manifest = fromStore(config, store -> store.get(key).orElseThrow(() -> new DataException(key, "is not in the object store: is the job complete?")));
        List<Part> parts = new ArrayList<>();
        for (JsonNode shard : Json.read(manifest, JsonNode.class).path("shards")) {
            ObjectRef ref = new ObjectRef(shard.path("key").asText(), shard.path("sha256").asText(), shard.path("bytes").asLong());
            parts.add(new Part(ref.key(), () -> EdmZip.read(ref.key(), fromStore(config, store -> store.getVerified(ref))).images()));
        }
        if (parts.isEmpty()) {
            throw new DataException(key, "names no shards");
        }
        return new ImageSource(text, parts);
    }

    private static ImageSource dataset(String text, StraightwayConfig config) {
        String name = text.substring(DATASET.length());
        return whole(text, fromStore(config, store -> {
            DatasetCard card = new StoreCatalog(store).datasetCard(name)
                    .orElseThrow(() -> new DataException(Keys.datasetCard(name), "is not in the object store"));
            return EdmZip.read(text, store.getVerified(new ObjectRef(Keys.dataset(name), card.sha256(), card.bytes()))).images();
        }));
    }

    static ImageSource whole(String name, Images images) {
        List<Part> parts = new ArrayList<>();
        int count = Math.min(PARTS, images.count());
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) images.count() * i / count);
            int to = (int) ((long) images.count() * (i + 1) / count);
            parts.add(new Part(name + "#" + i, () -> images.part(from, to - from)));
        }
        return new ImageSource(name, parts);
    }

    private static <T> T fromStore(StraightwayConfig config, Function<ObjectStore, T> question) {
        try (ObjectStore store = ObjectStore.of(Settings.store(config))) {
            return question.apply(store);
        }
    }
}
