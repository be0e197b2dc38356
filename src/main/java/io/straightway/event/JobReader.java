package io.straightway.event;

import static io.straightway.event.RecipeReader.constant;

import io.straightway.job.Classes;
import io.straightway.job.Deadline;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.Gate;
import io.straightway.job.GenerationSpec;
import io.straightway.job.Input;
import io.straightway.job.ModelName;
import io.straightway.job.Seeds;
import io.straightway.job.Stage;
import io.straightway.job.Statistics;
import io.straightway.job.Terms;
import io.straightway.job.TrainingSpec;
import io.straightway.job.Wiring;
import io.straightway.recipe.Checks;
import io.straightway.recipe.Curriculum;
import io.straightway.recipe.Network;
import io.straightway.recipe.NetworkPreset;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Recipe;
import io.straightway.recipe.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads submitted jobs, and fills in the defaults that depend on nothing outside. */
final class JobReader {
    private static final Sampling FEW_STEPS = Sampling.reflow(9);
    private static final Sampling FEWEST_STEPS = Sampling.consistency(2);
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
                Optional.ofNullable(job.getReference()),
                statistics(job.getStatistics()),
                terms(job.getPriority(), job.getPool(), Optional.ofNullable(job.getDeadline()), checks));
        return Submission.of(spec, checks.violations());
    }

    static Submission evaluation(io.straightway.schema.EvaluationJob job) {
        Checks checks = Checks.begin();
        EvaluationSpec spec = new EvaluationSpec(
                job.getId(),
                job.getDataset(),
                Optional.ofNullable(job.getImages()),
                Optional.ofNullable(job.getReference()),
                statistics(job.getStatistics()),
                job.getShardImages(),
                terms(job.getPriority(), job.getPool(), Optional.ofNullable(job.getDeadline()), checks));
        return Submission.of(spec, checks.violations());
    }

    static Statistics statistics(io.straightway.schema.@Nullable Statistics given) {
        return given == null ? Statistics.DISTANCE : new Statistics(Optional.ofNullable(given.getExtractor()), given.getInterval(), given.getInfinity(),
                given.getKernel(), given.getPrecisionRecall());
    }

    static Terms terms(String priority, String pool, Optional<String> deadline, Checks checks) {
        return new Terms(constant(Terms.Priority.class, "priority", priority, checks), pool, deadline.flatMap(text -> {
            Optional<Deadline> parsed = Deadline.parse(text);
            checks.require(parsed.isPresent(), "deadline", text, Deadline.ALLOWED);
            return parsed;
        }));
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
        Optional<Network> network = network(job, checks);
        List<Stage> stages = new ArrayList<>();
        List<Wiring> wiring = new ArrayList<>();
        for (int i = 0; i < job.getStages().size(); i++) {
            stages.add(stage(job.getStages().get(i), checks.in("stages[" + i + "]")));
            wiring.add(wiring(job.getStages().get(i), checks.in("stages[" + i + "]")));
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
                job.getSeed(),
                terms(job.getPriority(), job.getPool(), Optional.ofNullable(job.getDeadline()), checks),
                wiring);
        return Submission.of(spec, checks.violations());
    }

    private static Wiring wiring(io.straightway.schema.Stage given, Checks checks) {
        return new Wiring(Optional.ofNullable(given.getLabel()), input("from", given.getFrom(), checks), input("pairs", given.getPairs(), checks));
    }

    private static Optional<Input> input(String field, String given, Checks checks) {
        Optional<Input> input = Optional.ofNullable(given).flatMap(Input::parse);
        checks.require(given == null || input.isPresent(), field, given, Input.ALLOWED);
        return input;
    }

    private static Optional<Gate> gate(io.straightway.schema.@Nullable Gate given, Checks checks) {
        if (given == null) {
            return Optional.empty();
        }
        boolean one = given.getBelow() == null ^ given.getBeside() == null;
        checks.require(one, "below", given.getBelow() == null ? "missing" : given.getBelow(), "either below or beside");
        checks.require(given.getBeside() != null || given.getRatio() == null, "ratio", given.getRatio(), "nothing without beside");
        Gate.Bar bar = given.getBeside() == null
                ? new Gate.Below(Objects.requireNonNullElse(given.getBelow(), 1.0))
                : new Gate.Beside(given.getBeside(), Objects.requireNonNullElse(given.getRatio(), 1.0));
        return Optional.of(new Gate(bar, given.getImages(), Optional.ofNullable(given.getExtractorSha256()), Optional.ofNullable(given.getReferenceSha256())));
    }

    private static Optional<Network> network(io.straightway.schema.TrainingJob job, Checks checks) {
        if (job.getNetworkPreset() == null) {
            return Optional.ofNullable(job.getNetwork()).map(network -> RecipeReader.network(network, checks.in("network")));
        }
        Optional<NetworkPreset> preset = NetworkPreset.named(job.getNetworkPreset());
        checks.require(preset.isPresent(), "networkPreset", job.getNetworkPreset(),
                "one of " + Arrays.stream(NetworkPreset.values()).map(NetworkPreset::label).toList());
        checks.require(job.getNetwork() == null, "network", "a network", "nothing, because networkPreset is given");
        return preset.map(NetworkPreset::network);
    }

    static Stage stage(io.straightway.schema.Stage given, Checks checks) {
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
                .with("batch", given.getBatch())
                .with("flip", given.getFlip())
                .with("augmentation", given.getAugmentation())
                .with("forward", given.getForward())
                .with("name", given.getName())
                .with("recipe", given.getRecipe())
                .with("forwardShare", given.getForwardShare())
                .with("dropLongest", given.getDropLongest())
                .with("curriculum", given.getCurriculum())
                .with("what", given.getWhat())
                .with("statistics", given.getStatistics())
                .with("gate", given.getGate())
                .with("nfe", given.getNfe())
                .with("heldOut", given.getHeldOut())
                .with("trajectories", given.getTrajectories())
                .with("r", given.getR())
                .with("rho", given.getRho())
                .with("kappa", given.getKappa())
                .with("guidanceWeights", given.getGuidanceWeights())
                .with("networkNfe", given.getNetworkNfe());
        Stage stage = switch (kind) {
            case "teacher" -> new Stage.Teacher(schedule(options, Objective.edm(), checks), options.or("flip", false), options.or("augmentation", 0.0));
            case "reflow" -> {
                Recipe recipe = recipe(options.or("recipe", Recipe.full().name()), checks);
                Optional<Double> share = options.maybe("forwardShare");
                yield new Stage.Reflow(schedule(options, recipe.objective(), checks), recipe.name(), share, options.or("dropLongest", 0.0));
            }
            case "consistency" -> consistency(options, checks);
            case "pairs" -> given.getName() != null ? new Stage.StoredPairs(options.or("name", "")) : pairs(options, checks);
            case "tune" -> TuneReader.stage(options, checks);
            case "evaluate" -> new Stage.Evaluate(
                    images(options, EVALUATION_IMAGES, "a whole number from 2 to 1000000", checks),
                    options.<io.straightway.schema.Sampling>maybe("sampling")
                            .map(sampling -> RecipeReader.sampling(sampling, FEW_STEPS, checks.in("sampling"))),
                    statistics(options.<io.straightway.schema.Statistics>maybe("statistics").orElse(null)),
                    gate(options.<io.straightway.schema.Gate>maybe("gate").orElse(null), checks.in("gate")));
            case "export" -> new Stage.Export(
                    constant(Stage.Export.What.class, "what", options.or("what", Stage.Export.What.MODEL.name()), checks),
                    options.required("name", "unknown"));
            default -> {
                checks.require(false, "kind", given.getKind(), "teacher, pairs, reflow, consistency, tune, evaluate or export");
                options.ignoreRest();
                yield new Stage.StoredPairs("unknown");
            }
        };
        options.refuseRest();
        return stage;
    }

    private static Stage.Consistency consistency(Options options, Checks checks) {
        Optional<io.straightway.schema.Curriculum> curriculum = options.maybe("curriculum");
        Optional<Double> share = options.maybe("forwardShare");
        return new Stage.Consistency(
                schedule(options, Objective.consistency(), checks),
                curriculum.map(RecipeReader::curriculum).orElseGet(Curriculum::halving),
                share,
                options.or("dropLongest", 0.0),
                options.or("flip", false));
    }

    /** Images of a stage that takes fewer than a training may: what is no int is refused here, and what is too many by the stage. */
    static int images(Options options, int fallback, String allowed, Checks checks) {
        long images = options.or("images", (long) fallback);
        boolean fits = images == (int) images;
        checks.require(fits, "images", images, allowed);
        return fits ? (int) images : fallback;
    }

    private static Stage.Pairs pairs(Options options, Checks checks) {
        return new Stage.Pairs(
                options.required("count", 1),
                options.maybe("forward"),
                options.or("flip", false),
                RecipeReader.sampling(options.<io.straightway.schema.Sampling>maybe("sampling").orElse(null), TEACHER, checks.in("sampling")),
                options.or("shardPairs", SHARD_PAIRS),
                options.or("batch", PAIR_BATCH));
    }

    private static Recipe recipe(String name, Checks checks) {
        return Recipe.named(name).orElseGet(() -> {
            checks.oneOf("recipe", name, Recipe.presets().stream().map(Recipe::name).toList());
            return Recipe.full();
        });
    }

    private static Stage.Schedule schedule(Options options, Objective objective, Checks checks) {
        Optional<io.straightway.schema.Optimiser> optimiser = options.maybe("optimiser");
        Optional<Double> dropout = options.maybe("dropout");
        return new Stage.Schedule(
                options.required("images", 1L),
                RecipeReader.objective(options.<io.straightway.schema.Objective>maybe("objective").orElse(null), objective, checks.in("objective")),
                optimiser.map(RecipeReader::optimiser).orElseGet(Optimiser::small),
                dropout,
                options.or("checkpointImages", CHECKPOINT_IMAGES));
    }

    /** A model that only ever was a teacher needs the teacher's many evaluations; a reflowed one is there to need few, a consistent one fewer. */
    private static TrainingSpec.Evaluation evaluation(io.straightway.schema.Evaluation given, List<Stage> stages, Checks checks) {
        Sampling fallback = TEACHER;
        for (Stage stage : stages) {
            fallback = switch (stage) {
                case Stage.Reflow reflow -> recipe(reflow.recipe(), checks).sampling();
                case Stage.Consistency consistency -> FEWEST_STEPS;
                case Stage.Teacher teacher -> fallback;
                case Stage.Coupling pairs -> fallback;
                case Stage.Tune tune -> fallback;
                case Stage.Evaluate evaluate -> fallback;
                case Stage.Export export -> fallback;
            };
        }
        boolean tuned = TuneReader.tuned(given, stages);
        return given == null
                ? new TrainingSpec.Evaluation(EVALUATION_IMAGES, fallback, Statistics.DISTANCE, tuned)
                : new TrainingSpec.Evaluation(given.getImages(), RecipeReader.sampling(given.getSampling(), fallback, checks.in("sampling")),
                        statistics(given.getStatistics()), tuned, gate(given.getGate(), checks.in("gate")));
    }
}
