package io.straightway.web;

import io.straightway.data.DataException;
import io.straightway.generate.ManifestEntry;
import io.straightway.generate.ManifestLines;
import io.straightway.generate.StoredShard;
import io.straightway.node.NodeLifecycle;
import io.straightway.store.Keys;
import io.straightway.store.ObjectInfo;
import io.straightway.store.ObjectStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Manifests and shards that are being looked at. The directory of a shard, and a page of lines, are asked for again by every image of a
 * page, so the newest few are kept; shards never change under their key.
 */
@ApplicationScoped
class Shards {
    private static final int KEPT = 8;
    private static final int PAGE = 100;

    private final NodeLifecycle lifecycle;
    private final Map<String, StoredShard> open = newest();
    private final Map<Page, List<ManifestEntry>> pages = newest();

    @Inject
    Shards(NodeLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    /** @param modified a manifest is replaced when its job is run to another end */
    private record Page(String job, Object modified, int number) {}

    private static <K, V> Map<K, V> newest() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > KEPT;
            }
        };
    }

    /** Empty if the shard is not there, or has no such file. */
    Optional<byte[]> picture(ManifestEntry entry) {
        return shard(entry.shard()).flatMap(shard -> shard.picture(entry.file()));
    }

    private Optional<StoredShard> shard(String key) {
        synchronized (open) {
            StoredShard known = open.get(key);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<StoredShard> found = store().stat(key).map(info -> StoredShard.open(key, info.bytes(),
                (offset, length) -> store().range(key, offset, length).orElseThrow(() -> new IOException("object " + key + " is gone"))));
        found.ifPresent(shard -> {
            synchronized (open) {
                open.put(key, shard);
            }
        });
        return found;
    }

    /**
     * Lines of a job's manifest, empty if it has none.
     *
     * @throws DataException if a line is none
     */
    Optional<List<ManifestEntry>> lines(String job, int offset, int limit) {
        return store().stat(Keys.manifestLines(job)).map(info -> {
            List<ManifestEntry> lines = new ArrayList<>();
            for (int number = offset / PAGE; number * PAGE < offset + limit; number++) {
                List<ManifestEntry> page = page(info, new Page(job, info.modified(), number));
                int from = Math.max(0, offset - number * PAGE);
                int to = Math.min(page.size(), offset + limit - number * PAGE);
                if (from < to) {
                    lines.addAll(page.subList(from, to));
                }
                if (page.size() < PAGE) {
                    break;
                }
            }
            return List.copyOf(lines);
        });
    }

    private List<ManifestEntry> page(ObjectInfo manifest, Page page) {
        synchronized (pages) {
            List<ManifestEntry> known = pages.get(page);
            if (known != null) {
                return known;
            }
        }
        List<ManifestEntry> read = read(manifest.key(), page.number() * PAGE);
        synchronized (pages) {
            pages.put(page, read);
        }
        return read;
    }

    private List<ManifestEntry> read(String key, int skipped) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                store().open(key).orElseThrow(() -> new DataException(key, "is gone")), StandardCharsets.UTF_8))) {
            StringBuilder wanted = new StringBuilder();
            lines.lines().skip(skipped).limit(PAGE).forEach(line -> wanted.append(line).append('\n'));
            return ManifestLines.read(key, wanted.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectStore store() {
        return lifecycle.node().store();
    }
}
