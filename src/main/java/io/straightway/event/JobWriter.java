package io.straightway.event;

import io.straightway.job.Classes;
import io.straightway.job.Deadline;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.Gate;
import io.straightway.job.GenerationSpec;
import io.straightway.job.Input;
import io.straightway.job.ModelName;
import io.straightway.job.Stage;
import io.straightway.job.Statistics;
import io.straightway.job.TrainingSpec;
import io.straightway.job.Wiring;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes jobs. */
final class JobWriter {
    private JobWriter() {}

    static io.straightway.schema.GenerationJob generation(GenerationSpec spec) {
        record Written(String classes, @Nullable List<Integer> labels) {}
        Written written = switch (spec.classes()) {
            case Classes.None none -> new Written("none", null);
            case Classes.Uniform uniform -> new Written("uniform", null);
            case Classes.Listed listed -> new Written("listed", listed.labels());
        };
        return new io.straightway.schema.GenerationJob(
                spec.id(),
                spec.model().toString(),
                spec.seeds().count(),
                spec.seeds().first(),
                written.classes(),
                written.labels(),
                spec.sampling().map(RecipeWriter::sampling).orElse(null),
                spec.precision().name(),
                spec.shardImages(),
                spec.batch(),
                spec.reference().orElse(null),
                statistics(spec.statistics()),
                spec.terms().priority().name(),
                spec.terms().pool(),
                spec.terms().deadline().map(Deadline::text).orElse(null));
    }

    static io.straightway.schema.TrainingJob training(TrainingSpec spec) {
        return new io.straightway.schema.TrainingJob(
                spec.id(),
                spec.model(),
                spec.dataset(),
                spec.network().map(RecipeWriter::network).orElse(null),
                spec.teacher().map(ModelName::toString).orElse(null),
                IntStream.range(0, spec.stages().size()).mapToObj(i -> stage(spec.stages().get(i), spec.wiring().get(i))).toList(),
                new io.straightway.schema.Evaluation(spec.evaluation().images(), RecipeWriter.sampling(spec.evaluation().sampling()),
                        statistics(spec.evaluation().statistics()), spec.evaluation().gate().map(JobWriter::gate).orElse(null), spec.evaluation().tuned()),
                spec.precision().name(),
                spec.seed(),
                null,
                spec.terms().priority().name(),
                spec.terms().pool(),
                spec.terms().deadline().map(Deadline::text).orElse(null));
    }

    static io.straightway.schema.EvaluationJob evaluation(EvaluationSpec spec) {
        return new io.straightway.schema.EvaluationJob(
                spec.id(),
                spec.dataset(),
                spec.reference().orElse(null),
                statistics(spec.statistics()),
                spec.shardImages(),
                spec.terms().priority().name(),
                spec.terms().pool(),
                spec.terms().deadline().map(Deadline::text).orElse(null),
                spec.images().orElse(null));
    }

    static io.straightway.schema.Statistics statistics(Statistics s) {
        return new io.straightway.schema.Statistics(s.extractor().orElse(null), s.interval(), s.infinity(), s.kernel(), s.precisionRecall());
    }

    private static io.straightway.schema.Gate gate(Gate gate) {
        io.straightway.schema.Gate.Builder written = io.straightway.schema.Gate.newBuilder().setImages(gate.images())
                .setExtractorSha256(gate.extractorSha256().orElse(null)).setReferenceSha256(gate.referenceSha256().orElse(null));
        return switch (gate.bar()) {
            case Gate.Below below -> written.setBelow(below.distance()).build();
            case Gate.Beside beside -> written.setBeside(beside.stage()).setRatio(beside.ratio()).build();
        };
    }

    static io.straightway.schema.Stage stage(Stage stage, Wiring wiring) {
        io.straightway.schema.Stage.Builder written = io.straightway.schema.Stage.newBuilder().setKind(stage.kind())
                .setLabel(wiring.label().orElse(null)).setFrom(wiring.from().map(Input::text).orElse(null))
                .setPairs(wiring.pairs().map(Input::text).orElse(null));
        return switch (stage) {
            case Stage.Teacher s -> schedule(written, s.schedule()).setFlip(s.flip()).setAugmentation(s.augmentation()).build();
            case Stage.Reflow s -> schedule(written, s.schedule()).setRecipe(s.recipe()).setForwardShare(s.forwardShare().orElse(null))
                    .setDropLongest(s.dropLongest()).build();
            case Stage.Consistency s -> schedule(written, s.schedule()).setCurriculum(RecipeWriter.curriculum(s.curriculum()))
                    .setForwardShare(s.forwardShare().orElse(null)).setDropLongest(s.dropLongest()).setFlip(s.flip()).build();
            case Stage.StoredPairs s -> written.setName(s.name()).build();
            case Stage.Tune s -> written.setNfe(s.nfe()).setImages((long) s.images()).setHeldOut(s.heldOut()).setTrajectories(s.trajectories())
                    .setR(s.r()).setRho(s.rho()).setKappa(s.kappa()).setGuidanceWeights(s.guidanceWeights().orElse(null))
                    .setNetworkNfe(s.networkNfe().orElse(null)).setBatch(s.batch()).build();
            case Stage.Evaluate s -> written.setImages((long) s.images()).setSampling(s.sampling().map(RecipeWriter::sampling).orElse(null))
                    .setStatistics(statistics(s.statistics())).setGate(s.gate().map(JobWriter::gate).orElse(null)).build();
            case Stage.Export s -> written.setWhat(s.what().name()).setName(s.name()).build();
            case Stage.Pairs s -> written.setCount(s.count()).setForward(s.images().orElse(null)).setFlip(s.flip())
                    .setSampling(RecipeWriter.sampling(s.sampling())).setShardPairs(s.shardPairs()).setBatch(s.batch()).build();
        };
    }

    private static io.straightway.schema.Stage.Builder schedule(io.straightway.schema.Stage.Builder written, Stage.Schedule s) {
        return written.setImages(s.images()).setObjective(RecipeWriter.objective(s.objective())).setOptimiser(RecipeWriter.optimiser(s.optimiser()))
                .setDropout(s.dropout().orElse(null)).setCheckpointImages(s.checkpointImages());
    }
}
