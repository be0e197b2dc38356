package io.straightway.event;

import io.straightway.job.Distance;
import io.straightway.job.Seeds;
import io.straightway.recipe.Checks;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import java.util.Optional;

/** A distance with its provenance, to and from Avro. */
final class DistanceMapping {
    private DistanceMapping() {}

    static io.straightway.schema.Distance write(Distance d) {
        Distance.Further f = d.further();
        return io.straightway.schema.Distance.newBuilder()
                .setName(d.name())
                .setMark(d.mark().orElse(null))
                .setValue(d.value())
                .setImages(d.images())
                .setExtractor(d.extractor())
                .setExtractorSha256(d.extractorSha256())
                .setResize(d.resize())
                .setPrecision(d.precision())
                .setReference(d.reference())
                .setReferenceImages(d.referenceImages())
                .setReferenceSha256(d.referenceSha256())
                .setDrawn(d.drawn().map(DistanceMapping::write).orElse(null))
                .setInterval(f.interval().map(i -> new io.straightway.schema.Interval(i.standardError(), i.lower(), i.upper(), i.shards(), i.without())).orElse(null))
                .setInfinity(f.infinity().map(i -> new io.straightway.schema.Infinity(i.value(), i.slope())).orElse(null))
                .setKernel(f.kernel().map(k -> new io.straightway.schema.Kernel(k.value(), k.deviation(), k.subsets(), k.size())).orElse(null))
                .setPrecisionRecall(f.precisionRecall().map(p -> new io.straightway.schema.PrecisionRecall(
                        p.precision(), p.recall(), p.neighbours(), p.generated(), p.real())).orElse(null))
                .build();
    }

    private static io.straightway.schema.Drawn write(Distance.Drawn d) {
        return new io.straightway.schema.Drawn(d.model(), d.weightsSha256(), d.emaHalfLife().orElse(null), RecipeWriter.sampling(d.sampling()),
                d.precision().name(), d.seeds().first(), d.seeds().count(), d.batch());
    }

    static Distance read(io.straightway.schema.Distance d) {
        return new Distance(d.getName(), Optional.ofNullable(d.getMark()), d.getValue(), d.getImages(), d.getExtractor(), d.getExtractorSha256(),
                d.getResize(), d.getPrecision(), d.getReference(), d.getReferenceImages(), d.getReferenceSha256(),
                Optional.ofNullable(d.getDrawn()).map(DistanceMapping::read), further(d));
    }

    private static Distance.Drawn read(io.straightway.schema.Drawn d) {
        // We wrote it with every part, so the fallback is never used.
        Sampling sampling = RecipeReader.sampling(d.getSampling(), Sampling.reflow(1), Checks.begin());
        return new Distance.Drawn(d.getModel(), d.getWeightsSha256(), Optional.ofNullable(d.getEmaHalfLife()), sampling,
                Precision.valueOf(d.getPrecision()), new Seeds(d.getFirstSeed(), d.getSeeds()), d.getBatch());
    }

    private static Distance.Further further(io.straightway.schema.Distance d) {
        return new Distance.Further(
                Optional.ofNullable(d.getInterval()).map(i -> new Distance.Interval(i.getStandardError(), i.getLower(), i.getUpper(), i.getShards(), i.getWithout())),
                Optional.ofNullable(d.getInfinity()).map(i -> new Distance.Infinity(i.getValue(), i.getSlope())),
                Optional.ofNullable(d.getKernel()).map(k -> new Distance.Kernel(k.getValue(), k.getDeviation(), k.getSubsets(), k.getSize())),
                Optional.ofNullable(d.getPrecisionRecall()).map(p -> new Distance.PrecisionRecall(
                        p.getPrecision(), p.getRecall(), p.getNeighbours(), p.getGenerated(), p.getReal())));
    }
}
