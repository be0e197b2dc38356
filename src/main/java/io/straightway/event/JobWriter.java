package io.straightway.event;

import io.straightway.job.Classes;
import io.straightway.job.GenerationSpec;
import io.straightway.job.ModelName;
import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import java.util.List;

/** Writes jobs. */
final class JobWriter {
    private JobWriter() {}

    static io.straightway.schema.GenerationJob generation(GenerationSpec spec) {
        record Written(String classes, List<Integer> labels) {}
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
                spec.reference().orElse(null));
    }

    static io.straightway.schema.TrainingJob training(TrainingSpec spec) {
        return new io.straightway.schema.TrainingJob(
                spec.id(),
                spec.model(),
                spec.dataset(),
                spec.network().map(RecipeWriter::network).orElse(null),
                spec.teacher().map(ModelName::toString).orElse(null),
                spec.stages().stream().map(JobWriter::stage).toList(),
                new io.straightway.schema.Evaluation(spec.evaluation().images(), RecipeWriter.sampling(spec.evaluation().sampling())),
                spec.precision().name(),
                spec.seed());
    }

    private static io.straightway.schema.Stage stage(Stage stage) {
        return switch (stage) {
            case Stage.Training training -> {
                Stage.Schedule s = training.schedule();
                yield new io.straightway.schema.Stage(stage.kind(), s.images(), RecipeWriter.objective(s.objective()),
                        RecipeWriter.optimiser(s.optimiser()), s.dropout(), s.checkpointImages(), null, null, null, null);
            }
            case Stage.Pairs pairs -> new io.straightway.schema.Stage(stage.kind(), null, null, null, null, null,
                    pairs.count(), RecipeWriter.sampling(pairs.sampling()), pairs.shardPairs(), pairs.batch());
        };
    }
}
