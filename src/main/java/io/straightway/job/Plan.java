package io.straightway.job;

import io.straightway.recipe.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * The units of a job: steps that follow each other, each a set of units that may run side by side.
 *
 * @param steps in order; the last one assembles
 */
public record Plan(List<Step> steps) {

    /** Pairs take their noise from seeds beyond every seed that a job may ask images for, so that no image repeats a training pair. */
    private static final long PAIR_SEEDS = 1L << 54;

    public Plan {
        steps = List.copyOf(steps);
    }

    /**
     * @param name as shown to people: {@code generate}, {@code teacher}, {@code pairs}, {@code assemble}…
     * @param units what runs side by side
     */
    public record Step(String name, List<Work> units) {
        public Step {
            units = List.copyOf(units);
        }

        public long evaluations() {
            return units.stream().mapToLong(Work::evaluations).sum();
        }

        public long amount() {
            return units.stream().mapToLong(Work::amount).sum();
        }
    }

    public long evaluations() {
        return steps.stream().mapToLong(Step::evaluations).sum();
    }

    public int units() {
        return steps.stream().mapToInt(step -> step.units().size()).sum();
    }

    /** The plan of an admitted job. The same spec always gives the same plan. */
    public static Plan of(JobSpec pinned) {
        return switch (pinned) {
            case GenerationSpec spec -> generation(spec);
            case TrainingSpec spec -> training(spec);
            case EvaluationSpec spec -> evaluation(spec);
            case AblationSpec spec -> ablation(spec);
        };
    }

    private static Plan generation(GenerationSpec spec) {
        int nfe = Admission.sampling(spec).nfe();
        List<Work> shards = shards(spec.seeds(), spec.shardImages(), (index, seeds) -> new Work.GenerateShard(index, seeds, nfe));
        return new Plan(List.of(new Step("generate", shards), new Step("assemble", List.of(new Work.AssembleImages()))));
    }

    private static Plan evaluation(EvaluationSpec spec) {
        int images = spec.images().orElseThrow(() -> new IllegalArgumentException("job " + spec.id() + " is not admitted"));
        List<Work> shards = shards(new Seeds(0, images), spec.shardImages(),
                (index, run) -> new Work.MeasureImages(index, run.first(), Math.toIntExact(run.count())));
        return new Plan(List.of(new Step("measure", shards), new Step("assemble", List.of(new Work.AssembleEvaluation()))));
    }

    private static Plan training(TrainingSpec spec) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < spec.stages().size(); i++) {
            int stage = i;
            Stage options = spec.stages().get(i);
            steps.add(new Step(spec.label(i), switch (options) {
                case Stage.Training training -> List.of(new Work.Train(stage, training.schedule().images(), training.evaluationsPerImage()));
                case Stage.Pairs pairs -> pairs(stage, pairs);
                case Stage.StoredPairs pairs -> List.of(new Work.TakePairs(stage));
                case Stage.Tune tune -> List.of(new Work.Tune(stage, tune.drawn(), tune.nfe(), tune.trajectories()));
                case Stage.Evaluate evaluate -> List.of(new Work.Evaluate(stage, evaluate.images(), nfe(spec, stage, evaluate)));
                case Stage.Export export -> List.of(new Work.Export(stage));
            }));
        }
        int nfe = spec.lastTuning().map(Stage.Tune::nfe).filter(found -> spec.evaluation().tuned()).orElse(spec.evaluation().sampling().nfe());
        steps.add(new Step("assemble", List.of(new Work.AssembleModel(spec.evaluation().images(), nfe))));
        return new Plan(steps);
    }

    /** A model whose sampling is yet to be found is judged with as many evaluations as it is searched for. */
    private static int nfe(TrainingSpec spec, int stage, Stage.Evaluate evaluate) {
        return evaluate.sampling().map(Sampling::nfe).orElseGet(() -> spec.stages().subList(0, stage).stream()
                .mapToInt(earlier -> earlier instanceof Stage.Tune tune ? tune.nfe() : 0).max().orElse(0));
    }

    private static Plan ablation(AblationSpec spec) {
        List<Step> steps = new ArrayList<>();
        spec.teacherStage().ifPresent(stage -> steps.add(new Step(stage.kind(), List.of(new Work.Train(0, stage.schedule().images(), stage.evaluationsPerImage())))));
        steps.add(new Step(spec.pairs().kind(), switch (spec.pairs()) {
            case Stage.Pairs pairs -> pairs(spec.pairsStage(), pairs);
            case Stage.StoredPairs pairs -> List.of(new Work.TakePairs(spec.pairsStage()));
        }));
        steps.add(new Step(AblationCourse.TRAIN, IntStream.range(0, spec.trainings().size())
                .<Work>mapToObj(index -> new Work.TrainStudent(index, spec.students().images())).toList()));
        List<AblationCell> cells = spec.cells();
        steps.add(new Step(AblationCourse.MEASURE, IntStream.range(0, cells.size())
                .<Work>mapToObj(index -> new Work.MeasureCell(index, spec.judging().images(), cells.get(index).nfe())).toList()));
        steps.add(new Step("assemble", List.of(new Work.AssembleAblation())));
        return new Plan(steps);
    }

    private static List<Work> pairs(int stage, Stage.Pairs pairs) {
        int nfe = pairs.sampling().nfe();
        List<Work> units = shards(new Seeds(PAIR_SEEDS + ((long) stage << 40), pairs.count()), pairs.shardPairs(),
                (index, seeds) -> new Work.MakePairs(stage, index, seeds, nfe));
        int images = pairs.images().orElseThrow(() -> new IllegalArgumentException("pairs stage " + stage + " is not admitted"));
        for (int first = 0; first < images; first += pairs.shardPairs()) {
            units.add(new Work.InvertImages(stage, units.size(), first, Math.min(pairs.shardPairs(), images - first), nfe));
        }
        return units;
    }

    private static List<Work> shards(Seeds seeds, int size, BiFunction<Integer, Seeds, Work> unit) {
        List<Work> units = new ArrayList<>();
        for (long done = 0; done < seeds.count(); done += size) {
            units.add(unit.apply(units.size(), new Seeds(seeds.first() + done, Math.min(size, seeds.count() - done))));
        }
        return units;
    }
}
