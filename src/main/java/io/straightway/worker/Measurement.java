package io.straightway.worker;

import io.straightway.data.Images;
import io.straightway.job.Artifact;
import io.straightway.job.Failure;
import io.straightway.metric.FeatureExtractor;
import io.straightway.metric.Features;
import io.straightway.metric.Gathering;
import io.straightway.metric.MetricException;
import io.straightway.metric.Moments;
import io.straightway.metric.MomentsFile;
import io.straightway.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes the features of one unit's images as they come. What can't be measured ends the measurement, not the unit: the images are there
 * and are kept. Confined to the device's thread until it is stored.
 */
final class Measurement {
    private final String shard;
    private boolean keep;
    private final List<float[]> vectors = new ArrayList<>();
    private Optional<FeatureExtractor> extractor = Optional.empty();
    private Optional<Gathering> gathering = Optional.empty();
    private Optional<Failure> fault = Optional.empty();

    /** What an earlier attempt measured of the same shard. */
    record Earlier(Moments moments, Optional<float[][]> vectors) {}

    private Measurement(String shard, boolean keep) {
        this.shard = shard;
        this.keep = keep;
    }

    /**
     * @param extractor looked up now; without one nothing is measured
     * @param shard id, under which the moments are counted once
     * @param keep the vectors as well, which happens in any case where the distance is one of vectors
     */
    static Measurement of(Supplier<Optional<FeatureExtractor>> extractor, String shard, boolean keep) {
        return of(extractor, shard, keep, Optional.empty());
    }

    /** @param earlier to go on from */
    static Measurement of(Supplier<Optional<FeatureExtractor>> extractor, String shard, boolean keep, Optional<Earlier> earlier) {
        Measurement measurement = new Measurement(shard, keep);
        measurement.trying(() -> {
            measurement.extractor = extractor.get();
            measurement.keep |= measurement.extractor.map(known -> known.comparison().needsVectors()).orElse(false);
            measurement.gathering = measurement.extractor.map(network -> earlier.map(before -> new Gathering(before.moments()))
                    .orElseGet(() -> new Gathering(network.dimensions(), shard)));
            earlier.flatMap(Earlier::vectors).ifPresent(vectors -> measurement.vectors.addAll(List.of(vectors)));
        });
        return measurement;
    }

    void add(Images images) {
        trying(() -> gathering.ifPresent(moments -> {
            float[][] features = extractor.orElseThrow().features(images);
            moments.add(features);
            if (keep) {
                vectors.addAll(List.of(features));
            }
        }));
    }

    /** Of all images so far; empty if nothing is measured. */
    Optional<Moments> moments() {
        trying(() -> gathering.ifPresent(Gathering::moments));
        return fault.isPresent() ? Optional.empty() : gathering.map(Gathering::moments);
    }

    Optional<FeatureExtractor> extractor() {
        return extractor;
    }

    /** (n, d); empty if they are not kept. */
    Optional<float[][]> vectors() {
        return keep && fault.isEmpty() && gathering.isPresent() ? Optional.of(vectors.toArray(float[][]::new)) : Optional.empty();
    }

    /**
     * All of it, where there is but one shard.
     *
     * @throws MetricException if nothing could be measured although it should have been
     */
    Measured.Taken taken() {
        fault.ifPresent(failure -> {
            throw new MetricException(failure.message());
        });
        return new Measured.Taken(moments().stream().toList(), vectors());
    }

    /** Why nothing could be measured although it should have been. */
    Optional<Failure> fault() {
        return fault;
    }

    /** Writes what was measured. */
    List<Artifact> store(ObjectStore store, String momentsKey, String featuresKey, long count) {
        List<Artifact> written = new ArrayList<>();
        moments().ifPresent(moments -> written.add(Uploads.put(store, Artifact.Role.MOMENTS, momentsKey, MomentsFile.write(moments), count)));
        vectors().ifPresent(kept -> {
            FeatureExtractor network = extractor.orElseThrow();
            written.add(Uploads.put(store, Artifact.Role.FEATURES, featuresKey, new Features(shard, network.name(), network.digest(), kept).bytes(), count));
        });
        return written;
    }

    private void trying(Runnable measuring) {
        if (fault.isEmpty()) {
            try {
                measuring.run();
            } catch (MetricException e) {
                fault = Optional.of(new Failure.BadInput("no statistics of " + shard + ": " + e.getMessage()));
            }
        }
    }
}
