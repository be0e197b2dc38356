package io.straightway.job;

/**
 * A Fréchet distance with what one must know to compare it.
 *
 * @param name after the feature network, such as {@code fd-emoji-cnn}; {@code fid} only for the canonical Inception network
 * @param value the distance, at least 0
 * @param images generated images behind it
 * @param extractorSha256 digest of the feature network
 * @param reference data set whose statistics it is compared with
 * @param referenceImages images behind the reference
 * @param referenceSha256 digest of the reference statistics
 */
public record Distance(
        String name,
        double value,
        long images,
        String extractorSha256,
        String reference,
        long referenceImages,
        String referenceSha256) {}
