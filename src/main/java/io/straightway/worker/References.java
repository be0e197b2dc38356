package io.straightway.worker;

import io.straightway.catalog.DatasetCard;
import io.straightway.data.Images;
import io.straightway.engine.Device;
import io.straightway.job.Distance;
import io.straightway.metric.DistanceName;
import io.straightway.metric.ExtractorSource;
import io.straightway.metric.Extractors;
import io.straightway.metric.FeatureExtractor;
import io.straightway.metric.Frechet;
import io.straightway.metric.FrechetReference;
import io.straightway.metric.Gaussian;
import io.straightway.metric.Moments;
import io.straightway.metric.Npz;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import io.straightway.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The statistics that generated images are compared with: made once per data set and feature network, kept in the store. Confined to
 * the device's thread.
 */
final class References {
    private static final int BATCH = 256;

    /** One side of a distance, with all that must be told about it. */
    record Reference(String dataset, FeatureExtractor extractor, FrechetReference statistics, long images, String sha256) {

        Distance distance(Moments moments) {
            return new Distance(DistanceName.of(extractor, moments.count()).toString(), Frechet.distance(moments, statistics), moments.count(), extractor.digest(), dataset, images, sha256);
        }
    }

    private final ObjectStore store;
    private final Datasets datasets;
    private final Device device;
    private final Map<String, ExtractorSource> configured;
    private final Map<String, FeatureExtractor> extractors = new HashMap<>();
    private final Map<String, Reference> references = new HashMap<>();

    /** @param configured feature networks beside those that ship */
    References(ObjectStore store, Datasets datasets, Device device, Map<String, ExtractorSource> configured) {
        this.store = store;
        this.datasets = datasets;
        this.device = device;
        this.configured = configured;
    }

    /** The feature network that judges this data set; empty if we have none for its kind of image. */
    Optional<FeatureExtractor> extractor(DatasetCard card) {
        return card.extractor().isEmpty()
                ? Optional.empty()
                : Optional.of(extractors.computeIfAbsent(card.extractor(), name -> Extractors.open(name, configured, device)));
    }

    Optional<Reference> reference(DatasetCard card) {
        return extractor(card).map(extractor -> references.computeIfAbsent(card.sha256() + extractor.digest(), id -> obtain(card, extractor)));
    }

    private Reference obtain(DatasetCard card, FeatureExtractor extractor) {
        // Both in the name: other images, or another network or way of resizing, make another reference.
        String use = Digest.of((extractor.digest() + " " + extractor.resize()).getBytes(StandardCharsets.UTF_8));
        String key = Keys.reference(card.name() + "-" + extractor.name() + "-" + card.sha256().substring(0, 8) + use.substring(0, 8));
        byte[] bytes = store.get(key).orElseGet(() -> make(key, card, extractor));
        return new Reference(card.name(), extractor, FrechetReference.of(Npz.read(key, bytes)), card.images(), Digest.of(bytes));
    }

    private byte[] make(String key, DatasetCard card, FeatureExtractor extractor) {
        Images images = datasets.load(card).images();
        Moments moments = Moments.empty(extractor.dimensions(), card.name());
        for (int from = 0; from < images.count(); from += BATCH) {
            int[] indices = new int[Math.min(BATCH, images.count() - from)];
            for (int i = 0; i < indices.length; i++) {
                indices[i] = from + i;
            }
            Images part = images.at(indices);
            moments = moments.plus(extractor.features(part.pixels(), part.count(), part.channels(), part.height(), part.width()));
        }
        byte[] bytes = Npz.write(Gaussian.of(moments), "data set " + card.sha256() + ", extractor " + extractor.digest() + ", resize " + extractor.resize());
        store.put(key, bytes);
        return bytes;
    }
}
