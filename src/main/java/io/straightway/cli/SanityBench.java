package io.straightway.cli;

import io.straightway.data.Images;
import io.straightway.engine.Device;
import io.straightway.engine.Draws;
import io.straightway.engine.Torch;
import io.straightway.metric.Extractors;
import io.straightway.metric.FeatureExtractor;
import io.straightway.metric.FrechetInfinity;
import io.straightway.metric.FrechetReference;
import io.straightway.metric.Gaussian;
import io.straightway.metric.Jackknife;
import io.straightway.metric.KernelDistance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Whether the distance does what a distance should: real images against other real images are the floor, and known faults raise it.
 * Half of a data set is the reference, images of the other half are measured, as they are and with each fault.
 */
final class SanityBench {
    /** What is compared; images of one set and its network. */
    record Subject(String name, String extractor, Images images) {}

    /** @param ratio to the floor */
    record Fault(String name, int images, double distance, double standardError, double ratio, double kid, double kidDeviation) {}

    /** @param bias the floor at several numbers of images, and the line over 1/n */
    record Outcome(String set, String extractor, String extractorSha256, int resolution, int reference, double floor, List<Fault> faults, FrechetInfinity bias) {}

    private static final int STREAM = 0x73616e;

    private final int most;
    private final long seed;

    /** @param most images that are measured */
    SanityBench(int most, long seed) {
        this.most = most;
        this.seed = seed;
    }

    Outcome run(Subject subject) {
        Torch.threads(Runtime.getRuntime().availableProcessors());
        FeatureExtractor extractor = Extractors.open(subject.extractor(), Device.cpu());
        int[] order = order(subject.images().count());
        int half = order.length / 2;
        Measuring real = Measuring.of(ImageSource.whole(subject.name(), subject.images().at(Arrays.copyOf(order, half))), extractor, true);
        FrechetReference reference = FrechetReference.of(Gaussian.of(real.moments()));
        Images others = subject.images().at(Arrays.copyOfRange(order, half, Math.min(order.length, half + most)));
        Measuring clean = Measuring.of(ImageSource.whole("other real images", others), extractor, true);
        double floor = reference.distance(Gaussian.of(clean.moments()));
        List<Fault> faults = new ArrayList<>();
        faults.add(fault(clean, real, reference, floor));
        faults().forEach((name, fault) -> faults.add(fault(Measuring.of(ImageSource.whole(name, fault.apply(others)), extractor, true), real, reference, floor)));
        return new Outcome(subject.name(), extractor.name(), extractor.digest(), others.height(), half, floor, faults,
                FrechetInfinity.of(clean.vectors(), reference, seed));
    }

    private Fault fault(Measuring measuring, Measuring real, FrechetReference reference, double floor) {
        Jackknife distance = Jackknife.of(measuring.parts(), reference);
        KernelDistance kid = KernelDistance.of(measuring.vectors(), real.vectors(), KernelDistance.SUBSETS, KernelDistance.SIZE, seed);
        return new Fault(measuring.provenance().data(), measuring.vectors().length, distance.value(), distance.standardError(), distance.value() / floor,
                kid.value(), kid.deviation());
    }

    private SequencedMap<String, UnaryOperator<Images>> faults() {
        SequencedMap<String, UnaryOperator<Images>> faults = new LinkedHashMap<>();
        faults.put("noise sd 5", images -> noisy(images, 5));
        faults.put("noise sd 15", images -> noisy(images, 15));
        faults.put("blur sd 0.5 px", SanityBench::blurred);
        faults.put("10 % blends", images -> blended(images, 0.1));
        faults.put("30 % blends", images -> blended(images, 0.3));
        faults.put("last class missing", SanityBench::withoutLastClass);
        return faults;
    }

    private Images noisy(Images images, double deviation) {
        Draws draws = new Draws(seed, 0, STREAM + 1);
        byte[] pixels = new byte[images.pixels().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = rounded((images.pixels()[i] & 0xff) + deviation * draws.normal());
        }
        return with(images, pixels);
    }

    /** A Gaussian of standard deviation 0.5 pixels; at this width three taps carry it. */
    private static Images blurred(Images images) {
        double side = Math.exp(-2) / (1 + 2 * Math.exp(-2));
        return with(images, along(images, along(images, images.pixels(), side, true), side, false));
    }

    private static byte[] along(Images images, byte[] pixels, double side, boolean rows) {
        int height = images.height();
        int width = images.width();
        byte[] out = new byte[pixels.length];
        for (int plane = 0; plane < pixels.length; plane += height * width) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int before = rows ? y * width + Math.max(0, x - 1) : Math.max(0, y - 1) * width + x;
                    int after = rows ? y * width + Math.min(width - 1, x + 1) : Math.min(height - 1, y + 1) * width + x;
                    out[plane + y * width + x] = rounded((1 - 2 * side) * (pixels[plane + y * width + x] & 0xff)
                            + side * ((pixels[plane + before] & 0xff) + (pixels[plane + after] & 0xff)));
                }
            }
        }
        return out;
    }

    /** A share of the images, spread evenly, become the mean of themselves and the next one. */
    private static Images blended(Images images, double share) {
        byte[] pixels = images.pixels().clone();
        int stride = images.stride();
        for (int i = 0; i < images.count(); i++) {
            if ((int) (i * share) == (int) ((i + 1) * share)) {
                continue;
            }
            int other = (i + 1) % images.count();
            for (int k = 0; k < stride; k++) {
                pixels[i * stride + k] = rounded(((images.pixels()[i * stride + k] & 0xff) + (images.pixels()[other * stride + k] & 0xff)) / 2.0);
            }
        }
        return with(images, pixels);
    }

    private static Images withoutLastClass(Images images) {
        return images.at(IntStream.range(0, images.count()).filter(i -> images.labels()[i] != images.classCount() - 1).toArray());
    }

    private static Images with(Images images, byte[] pixels) {
        return new Images(images.count(), images.channels(), images.height(), images.width(), pixels, images.labels(), images.classes());
    }

    private static byte rounded(double value) {
        return (byte) Math.clamp(Math.round(value), 0, 255);
    }

    private int[] order(int count) {
        Draws draws = new Draws(seed, 0, STREAM);
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int j = draws.below(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return order;
    }
}
