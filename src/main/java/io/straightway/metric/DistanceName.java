package io.straightway.metric;

import java.util.Optional;

/**
 * What a distance may be called. Published FIDs are those of one network, one way of resizing and 50,000 images; the
 * estimate falls as images are added, so that one from fewer is another number.
 *
 * @param label {@code fid}, or {@code fd-} and the extractor's name; {@code swd} for the sliced Wasserstein distance
 * @param mark what readers must see beside the label; for a FID of too few images their number, such as {@code @10000}
 */
public record DistanceName(String label, Optional<String> mark) {
    /** SHA-256 of {@code inception-2015-12-05.pt}, 95,607,719 bytes, which NVIDIA publishes with StyleGAN2-ADA and EDM. */
    static final String NVIDIA_TORCHSCRIPT = "f58cb9b6ec323ed63459aa4fb441fe750cfe39fafad6da5cb504a16f19e958f4";

    /** SHA-256 of {@code pt_inception-2015-12-05-6726825d.pth}, 95,628,359 bytes, a release of pytorch-fid. */
    static final String PYTORCH_FID_WEIGHTS = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2";

    /** Images of one side of a FID. */
    private static final long CUSTOMARY = 50_000;

    /**
     * @param extractor name of the network
     * @param sha256 digest of its file
     * @param resize its rule, as {@link FeatureExtractor#resize} gives it
     * @param images generated images that were judged
     */
    public static DistanceName of(String extractor, String sha256, String resize, long images) {
        boolean canonical = (sha256.equals(NVIDIA_TORCHSCRIPT) || sha256.equals(PYTORCH_FID_WEIGHTS)) && resize.equals(Resize.TF1.rule());
        if (!canonical) {
            return new DistanceName("fd-" + extractor, Optional.empty());
        }
        return new DistanceName("fid", images < CUSTOMARY ? Optional.of("@" + images) : Optional.empty());
    }

    public static DistanceName of(FeatureExtractor extractor, long images) {
        return switch (extractor.comparison()) {
            case FRECHET -> of(extractor.name(), extractor.digest(), extractor.resize(), images);
            case SLICED -> new DistanceName("swd", Optional.empty());
        };
    }

    /** Label and mark. */
    @Override
    public String toString() {
        return label + mark.orElse("");
    }
}
