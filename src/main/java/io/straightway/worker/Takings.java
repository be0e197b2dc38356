package io.straightway.worker;

import io.straightway.job.Artifact;
import io.straightway.metric.Features;
import io.straightway.metric.MetricException;
import io.straightway.metric.MomentsFile;
import io.straightway.metric.Parts;
import io.straightway.store.ObjectStore;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads back what the shards of a job measured. */
final class Takings {
    private Takings() {}

    /**
     * @param shards that images came from
     * @throws MetricException if some of them measured nothing: a distance of a part would pass for that of the whole
     */
    static Measured.Taken of(ObjectStore store, List<Artifact> inputs, int shards) {
        List<Artifact> measured = Uploads.of(inputs, Artifact.Role.MOMENTS);
        if (measured.size() != shards) {
            throw new MetricException("features of " + (shards - measured.size()) + " of " + shards + " shards are missing");
        }
        Parts parts = new Parts(shards);
        measured.forEach(shard -> parts.add(MomentsFile.read(shard.key(), Uploads.get(store, shard))));
        List<Artifact> kept = Uploads.of(inputs, Artifact.Role.FEATURES);
        Optional<float[][]> vectors = kept.isEmpty() ? Optional.empty() : Optional.of(kept.stream()
                .flatMap(part -> Arrays.stream(Features.read(part.key(), Uploads.get(store, part)).vectors())).toArray(float[][]::new));
        return new Measured.Taken(parts.all(), vectors);
    }
}
