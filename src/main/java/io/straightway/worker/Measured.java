package io.straightway.worker;

import io.straightway.job.Distance;
import io.straightway.job.Failure;
import io.straightway.job.Statistics;
import io.straightway.metric.DistanceName;
import io.straightway.metric.Frechet;
import io.straightway.metric.FrechetInfinity;
import io.straightway.metric.Jackknife;
import io.straightway.metric.KernelDistance;
import io.straightway.metric.MetricException;
import io.straightway.metric.Moments;
import io.straightway.metric.PrecisionRecall;
import io.straightway.metric.SlicedWasserstein;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A distance, or why there is none: either nobody could have measured one, which is a note, or it was to be measured and could not be,
 * which the job must tell as its failure, though the images are there and are kept.
 */
record Measured(Optional<Distance> distance, Optional<Failure> lacking, Optional<String> note) {
    /** Parts that an interval is made of where there are few shards. */
    private static final int BLOCKS = 10;

    private static final long SEED = 0;

    /**
     * What was taken of the images.
     *
     * @param shards moments of shards, or of {@link io.straightway.metric.Parts} that hold several
     * @param vectors (n, d), where they were kept
     */
    record Taken(List<Moments> shards, Optional<float[][]> vectors) {}

    /** Whether a job of so many shards must keep its feature vectors. */
    static boolean keepsVectors(Statistics statistics, int shards) {
        return statistics.needsFeatures() || statistics.interval() && shards < Jackknife.FEWEST;
    }

    /**
     * @param reference looked up now; without one there is only a note
     * @param taken read now
     */
    static Measured of(References references, Supplier<Optional<References.Reference>> reference, Statistics statistics, Optional<Distance.Drawn> drawn,
            Supplier<Taken> taken) {
        try {
            Optional<References.Reference> known = reference.get();
            if (known.isEmpty()) {
                return new Measured(Optional.empty(), Optional.empty(),
                        Optional.of("no distance: there is no data set to compare with, or no feature network for it"));
            }
            return new Measured(Optional.of(distance(references, known.get(), statistics, drawn, taken.get())), Optional.empty(), Optional.empty());
        } catch (MetricException e) {
            String reason = "no distance: " + e.getMessage();
            return new Measured(Optional.empty(), Optional.of(new Failure.BadInput(reason)), Optional.of(reason));
        }
    }

    private static Distance distance(References references, References.Reference reference, Statistics statistics, Optional<Distance.Drawn> drawn, Taken taken) {
        Moments all = taken.shards().stream().reduce(Moments::merge).orElseThrow(() -> new MetricException("no features were taken"));
        DistanceName name = DistanceName.of(reference.extractor(), all.count());
        Value value = switch (reference.extractor().comparison()) {
            case FRECHET -> new Value(Frechet.distance(all, reference.statistics()), further(references, reference, statistics, taken));
            case SLICED -> sliced(references.sliced(reference), statistics, taken, all.count());
        };
        return new Distance(name.label(), name.mark(), value.distance(), all.count(), reference.extractor().name(),
                reference.extractor().digest(), reference.extractor().resize(), reference.extractor().precision(), reference.dataset().name(),
                reference.dataset().images(), reference.sha256(), drawn, value.further());
    }

    private record Value(double distance, Distance.Further further) {}

    private static Value sliced(SlicedWasserstein against, Statistics statistics, Taken taken, long images) {
        if (statistics.needsFeatures()) {
            throw new MetricException("infinity, kernel, and precision and recall are measures of a feature network's vectors; the sliced Wasserstein distance has "
                    + "an interval only");
        }
        float[][] vectors = taken.vectors().filter(rows -> rows.length == images)
                .orElseThrow(() -> new MetricException("projections of some shards are missing"));
        Optional<Distance.Interval> interval = asked(statistics.interval()).map(yes -> told(against.interval(vectors)));
        return new Value(against.distance(vectors), new Distance.Further(interval, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static Distance.Further further(References references, References.Reference reference, Statistics statistics, Taken taken) {
        Optional<Distance.Interval> interval = asked(statistics.interval()).map(yes -> interval(reference, taken));
        if (!statistics.needsFeatures()) {
            return new Distance.Further(interval, Optional.empty(), Optional.empty(), Optional.empty());
        }
        float[][] vectors = taken.vectors().orElseThrow(() -> new MetricException("feature vectors of some shards are missing"));
        Supplier<float[][]> real = () -> references.vectors(reference);
        float[][] others = statistics.kernel() || statistics.precisionRecall() ? real.get() : new float[0][];
        return new Distance.Further(
                interval,
                asked(statistics.infinity()).map(yes -> FrechetInfinity.of(vectors, reference.statistics(), SEED))
                        .map(infinity -> new Distance.Infinity(infinity.value(), infinity.slope())),
                asked(statistics.kernel()).map(yes -> KernelDistance.of(vectors, others, KernelDistance.SUBSETS, KernelDistance.SIZE, SEED))
                        .map(kernel -> new Distance.Kernel(kernel.value(), kernel.deviation(), kernel.subsets(), kernel.size())),
                asked(statistics.precisionRecall()).map(yes -> PrecisionRecall.of(vectors, others, PrecisionRecall.NEIGHBOURS, SEED))
                        .map(pr -> new Distance.PrecisionRecall(pr.precision(), pr.recall(), pr.neighbours(), pr.generated(), pr.reference())));
    }

    private static Distance.Interval interval(References.Reference reference, Taken taken) {
        List<Moments> parts = taken.shards().size() >= Jackknife.FEWEST ? taken.shards()
                : taken.vectors().map(Measured::blocks).orElseThrow(() -> new MetricException("feature vectors of some shards are missing"));
        return told(Jackknife.of(parts, reference.statistics()));
    }

    private static Distance.Interval told(Jackknife jackknife) {
        return new Distance.Interval(jackknife.standardError(), jackknife.lower(), jackknife.upper(), jackknife.parts(), jackknife.without());
    }

    private static List<Moments> blocks(float[][] vectors) {
        if (vectors.length < 2 * BLOCKS) {
            throw new MetricException("an interval needs " + 2 * BLOCKS + " images or more, there are " + vectors.length);
        }
        return IntStream.range(0, BLOCKS).mapToObj(block -> Moments.of("block " + block, Arrays.copyOfRange(vectors,
                (int) ((long) vectors.length * block / BLOCKS), (int) ((long) vectors.length * (block + 1) / BLOCKS)))).toList();
    }

    private static Optional<Boolean> asked(boolean asked) {
        return Optional.of(asked).filter(Boolean::booleanValue);
    }
}
