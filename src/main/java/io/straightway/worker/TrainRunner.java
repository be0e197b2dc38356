package io.straightway.worker;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.ModelCard;
import io.straightway.data.PairFile;
import io.straightway.data.Pairs;
import io.straightway.engine.ProgramFailure;
import io.straightway.flow.Course;
import io.straightway.job.Artifact;
import io.straightway.job.ModelName;
import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.WorkOrder;
import io.straightway.json.Json;
import io.straightway.net.Blueprint;
import io.straightway.net.Weights;
import io.straightway.recipe.Network;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Recipe;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import io.straightway.store.Keys;
import io.straightway.tracking.Tracker;
import io.straightway.train.Augmentation;
import io.straightway.train.Checkpoint;
import io.straightway.train.Coupling;
import io.straightway.train.Diverged;
import io.straightway.train.IndependentNoise;
import io.straightway.train.Mixture;
import io.straightway.train.Origin;
import io.straightway.train.Source;
import io.straightway.train.StepResult;
import io.straightway.train.Training;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Trains one stage: from data and independent noise (teacher), on the pairs of the stage before (reflow), or on either (consistency). */
record TrainRunner(Workbench bench) implements UnitRunner {

    @Override
    public Completion run(RunningUnit unit) throws Exception {
        WorkOrder order = unit.order();
        Lesson lesson = Lesson.of(order);
        TrainingSpec spec = lesson.spec();
        Stage.Training stage = lesson.stage();
        Network network = spec.network().orElseThrow().withDropout(stage.schedule().dropout().orElseThrow());
        long begin = System.nanoTime();
        long first;
        try (Begun begun = open(order, spec, stage, network)) {
            Training training = begun.training();
            Figures figures = Figures.of(bench, order, lesson, begun.figures());
            first = training.images();
            Previews previews = new Previews(bench, lesson, network, first);
            train(training, lesson, unit, network, figures, previews);
            Usage usage = new Usage((System.nanoTime() - begin) / 1e9, stage.evaluationsPerImage() * (training.images() - first));
            if (training.images() < stage.schedule().images()) {
                checkpoint(training, lesson, unit, figures);
                if (!unit.resumes() && !unit.leaseLost()) {
                    figures.ended(Tracker.End.KILLED);
                }
                return () -> UnitResult.nothing(usage);
            }
            Weights average = training.average();
            ModelCard card = card(order, lesson, lesson.version(), network, training.images());
            previews.draw(training, unit);
            return () -> {
                figures.publish(unit);
                List<Artifact> models = new ArrayList<>(lesson.marks().stream()
                        .map(mark -> Uploads.model(bench.store(), Artifact.Role.MODEL, bench.models().card(ModelName.of(spec.model(), lesson.version(mark))))).toList());
                models.add(Uploads.model(bench.store(), Artifact.Role.MODEL, bench.models().publish(card, average)));
                // What a student of an ablation comes to is other jobs' too, and the grid is this one's.
                List<Artifact> grid = order.job() instanceof TrainingSpec ? previews.newest().stream().toList() : List.of();
                figures.ended(Tracker.End.FINISHED);
                return new UnitResult(stage.schedule().images(), Stream.concat(grid.stream(), models.stream()).toList(), Optional.empty(), usage, Optional.empty());
            };
        }
    }

    /** @param figures what an earlier attempt has told of itself; empty text if there was none */
    private record Begun(Training training, String figures) implements AutoCloseable {
        @Override
        public void close() {
            training.close();
        }
    }

    private Begun open(WorkOrder order, TrainingSpec spec, Stage.Training stage, Network network) throws IOException {
        Optimiser optimiser = stage.schedule().optimiser();
        Training.Setting setting = new Training.Setting(network, stage.schedule().objective(),
                optimiser.inParts(bench.models().safe().of(kind(network, spec), optimiser.microBatch())), spec.precision(), spec.seed(),
                course(stage));
        Source source = source(order, spec, stage);
        if (order.checkpoint().isPresent()) {
            Artifact stored = order.checkpoint().get();
            Checkpoint checkpoint = Checkpoint.read(stored.key(), Uploads.get(bench.store(), stored));
            return new Begun(Training.resume(bench.trainers(), setting, source, checkpoint), checkpoint.notes().getOrDefault(Figures.NOTE, ""));
        }
        Optional<Weights> parent = switch (stage) {
            case Stage.Teacher teacher -> spec.modelOf(Trainings.stage(order)).map(named -> bench.models().weights(Parents.teacher(bench, order)));
            case Stage.Student student -> Optional.of(bench.models().weights(Parents.teacher(bench, order)));
        };
        return new Begun(parent.isPresent()
                ? Training.begin(bench.trainers(), setting, source, parent.get(), Origin.MODEL)
                : Training.begin(bench.trainers(), setting, source, Blueprint.of(network).initialise(spec.seed()), Origin.FRESH), "");
    }

    private Source source(WorkOrder order, TrainingSpec spec, Stage.Training stage) {
        return switch (stage) {
            case Stage.Teacher teacher -> new IndependentNoise(bench.datasets().load(bench.datasets().card(spec.dataset())).images(),
                    teacher.flip(), new Augmentation(teacher.augmentation()), spec.seed());
            case Stage.Reflow reflow -> pairs(order, reflow.forwardShare().orElseThrow(), reflow.dropLongest(), spec.seed());
            // A share is decided exactly where there are pairs.
            case Stage.Consistency consistency -> consistency.forwardShare()
                    .map(share -> pairs(order, share, consistency.dropLongest(), spec.seed()))
                    .orElseGet(() -> new IndependentNoise(bench.datasets().load(bench.datasets().card(spec.dataset())).images(), consistency.flip(), spec.seed()));
        };
    }

    private Source pairs(WorkOrder order, double share, double dropLongest, long seed) {
        List<Pairs> parts = Parents.pairs(bench, order).parts().stream().map(part -> PairFile.read(part.key(), bench.store().getVerified(part))).toList();
        if (share == 0) {
            return coupling(parts, Pairs.Seeds.class, dropLongest, seed);
        }
        Coupling forward = coupling(parts, Pairs.Values.class, dropLongest, seed);
        return share == 1 ? forward : new Mixture(forward, coupling(parts, Pairs.Seeds.class, dropLongest, seed), share, seed);
    }

    private static Coupling coupling(List<Pairs> parts, Class<? extends Pairs.Noise> kind, double dropLongest, long seed) {
        return new Coupling(Pairs.concatenated(parts.stream().filter(part -> kind.isInstance(part.noise())).toList()), seed)
                .withoutLongest(dropLongest);
    }

    private static Optional<Course> course(Stage.Training stage) {
        return stage instanceof Stage.Consistency consistency
                ? Optional.of(new Course(consistency.curriculum(), consistency.schedule().images()))
                : Optional.empty();
    }

    private void train(Training training, Lesson lesson, RunningUnit unit, Network network, Figures figures, Previews previews) {
        Stage.Training stage = lesson.stage();
        String kind = kind(network, lesson.spec());
        // What an earlier attempt kept before its checkpoint need not be kept again.
        Deque<Long> marks = new ArrayDeque<>(lesson.marks().stream().filter(mark -> mark > training.images()).toList());
        long every = stage.schedule().checkpointImages();
        long nextCheckpoint = (training.images() / every + 1) * every;
        double loss = Double.NaN;
        while (training.images() < stage.schedule().images() && !unit.mustStop()) {
            StepResult step = step(training, kind, unit, figures);
            figures.add(step, stage.schedule().optimiser().batch());
            loss = Double.isNaN(loss) ? step.loss() : loss + 0.05 * (step.loss() - loss);
            unit.progressed(Math.min(step.images(), stage.schedule().images()));
            unit.measured("loss", loss);
            if (!marks.isEmpty() && training.images() >= marks.peek()) {
                bench.models().publish(card(unit.order(), lesson, lesson.version(marks.remove()), network, training.images()), training.average());
            }
            if (training.images() >= nextCheckpoint && training.images() < stage.schedule().images()) {
                checkpoint(training, lesson, unit, figures);
                previews.draw(training, unit);
                nextCheckpoint += every;
            }
        }
    }

    /** Out of memory, the next attempt goes on from the checkpoint with smaller parts of the batch; their sum is the same gradient. */
    private StepResult step(Training training, String kind, RunningUnit unit, Figures figures) {
        try {
            return training.step();
        } catch (Diverged e) {
            // How it came to that is what people want to see.
            figures.publish(unit);
            figures.ended(Tracker.End.FAILED);
            throw e;
        } catch (ProgramFailure e) {
            if (e.outOfMemory()) {
                bench.models().safe().failed(kind, training.microBatch());
            }
            throw e;
        }
    }

    private static String kind(Network network, TrainingSpec spec) {
        return "training " + network + " " + spec.precision();
    }

    /** The report of a checkpoint follows its upload, so a checkpoint that is named is complete. */
    private void checkpoint(Training training, Lesson lesson, RunningUnit unit, Figures figures) {
        LinkedHashMap<String, String> notes = new LinkedHashMap<>(Map.of("stage", Json.line(lesson.stage()), "unit", unit.order().unit().toString(), Figures.NOTE, figures.note()));
        String key = Keys.checkpoint(unit.order().job().id(), lesson.place(), unit.order().attempt(), bench.run(), training.images())
                + "state.safetensors";
        unit.checkpointed(Uploads.put(bench.store(), Artifact.Role.CHECKPOINT, key, training.checkpoint(notes).bytes(), 1));
        figures.publish(unit);
    }

    /** The evaluation's sampling, unless that is for a consistency stage further on. */
    private static Sampling flowing(TrainingSpec spec, Stage.Reflow stage) {
        Sampling judged = spec.evaluation().sampling();
        return judged.solver() instanceof Solver.Consistency ? Recipe.named(stage.recipe()).orElseThrow().sampling() : judged;
    }

    private ModelCard card(WorkOrder order, Lesson lesson, String version, Network network, long images) {
        TrainingSpec spec = lesson.spec();
        Stage.Training stage = lesson.stage();
        DatasetCard dataset = bench.datasets().card(spec.dataset());
        Optional<String> parent = switch (stage) {
            case Stage.Teacher teacher -> spec.modelOf(Trainings.stage(order)).map(named -> Parents.teacher(bench, order).modelName().toString());
            case Stage.Student student -> Optional.of(Parents.teacher(bench, order).modelName().toString());
        };
        Sampling sampling = switch (stage) {
            case Stage.Teacher teacher -> Sampling.teacher(35);
            case Stage.Reflow reflow -> flowing(spec, reflow);
            case Stage.Consistency consistency -> spec.evaluation().sampling();
        };
        ModelCard card = new ModelCard(spec.model(), Models.version(version), network, sampling, spec.dataset(), dataset.sha256(), stage.kind(), spec.id(), parent, images,
                Map.of("stage", stage), spec.precision().name(), spec.seed(), "", Optional.empty(),
                Optional.of(stage.schedule().optimiser().emaHalfLife()));
        return stage instanceof Stage.Student student && student.forwardShare().isPresent() ? card.with(Parents.pairs(bench, order).card()) : card;
    }
}
