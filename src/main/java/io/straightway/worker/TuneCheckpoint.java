package io.straightway.worker;

import io.straightway.job.Artifact;
import io.straightway.json.Json;
import io.straightway.store.DigestMismatch;
import io.straightway.store.ObjectStore;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an unfinished search stands.
 *
 * @param grids found on trajectories; empty if that is not done
 * @param tried what was measured of candidates
 */
record TuneCheckpoint(Optional<List<TuneReport.Found>> grids, List<TuneReport.Tried> tried) {
    private static final Logger LOG = LoggerFactory.getLogger(TuneCheckpoint.class);

    static final TuneCheckpoint NOTHING = new TuneCheckpoint(Optional.empty(), List.of());

    TuneCheckpoint {
        tried = List.copyOf(tried);
    }

    Artifact store(ObjectStore store, String key) {
        return Uploads.put(store, Artifact.Role.CHECKPOINT, key, Json.line(this).getBytes(StandardCharsets.UTF_8), 1);
    }

    /** One that is damaged is no reason to fail: the search begins again. */
    static TuneCheckpoint resume(ObjectStore store, Artifact artifact) {
        try {
            return Json.read(Uploads.get(store, artifact), TuneCheckpoint.class);
        } catch (DigestMismatch | UncheckedIOException | IllegalArgumentException e) {
            LOG.warn("checkpoint not usable, the search begins again: key={} reason={}", artifact.key(), e.getMessage());
            return NOTHING;
        }
    }
}
