package io.straightway.job;

import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A distance, Fréchet's or sliced Wasserstein, with what one must know to compare it.
 *
 * @param name after the feature network, such as {@code fd-emoji-cnn}; {@code fid} only for the canonical Inception network; {@code swd} for
 *     the sliced Wasserstein distance, which has none
 * @param mark what must be shown beside the name, such as {@code @10000} for a FID of too few images
 * @param value the distance, at least 0
 * @param images images behind it
 * @param extractor name of the feature network
 * @param extractorSha256 digest of the feature network, or of the definition where there is none
 * @param resize how images are brought to the size and range that it wants
 * @param precision of its arithmetic
 * @param reference data set whose statistics it is compared with
 * @param referenceImages images behind the reference
 * @param referenceSha256 digest of the reference statistics
 * @param drawn how the images were drawn; empty for images from elsewhere
 * @param further what else was asked for
 */
public record Distance(
        String name,
        Optional<String> mark,
        double value,
        long images,
        String extractor,
        String extractorSha256,
        String resize,
        String precision,
        String reference,
        long referenceImages,
        String referenceSha256,
        Optional<Drawn> drawn,
        Further further) {

    public Distance {
        // Model cards that were written before there was provenance are read without it.
        extractor = Objects.requireNonNullElse(extractor, "");
        resize = Objects.requireNonNullElse(resize, "");
        precision = Objects.requireNonNullElse(precision, "");
        further = Objects.requireNonNullElse(further, Further.NOTHING);
    }

    /**
     * How images were drawn.
     *
     * @param model with its version
     * @param weightsSha256 digest of its weights
     * @param emaHalfLife in images, of the moving average that the weights are; empty if that is not known
     * @param batch images per call of the network
     */
    public record Drawn(String model, String weightsSha256, Optional<Long> emaHalfLife, Sampling sampling, Precision precision, Seeds seeds, int batch) {}

    /** More than one number. */
    public record Further(Optional<Interval> interval, Optional<Infinity> infinity, Optional<Kernel> kernel, Optional<PrecisionRecall> precisionRecall) {
        public static final Further NOTHING = new Further(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * A 95 % interval by a jackknife over parts of the images.
     *
     * @param shards parts: the shards, or neighbouring ones together
     * @param without the distance without each part, in their order; empty where it was measured before that was kept
     */
    public record Interval(double standardError, double lower, double upper, int shards, List<Double> without) {
        public Interval {
            without = List.copyOf(Objects.requireNonNullElse(without, List.of()));
        }
    }

    /** The line over 1/n: its value at infinitely many images, and the bias at n images as slope/n. */
    public record Infinity(double value, double slope) {}

    /** The kernel distance, and the deviation of one subset's. */
    public record Kernel(double value, double deviation, int subsets, int size) {}

    public record PrecisionRecall(double precision, double recall, int neighbours, int generated, int real) {}

    /** Name and mark, for people. */
    public String label() {
        return name + mark.orElse("");
    }

    /**
     * Why this value must not be compared with another: each way in which they were measured differently. How the images came to be is no
     * such way; to compare that is what distances are for.
     *
     * @return nothing if they may be compared
     */
    public List<String> incomparable(Distance other) {
        List<String> reasons = new ArrayList<>();
        differ(reasons, "extractor", extractor + " " + extractorSha256, other.extractor + " " + other.extractorSha256);
        differ(reasons, "resize", resize, other.resize);
        differ(reasons, "precision", precision, other.precision);
        differ(reasons, "reference", reference + " " + referenceSha256, other.reference + " " + other.referenceSha256);
        differ(reasons, "images", Long.toString(images), Long.toString(other.images));
        return reasons;
    }

    private static void differ(List<String> reasons, String what, String mine, String others) {
        if (!mine.equals(others)) {
            reasons.add(what + " is " + mine + " here and " + others + " there");
        }
    }
}
