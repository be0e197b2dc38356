package io.straightway.cli;

import io.straightway.metric.DistanceName;
import io.straightway.metric.FeatureExtractor;
import io.straightway.metric.FrechetInfinity;
import io.straightway.metric.FrechetReference;
import io.straightway.metric.Gaussian;
import io.straightway.metric.Jackknife;
import io.straightway.metric.KernelDistance;
import io.straightway.metric.MetricException;
import io.straightway.metric.PrecisionRecall;
import io.straightway.metric.Provenance;
import io.straightway.metric.SlicedWasserstein;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Distances of several sources to one reference, and the measures that were asked for beside them. */
final class FidCalculation {

    /** What else is measured. */
    static final class Extras {
        @Option(names = "--interval", description = "95 %% interval of the distance, by the jackknife over a job's shards, of more than 20 neighbours together, or over ten parts of a set")
        private boolean interval;

        @Option(names = "--infinity", description = "the distance that infinitely many images would have, by regression on 1/n")
        private boolean infinity;

        @Option(names = "--kid", description = "the kernel distance KID, unbiased, with its deviation; the reference must be images")
        private boolean kid;

        @Option(names = "--precision-recall", description = "precision and recall by nearest neighbours; the reference must be images")
        private boolean precisionRecall;

        @Option(names = "--seed", defaultValue = "0", description = "of random subsets; default ${DEFAULT-VALUE}")
        private long seed;

        boolean needVectorsOfReference() {
            return kid || precisionRecall;
        }

        private boolean any() {
            return interval || infinity || kid || precisionRecall;
        }
    }

    /** @param vectors (n, d); empty where only statistics are known */
    record Reference(String name, FrechetReference statistics, Optional<float[][]> vectors, Optional<Provenance> provenance) {
        static Reference of(Measuring measuring) {
            return new Reference(measuring.provenance().data(), FrechetReference.of(Gaussian.of(measuring.moments())),
                    Optional.of(measuring.vectors()).filter(vectors -> vectors.length > 0), Optional.of(measuring.provenance()));
        }

        static Reference of(String file, Gaussian gaussian, Optional<String> provenance) {
            return new Reference(file, FrechetReference.of(gaussian), Optional.empty(), provenance.flatMap(Provenance::read));
        }
    }

    /**
     * @param images n, where it is known
     * @param mark what must be shown beside a FID of too few images
     */
    record Result(String source, OptionalLong images, Optional<String> mark, double distance, Optional<Jackknife> interval, Optional<FrechetInfinity> infinity,
            Optional<KernelDistance> kid, Optional<PrecisionRecall> precisionRecall) {

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(format("%.6g%s  n %s  %s", distance, mark.map(m -> " " + m).orElse(""),
                    images.isPresent() ? images.getAsLong() : "unknown", source));
            interval.ifPresent(x -> text.append(format("%n    95 %% interval %.6g to %.6g, standard error %.3g, from %d parts", x.lower(), x.upper(), x.standardError(), x.parts())));
            infinity.ifPresent(x -> text.append(format("%n    at infinitely many images %.6g, bias %.4g/n", x.value(), x.slope())));
            kid.ifPresent(x -> text.append(format("%n    KID %.6g, deviation %.3g, %d subsets of %d", x.value(), x.deviation(), x.subsets(), x.size())));
            precisionRecall.ifPresent(x -> text.append(format("%n    precision %.4f, recall %.4f, k = %d, of %d and %d images", x.precision(), x.recall(), x.neighbours(),
                    x.generated(), x.reference())));
            return text.toString();
        }

        private static String format(String pattern, Object... values) {
            return String.format(Locale.ROOT, pattern, values);
        }
    }

    private final Reference reference;
    private final Optional<FeatureExtractor> extractor;
    private final Extras extras;
    private Optional<SlicedWasserstein> sliced = Optional.empty();

    /** @throws MetricException if the reference is of another network */
    FidCalculation(Reference reference, FeatureExtractor extractor, Extras extras) {
        this(reference, Optional.of(extractor), extras);
        reference.provenance().filter(provenance -> !provenance.extractorSha256().equals(extractor.digest())).ifPresent(provenance -> {
            throw new MetricException(reference.name() + " is of the network " + provenance.extractor() + " with digest " + provenance.extractorSha256()
                    + ", the images would be measured by " + extractor.name() + " with digest " + extractor.digest());
        });
        boolean sliced = extractor.comparison().needsVectors();
        if (sliced && (extras.infinity || extras.needVectorsOfReference())) {
            throw new MetricException("infinity, KID, precision and recall are measures of a feature network's vectors; " + extractor.name() + " has an interval only");
        }
        if ((sliced || extras.needVectorsOfReference()) && reference.vectors().isEmpty()) {
            throw new MetricException((sliced ? "the sliced Wasserstein distance needs" : "KID, precision and recall need") + " the reference's images, " + reference.name() + " holds statistics only");
        }
    }

    private FidCalculation(Reference reference, Optional<FeatureExtractor> extractor, Extras extras) {
        this.reference = reference;
        this.extractor = extractor;
        this.extras = extras;
    }

    /** Without a network: only statistics can be compared. */
    static FidCalculation ofStatistics(Reference reference) {
        return new FidCalculation(reference, Optional.empty(), new Extras());
    }

    /** The name of what is measured; distances of different names cannot be compared. */
    String name() {
        return extractor.map(network -> DistanceName.of(network, Long.MAX_VALUE).label())
                .or(() -> reference.provenance().map(provenance -> "fd-" + provenance.extractor())).orElse("fd");
    }

    String reference() {
        OptionalLong count = reference.statistics().gaussian().count();
        return reference.name() + (count.isPresent() ? " (" + count.getAsLong() + " images)" : "");
    }

    Result statistics(String source, Gaussian gaussian) {
        if (extras.any()) {
            throw new MetricException(source + " holds statistics: intervals, infinity, KID, precision and recall need images");
        }
        return new Result(source, gaussian.count(), Optional.empty(), reference.statistics().distance(gaussian), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    Result measure(ImageSource source) {
        Measuring measuring = Measuring.of(source, extractor.orElseThrow(), extras.infinity || extras.needVectorsOfReference());
        Provenance measured = measuring.provenance();
        reference.provenance().filter(known -> known.resolution() != measured.resolution() || known.height() != measured.height()
                || known.channels() != measured.channels()).ifPresent(known -> {
                    throw new MetricException(source.name() + " has images of " + measured.resolution() + "x" + measured.height() + " pixels and "
                            + measured.channels() + " channels, the reference of "
                            + known.resolution() + "x" + known.height() + " pixels and " + known.channels() + " channels");
                });
        float[][] vectors = measuring.vectors();
        return new Result(source.name(), OptionalLong.of(measured.images()), DistanceName.of(extractor.orElseThrow(), measured.images()).mark(),
                distance(measuring),
                when(extras.interval, () -> interval(measuring)),
                when(extras.infinity, () -> FrechetInfinity.of(vectors, reference.statistics(), extras.seed)),
                when(extras.kid, () -> KernelDistance.of(vectors, reference.vectors().orElseThrow(), KernelDistance.SUBSETS, KernelDistance.SIZE, extras.seed)),
                when(extras.precisionRecall, () -> PrecisionRecall.of(vectors, reference.vectors().orElseThrow(), PrecisionRecall.NEIGHBOURS, extras.seed)));
    }

    private double distance(Measuring measuring) {
        return switch (extractor.orElseThrow().comparison()) {
            case FRECHET -> reference.statistics().distance(Gaussian.of(measuring.moments()));
            case SLICED -> sliced().distance(measuring.vectors());
        };
    }

    private Jackknife interval(Measuring measuring) {
        return switch (extractor.orElseThrow().comparison()) {
            case FRECHET -> Jackknife.of(measuring.parts(), reference.statistics());
            case SLICED -> sliced().interval(measuring.vectors());
        };
    }

    /** The reference's side, which is the same for every source. */
    private SlicedWasserstein sliced() {
        if (sliced.isEmpty()) {
            sliced = Optional.of(SlicedWasserstein.against(reference.vectors().orElseThrow()));
        }
        return sliced.get();
    }

    private static <T> Optional<T> when(boolean wanted, Supplier<T> measure) {
        return wanted ? Optional.of(measure.get()) : Optional.empty();
    }
}
