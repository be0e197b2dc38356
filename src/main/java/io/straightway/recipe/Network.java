package io.straightway.recipe;

import java.util.List;
import java.util.Objects;

/**
 * Shape of a denoiser.
 *
 * @param architecture family
 * @param resolution width in pixels, a power of two; 1 for a signal along the height
 * @param channels image channels
 * @param classes number of class labels, 0 for an unconditional network
 * @param baseChannels width of the first level
 * @param multipliers width of each resolution level as a multiple of {@code baseChannels}
 * @param blocks residual blocks per level
 * @param attention resolutions that have self-attention, in pixels
 * @param dropout probability inside the residual blocks while training
 * @param labelDropout probability of training a sample without its label, needed for classifier-free guidance
 * @param augmentLabels width of the augmentation label, 0 or 9
 * @param preconditioning of the denoiser around the network
 * @param height in pixels; 1 for a signal along the width, else the width's
 */
public record Network(
        Architecture architecture,
        int resolution,
        int channels,
        int classes,
        int baseChannels,
        List<Integer> multipliers,
        int blocks,
        List<Integer> attention,
        double dropout,
        double labelDropout,
        int augmentLabels,
        Preconditioning preconditioning,
        int height) {

    public enum Preconditioning {
        EDM,
        VP,
        VE
    }

    public Network {
        // Files that were written before there was a choice are read with EDM's.
        preconditioning = Objects.requireNonNullElse(preconditioning, Preconditioning.EDM);
        // Files that were written before there was a height are of squares.
        height = height == 0 ? resolution : height;
        multipliers = List.copyOf(multipliers);
        attention = List.copyOf(attention);
    }

    /** For squares. */
    public Network(
            Architecture architecture,
            int resolution,
            int channels,
            int classes,
            int baseChannels,
            List<Integer> multipliers,
            int blocks,
            List<Integer> attention,
            double dropout,
            double labelDropout,
            int augmentLabels,
            Preconditioning preconditioning) {
        this(architecture, resolution, channels, classes, baseChannels, multipliers, blocks, attention, dropout, labelDropout, augmentLabels,
                preconditioning, resolution);
    }

    /** For squares, with EDM's preconditioning. */
    public Network(
            Architecture architecture,
            int resolution,
            int channels,
            int classes,
            int baseChannels,
            List<Integer> multipliers,
            int blocks,
            List<Integer> attention,
            double dropout,
            double labelDropout,
            int augmentLabels) {
        this(architecture, resolution, channels, classes, baseChannels, multipliers, blocks, attention, dropout, labelDropout, augmentLabels,
                Preconditioning.EDM);
    }

    /** A network small enough for a CPU. */
    public static Network small(int resolution, int channels, int classes) {
        return small(resolution, resolution, channels, classes);
    }

    /** The same for images and signals. */
    public static Network small(int height, int width, int channels, int classes) {
        return new Network(Architecture.DDPMPP, width, channels, classes, 32, List.of(1, 2), 1, List.of(Math.max(height, width) / 2), 0.05, 0.1, 0,
                Preconditioning.EDM, height);
    }

    public int width() {
        return resolution;
    }

    /** The side that levels, attention and limits are about, in pixels. */
    public int side() {
        return Math.max(height, resolution);
    }

    /** Values of one image. */
    public int size() {
        return channels * height * resolution;
    }

    /** Whether images have one dimension. */
    public boolean line() {
        return height == 1 || resolution == 1;
    }

    /** Such as {@code 3x16x16}: channels, height, width. */
    public String shape() {
        return channels + "x" + height + "x" + resolution;
    }

    public Network withDropout(double dropout) {
        return new Network(
                architecture, resolution, channels, classes, baseChannels, multipliers, blocks, attention, dropout, labelDropout, augmentLabels, preconditioning,
                height);
    }

    public Network withClasses(int classes) {
        return new Network(
                architecture, resolution, channels, classes, baseChannels, multipliers, blocks, attention, dropout, labelDropout, augmentLabels, preconditioning,
                height);
    }

    public void check(Checks checks) {
        checks.require(powerOfTwo(resolution) || resolution == 1 && height != 1, "resolution", resolution,
                "a power of two from 4 to 1024, or 1 with such a height");
        checks.require(height == resolution || height == 1 || resolution == 1 && powerOfTwo(height), "height", height,
                "the resolution, or 1; a power of two from 4 to 1024 with resolution 1");
        checks.between("channels", channels, 1, 16);
        checks.between("classes", classes, 0, 10_000);
        checks.require(baseChannels >= 8 && baseChannels <= 1024 && baseChannels % 8 == 0,
                "baseChannels", baseChannels, "a multiple of 8 from 8 to 1024");
        checks.require(!multipliers.isEmpty() && multipliers.size() <= 8 && side() >> (multipliers.size() - 1) >= 2
                && multipliers.stream().allMatch(m -> m >= 1 && m <= 16),
                "multipliers", multipliers, "1 to 8 whole numbers from 1 to 16, and no level below 2 pixels");
        checks.between("blocks", blocks, 1, 16);
        checks.require(attention.stream().allMatch(a -> a >= 1 && a <= side()),
                "attention", attention, "resolutions in pixels, up to the image's longer side");
        checks.between("dropout", dropout, 0.0, 0.9);
        checks.between("labelDropout", labelDropout, 0.0, 0.9);
        checks.oneOf("augmentLabels", augmentLabels, List.of(0, 9));
        checks.require(augmentLabels == 0 || !line(), "augmentLabels", augmentLabels, "0, because signals can't be turned in the plane");
    }

    private static boolean powerOfTwo(int side) {
        return side >= 4 && side <= 1024 && Integer.bitCount(side) == 1;
    }
}
