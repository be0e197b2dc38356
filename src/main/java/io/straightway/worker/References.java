package io.straightway.worker;

import io.straightway.catalog.DatasetCard;
import io.straightway.data.Images;
import io.straightway.engine.Device;
import io.straightway.metric.ExtractorSource;
import io.straightway.metric.Extractors;
import io.straightway.metric.FeatureExtractor;
import io.straightway.metric.FrechetReference;
import io.straightway.metric.Gathering;
import io.straightway.metric.Gaussian;
import io.straightway.metric.Moments;
import io.straightway.metric.Npz;
import io.straightway.metric.Provenance;
import io.straightway.metric.SlicedWasserstein;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import io.straightway.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The statistics that images are compared with: made once per data set and feature network, kept in the store. Confined to the device's
 * thread.
 */
final class References {
    private static final int BATCH = 256;

    /** One side of a distance, with all that must be told about it. */
    record Reference(DatasetCard dataset, FeatureExtractor extractor, FrechetReference statistics, String sha256) {}

    private final ObjectStore store;
    private final Datasets datasets;
    private final Device device;
    private final Map<String, ExtractorSource> configured;
    private final Map<String, FeatureExtractor> extractors = new HashMap<>();
    private final Map<String, Reference> references = new HashMap<>();
    private Optional<Projected> projected = Optional.empty();

    private record Projected(String sha256, SlicedWasserstein against) {}

    /** @param configured feature networks beside those that ship */
    References(ObjectStore store, Datasets datasets, Device device, Map<String, ExtractorSource> configured) {
        this.store = store;
        this.datasets = datasets;
        this.device = device;
        this.configured = configured;
    }

    /**
     * The feature network that a job asks for, else that of the data set; empty if we have none for its kind of image.
     *
     * @throws io.straightway.metric.MetricException if the one asked for is not there, or not what it should be
     */
    Optional<FeatureExtractor> extractor(DatasetCard card, Optional<String> asked) {
        return asked.or(() -> Optional.of(card.extractor()).filter(name -> !name.isEmpty()))
                .map(name -> extractors.computeIfAbsent(name, known -> Extractors.open(known, configured, device)));
    }

    Optional<Reference> reference(DatasetCard card, Optional<String> asked) {
        return extractor(card, asked).map(extractor -> references.computeIfAbsent(key(card, extractor), key -> obtain(key, card, extractor)));
    }

    /** Both are in the name: other images, or another network or way of resizing, make another reference. */
    static String key(DatasetCard card, FeatureExtractor extractor) {
        String use = Digest.of((extractor.digest() + " " + extractor.resize()).getBytes(StandardCharsets.UTF_8));
        return Keys.reference(card.name() + "-" + extractor.name() + "-" + card.sha256().substring(0, 8) + use.substring(0, 8));
    }

    private Reference obtain(String key, DatasetCard card, FeatureExtractor extractor) {
        byte[] bytes = store.get(key).orElseGet(() -> {
            byte[] made = bytes(card, extractor, moments(card, extractor));
            store.put(key, made);
            return made;
        });
        return new Reference(card, extractor, FrechetReference.of(Npz.read(key, bytes)), Digest.of(bytes));
    }

    /** As the store keeps them, and as other tools read them. */
    static byte[] bytes(DatasetCard card, FeatureExtractor extractor, Moments moments) {
        Provenance provenance = new Provenance(card.name(), card.sha256(), moments.count(), card.resolution(), card.channels(),
                extractor.name(), extractor.digest(),
                card.height());
        return Npz.write(Gaussian.of(moments), provenance.json());
    }

    private Moments moments(DatasetCard card, FeatureExtractor extractor) {
        Gathering gathering = new Gathering(extractor.dimensions(), card.name());
        Images images = datasets.load(card).images();
        for (int from = 0; from < images.count(); from += BATCH) {
            gathering.add(extractor.features(images.part(from, BATCH)));
        }
        return gathering.moments();
    }

    /** The last one that was asked for is kept: an ablation measures hundreds of distances from one. */
    SlicedWasserstein sliced(Reference reference) {
        if (projected.filter(last -> last.sha256().equals(reference.sha256())).isEmpty()) {
            projected = Optional.of(new Projected(reference.sha256(), SlicedWasserstein.against(vectors(reference))));
        }
        return projected.orElseThrow().against();
    }

    /** (n, d) of all images of a data set. They are not kept: few jobs ask for what needs them. */
    float[][] vectors(Reference reference) {
        Images images = datasets.load(reference.dataset()).images();
        List<float[]> vectors = new ArrayList<>();
        for (int from = 0; from < images.count(); from += BATCH) {
            vectors.addAll(List.of(reference.extractor().features(images.part(from, BATCH))));
        }
        return vectors.toArray(float[][]::new);
    }
}
