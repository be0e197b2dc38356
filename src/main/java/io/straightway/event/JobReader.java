package io.straightway.event;

import static io.straightway.event.RecipeReader.constant;

import io.straightway.job.Classes;
import io.straightway.job.GenerationSpec;
import io.straightway.job.ModelName;
import io.straightway.job.Seeds;
import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.recipe.Checks;
import io.straightway.recipe.Network;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads submitted jobs, and fills in the defaults that depend on nothing outside. */
final class JobReader {
    private static final Sampling FEW_STEPS = Sampling.reflow(9);
    private static final Sampling TEACHER = Sampling.teacher(35);
    private static final long CHECKPOINT_IMAGES = 10_000;
    private static final int SHARD_PAIRS = 4_096;
    private static final int PAIR_BATCH = 64;
    private static final int EVALUATION_IMAGES = 10_000;

    private JobReader() {}

    static Submission generation(io.straightway.schema.GenerationJob job) {
        Checks checks = Checks.begin();
        GenerationSpec spec = new GenerationSpec(
                job.getId(),
                ModelName.parse(job.getModel()),
                new Seeds(job.getFirstSeed(), job.getImages()),
                classes(job, checks),
                Optional.ofNullable(job.getSampling()).map(s -> RecipeReader.sampling(s, FEW_STEPS, checks.in("sampling"))),
                constant(Precision.class, "precision", job.getPrecision(), checks),
                job.getShardImages(),
                job.getBatch(),
                Optional.ofNullable(job.getReference()));
        return Submission.of(spec, checks.violations());
    }

    private static Classes classes(io.straightway.schema.GenerationJob job, Checks checks) {
        String given = job.getClasses() == null ? job.getLabels() == null ? "uniform" : "listed" : job.getClasses();
        Options options = new Options(checks, "classes " + given).with("labels", job.getLabels());
        Classes classes = switch (RecipeReader.name(given)) {
            case "none" -> new Classes.None();
            case "uniform" -> new Classes.Uniform();
            case "listed" -> new Classes.Listed(options.required("labels", List.of(0)));
            default -> {
                checks.require(false, "classes", given, "none, uniform or listed");
                options.ignoreRest();
                yield new Classes.Uniform();
            }
        };
        options.refuseRest();
        return classes;
    }

    static Submission training(io.straightway.schema.TrainingJob job) {
        Checks checks = Checks.begin();
        Optional<Network> network = Optional.ofNullable(job.getNetwork()).map(n -> RecipeReader.network(n, checks.in("network")));
        double dropout = network.orElseGet(() -> Network.small(32, 3, 0)).dropout();
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < job.getStages().size(); i++) {
            stages.add(stage(job.getStages().get(i), dropout, checks.in("stages[" + i + "]")));
        }
        TrainingSpec spec = new TrainingSpec(
                job.getId(),
                job.getModel(),
                job.getDataset(),
                network,
                Optional.ofNullable(job.getTeacher()).map(ModelName::parse),
                stages,
                evaluation(job.getEvaluation(), stages, checks.in("evaluation")),
                constant(Precision.class, "precision", job.getPrecision(), checks),
                job.getSeed());
        return Submission.of(spec, checks.violations());
    }

    private static Stage stage(io.straightway.schema.Stage given, double dropout, Checks checks) {
        String kind = RecipeReader.name(given.getKind());
        Options options = new Options(checks, "stage " + kind)
                .with("images", given.getImages())
                .with("objective", given.getObjective())
                .with("optimiser", given.getOptimiser())
                .with("dropout", given.getDropout())
                .with("checkpointImages", given.getCheckpointImages())
                .with("count", given.getCount())
                .with("sampling", given.getSampling())
                .with("shardPairs", given.getShardPairs())
                .with("batch", given.getBatch());
        Stage stage = switch (kind) {
            case "teacher" -> new Stage.Teacher(schedule(options, Objective.edm(), dropout, checks));
            case "reflow" -> new Stage.Reflow(schedule(options, Objective.reflow(), dropout, checks));
            case "pairs" -> new Stage.Pairs(
                    options.required("count", 1),
                    RecipeReader.sampling(options.or("sampling", null), TEACHER, checks.in("sampling")),
                    options.or("shardPairs", SHARD_PAIRS),
                    options.or("batch", PAIR_BATCH));
            default -> {
                checks.require(false, "kind", given.getKind(), "teacher, pairs or reflow");
                options.ignoreRest();
                yield new Stage.Teacher(new Stage.Schedule(1, Objective.edm(), Optimiser.small(), 0, 1));
            }
        };
        options.refuseRest();
        return stage;
    }

    private static Stage.Schedule schedule(Options options, Objective objective, double dropout, Checks checks) {
        io.straightway.schema.Optimiser optimiser = options.or("optimiser", null);
        return new Stage.Schedule(
                options.required("images", 1L),
                RecipeReader.objective(options.or("objective", null), objective, checks.in("objective")),
                optimiser == null ? Optimiser.small() : RecipeReader.optimiser(optimiser),
                options.or("dropout", dropout),
                options.or("checkpointImages", CHECKPOINT_IMAGES));
    }

    /** A model that only ever was a teacher needs the teacher's many evaluations; a reflowed one is there to need few. */
    private static TrainingSpec.Evaluation evaluation(io.straightway.schema.Evaluation given, List<Stage> stages, Checks checks) {
        Sampling fallback = stages.stream().anyMatch(Stage.Reflow.class::isInstance) ? FEW_STEPS : TEACHER;
        return given == null
                ? new TrainingSpec.Evaluation(EVALUATION_IMAGES, fallback)
                : new TrainingSpec.Evaluation(given.getImages(), RecipeReader.sampling(given.getSampling(), fallback, checks.in("sampling")));
    }
}
