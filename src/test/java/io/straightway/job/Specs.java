package io.straightway.job;

import io.straightway.recipe.AblationRow;
import io.straightway.recipe.Network;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Recipe;
import io.straightway.recipe.Sampling;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Small valid jobs, and a catalog that knows what they name. */
public final class Specs {
    private Specs() {}

    public static final Set<String> POOLS = Set.of(Terms.DEFAULT_POOL);

    public static final Network NETWORK = Network.small(16, 3, 9);

    public static GenerationSpec generation(String id, long images, int shardImages) {
        return new GenerationSpec(id, ModelName.parse("emoji"), new Seeds(0, images), new Classes.Uniform(), Optional.of(Sampling.reflow(9)),
                Precision.FP32, shardImages, 64, Optional.empty());
    }

    /** The same job with a deadline. */
    public static JobSpec until(JobSpec spec, Duration deadline) {
        Terms terms = new Terms(Terms.Priority.NORMAL, Terms.DEFAULT_POOL, Optional.of(new Deadline.After(deadline)));
        return switch (spec) {
            case GenerationSpec g -> new GenerationSpec(g.id(), g.model(), g.seeds(), g.classes(), g.sampling(), g.precision(), g.shardImages(), g.batch(),
                    g.reference(), g.statistics(), terms);
            case TrainingSpec t -> new TrainingSpec(t.id(), t.model(), t.dataset(), t.network(), t.teacher(), t.stages(), t.evaluation(), t.precision(),
                    t.seed(), terms);
            case AblationSpec a -> new AblationSpec(a.id(), a.model(), a.dataset(), a.network(), a.teacher(), a.teacherStage(), a.teacherSeed(), a.pairs(),
                    a.students(), a.improved(), a.rows(), a.nfe(), a.seeds(), a.teacherNfe(), a.judging(), a.precision(), terms);
            case EvaluationSpec e -> new EvaluationSpec(e.id(), e.dataset(), e.images(), e.reference(), e.statistics(), e.shardImages(), terms);
        };
    }

    /** With a teacher that is there; a hundred pairs, and students of so many images. */
    public static AblationSpec ablation(String id, List<AblationRow.Kind> rows) {
        return new AblationSpec(id, id, Optional.empty(), Optional.empty(), Optional.of(ModelName.parse("emoji")), Optional.empty(), 0,
                new Stage.Pairs(100, Optional.empty(), false, Sampling.teacher(35), 60, 50), new AblationSpec.Budget(1_000, Optimiser.small(), 500, 2, 0),
                Recipe.full(), rows, List.of(5, 9), List.of(0L, 1L), List.of(35),
                new AblationSpec.Judging(200, 0, new Statistics(Optional.empty(), true, false, false, false)), Precision.FP32, Terms.STANDARD);
    }

    public static TrainingSpec training(String id) {
        Stage.Schedule schedule = new Stage.Schedule(1_000, Objective.edm(), Optimiser.small(), Optional.of(0.0), 500);
        return new TrainingSpec(id, "emoji", "emoji-16", Optional.empty(), Optional.empty(),
                List.of(new Stage.Teacher(schedule, false, 0), new Stage.Pairs(500, Optional.of(0), false, Sampling.teacher(35), 200, 50),
                        new Stage.Reflow(schedule, "baseline", Optional.empty(), 0)),
                new TrainingSpec.Evaluation(100, Sampling.reflow(9)), Precision.FP32, 0);
    }

    public static final Catalog CATALOG = new Catalog() {
        @Override
        public Optional<Model> model(ModelName name) {
            return name.name().equals("emoji")
                    ? Optional.of(new Model(ModelName.of("emoji", name.version().orElse("v1")), NETWORK, Sampling.reflow(9), Optional.of("emoji-16")))
                    : Optional.empty();
        }

        @Override
        public Optional<StoredPairs> pairs(String name) {
            return name.equals("forward-only") ? Optional.of(new StoredPairs(name, 16, 3, 0, 0, 100, 16)) : Optional.empty();
        }

        @Override
        public Optional<Dataset> dataset(String name) {
            return name.equals("emoji-16") ? Optional.of(new Dataset(name, 16, 3, 9, 6_000)) : Optional.empty();
        }
    };
}
