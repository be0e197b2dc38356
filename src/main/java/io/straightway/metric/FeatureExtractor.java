package io.straightway.metric;

import io.straightway.data.Images;

/** What turns pictures into feature vectors: a network for the most part. Distances of different extractors cannot be compared. */
public interface FeatureExtractor {
    /** For people, for example {@code emoji-cnn}. */
    String name();

    /** SHA-256 of the weights, or of the definition where there are none, 64 hexadecimal digits. */
    String digest();

    int dimensions();

    /** How pictures are brought to the size and range that the network wants, in words; part of what a distance means. */
    String resize();

    /** Of the arithmetic, in words. */
    String precision();

    /** What is done with the vectors. */
    default Comparison comparison() {
        return Comparison.FRECHET;
    }

    /**
     * @param pixels (count, channels, height, width) as unsigned bytes
     * @return (count, dimensions)
     */
    float[][] features(byte[] pixels, int count, int channels, int height, int width);

    /** @return (count, dimensions) */
    default float[][] features(Images images) {
        return features(images.pixels(), images.count(), images.channels(), images.height(), images.width());
    }
}
