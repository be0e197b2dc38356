package io.straightway.metric;

/**
 * A Fréchet distance and what it was measured with. Two of them may be compared only if all but {@code value} is the same, n included:
 * the distance is biased by about c/n.
 *
 * @param name            for example {@code fd-emoji-cnn}; {@code fid} is kept for the canonical Inception weights
 * @param n               pictures that were measured
 * @param referenceDigest SHA-256 of the reference's file
 * @param extractorDigest SHA-256 of the extractor's weights
 */
public record Distance(
        String name, double value, long n, String referenceName, String referenceDigest, String extractor, String extractorDigest) {
    public Distance {
        if (!Double.isFinite(value)) {
            throw new MetricException(name + " is " + value);
        }
    }
}
