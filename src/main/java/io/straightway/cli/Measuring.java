package io.straightway.cli;

import io.straightway.data.Images;
import io.straightway.metric.FeatureExtractor;
import io.straightway.metric.Gathering;
import io.straightway.metric.MetricException;
import io.straightway.metric.Moments;
import io.straightway.metric.Provenance;
import io.straightway.store.Digest;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** Features of all images of a source: the moments of each part, the vectors where they are kept, and what was measured. */
record Measuring(List<Moments> parts, float[][] vectors, Provenance provenance) {
    private static final int BATCH = 256;

    /** @param keep the vectors, which take 4 bytes per image and dimension */
    static Measuring of(ImageSource source, FeatureExtractor extractor, boolean keep) {
        List<Moments> parts = new ArrayList<>();
        List<float[]> vectors = new ArrayList<>();
        MessageDigest digest = Digest.sha256();
        int channels = 0;
        int resolution = 0;
        for (ImageSource.Part part : source.parts()) {
            Images images = part.images().get();
            if (resolution != 0 && (images.height() != resolution || images.channels() != channels)) {
                throw new MetricException(part.id() + " has other images than those before: " + images.height() + " pixels high, " + images.channels() + " channels");
            }
            resolution = images.height();
            channels = images.channels();
            digest.update(images.pixels());
            Gathering gathering = new Gathering(extractor.dimensions(), part.id());
            for (int from = 0; from < images.count(); from += BATCH) {
                float[][] features = extractor.features(images.part(from, BATCH));
                gathering.add(features);
                if (keep) {
                    vectors.addAll(List.of(features));
                }
            }
            parts.add(gathering.moments());
        }
        long count = parts.stream().mapToLong(Moments::count).sum();
        return new Measuring(parts, vectors.toArray(float[][]::new),
                new Provenance(source.name(), Digest.hex(digest.digest()), count, resolution, channels, extractor.name(), extractor.digest()));
    }

    Moments moments() {
        return parts.stream().reduce(Moments::merge).orElseThrow();
    }
}
