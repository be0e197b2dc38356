package io.straightway.worker;

import io.straightway.data.DataException;
import io.straightway.generate.ShardPart;
import io.straightway.job.Artifact;
import io.straightway.json.Json;
import io.straightway.metric.Features;
import io.straightway.metric.MetricException;
import io.straightway.metric.MomentsFile;
import io.straightway.store.DigestMismatch;
import io.straightway.store.Keys;
import io.straightway.store.ObjectRef;
import io.straightway.store.ObjectStore;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an unfinished shard stands: the parts with its finished pictures, each written once, and what was measured of them.
 *
 * @param parts in order
 * @param moments of all their pictures; empty if nothing is measured
 * @param features of all their pictures; empty if they are not kept
 */
record ShardCheckpoint(List<ObjectRef> parts, Optional<ObjectRef> moments, Optional<ObjectRef> features) {
    private static final Logger LOG = LoggerFactory.getLogger(ShardCheckpoint.class);

    static final ShardCheckpoint NOTHING = new ShardCheckpoint(List.of(), Optional.empty(), Optional.empty());

    ShardCheckpoint {
        parts = List.copyOf(parts);
    }

    /** What an attempt goes on from. */
    record Resumed(ShardCheckpoint checkpoint, List<ShardPart.Picture> pictures, Optional<Measurement.Earlier> earlier) {
        static final Resumed NOTHING = new Resumed(ShardCheckpoint.NOTHING, List.of(), Optional.empty());
    }

    /** Writes what came since this checkpoint, and the next one. The report of it follows, so one that is named is complete. */
    Artifact next(ObjectStore store, String prefix, ShardPart part, Measurement measurement, long images, Consumer<ShardCheckpoint> written) {
        List<ObjectRef> all = new ArrayList<>(parts);
        all.add(store.put(Keys.part(prefix, parts.size(), "zip"), part.bytes()));
        List<Artifact> measured = measurement.store(store, Keys.part(prefix, parts.size(), "moments"), Keys.part(prefix, parts.size(), "features.safetensors"), images);
        ShardCheckpoint next = new ShardCheckpoint(all, reference(measured, Artifact.Role.MOMENTS), reference(measured, Artifact.Role.FEATURES));
        written.accept(next);
        return Uploads.put(store, Artifact.Role.CHECKPOINT, Keys.part(prefix, parts.size(), "json"), Json.line(next).getBytes(StandardCharsets.UTF_8), images);
    }

    private static Optional<ObjectRef> reference(List<Artifact> measured, Artifact.Role role) {
        return Uploads.of(measured, role).stream().findFirst().map(Uploads::ref);
    }

    /** Reads a checkpoint with all it names, each against its digest. One that is damaged is no reason to fail: the shard is drawn again. */
    static Resumed resume(ObjectStore store, Artifact artifact) {
        try {
            ShardCheckpoint checkpoint = Json.read(Uploads.get(store, artifact), ShardCheckpoint.class);
            List<ShardPart.Picture> pictures = new ArrayList<>();
            for (ObjectRef part : checkpoint.parts()) {
                pictures.addAll(ShardPart.read(part.key(), store.getVerified(part)).pictures());
            }
            Optional<Measurement.Earlier> earlier = checkpoint.moments().map(moments -> new Measurement.Earlier(
                    MomentsFile.read(moments.key(), store.getVerified(moments)),
                    checkpoint.features().map(features -> Features.read(features.key(), store.getVerified(features)).vectors())));
            return new Resumed(checkpoint, pictures, earlier);
        } catch (DigestMismatch | DataException | MetricException | UncheckedIOException | IllegalArgumentException e) {
            LOG.warn("checkpoint not usable, the shard is drawn again: key={} reason={}", artifact.key(), e.getMessage());
            return Resumed.NOTHING;
        }
    }
}
