package io.straightway.cli;

import io.straightway.data.Images;
import io.straightway.metric.FeatureExtractor;
import io.straightway.metric.Gathering;
import io.straightway.metric.MetricException;
import io.straightway.metric.Moments;
import io.straightway.metric.Parts;
import io.straightway.metric.Provenance;
import io.straightway.store.Digest;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** Features of all images of a source: the moments of each part, the vectors where they are kept, and what was measured. */
record Measuring(List<Moments> parts, float[][] vectors, Provenance provenance) {
    private static final int BATCH = 256;

    /** @param keep the vectors, which take 4 bytes per image and dimension; they are kept in any case where the distance is one of vectors */
    static Measuring of(ImageSource source, FeatureExtractor extractor, boolean keep) {
        Parts parts = new Parts(source.parts().size());
        List<float[]> vectors = new ArrayList<>();
        MessageDigest digest = Digest.sha256();
        int channels = 0;
        int height = 0;
        int width = 0;
        boolean kept = keep || extractor.comparison().needsVectors();
        for (ImageSource.Part part : source.parts()) {
            Images images = part.images().get();
            if (height != 0 && (images.height() != height || images.width() != width || images.channels() != channels)) {
                throw new MetricException(part.id() + " has other images than those before: " + images.width() + "x" + images.height() + ", " + images.channels()
                        + " channels");
            }
            height = images.height();
            width = images.width();
            channels = images.channels();
            digest.update(images.pixels());
            Gathering gathering = new Gathering(extractor.dimensions(), part.id());
            for (int from = 0; from < images.count(); from += BATCH) {
                float[][] features = extractor.features(images.part(from, BATCH));
                gathering.add(features);
                if (kept) {
                    vectors.addAll(List.of(features));
                }
            }
            parts.add(gathering.moments());
        }
        long count = parts.all().stream().mapToLong(Moments::count).sum();
        return new Measuring(parts.all(), vectors.toArray(float[][]::new),
                new Provenance(source.name(), Digest.hex(digest.digest()), count, width, channels, extractor.name(), extractor.digest(), height));
    }

    Moments moments() {
        return parts.stream().reduce(Moments::merge).orElseThrow();
    }
}
