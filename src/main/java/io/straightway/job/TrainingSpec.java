package io.straightway.job;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Violation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Train a model through a pipeline of stages.
 *
 * @param id idempotency key; also the version of the models that come out
 * @param model name under which they are published
 * @param dataset data set they learn
 * @param network shape of the denoiser; a small one that fits the data set if empty
 * @param teacher an existing model to start from instead of a teacher stage
 * @param stages in order
 * @param evaluation how the final model is judged
 * @param precision number format of the network
 * @param seed of initial weights, batches and pairs
 * @param terms how the job is run
 */
public record TrainingSpec(
        String id,
        String model,
        String dataset,
        Optional<Network> network,
        Optional<ModelName> teacher,
        List<Stage> stages,
        Evaluation evaluation,
        Precision precision,
        long seed,
        Terms terms)
        implements JobSpec {

    public static final int MOST_STAGES = 16;

    public TrainingSpec {
        stages = List.copyOf(stages);
        // State that was written before there were terms is read with the usual ones.
        terms = Objects.requireNonNullElse(terms, Terms.STANDARD);
    }

    /** On the usual terms. */
    public TrainingSpec(String id, String model, String dataset, Optional<Network> network, Optional<ModelName> teacher, List<Stage> stages,
            Evaluation evaluation, Precision precision, long seed) {
        this(id, model, dataset, network, teacher, stages, evaluation, precision, seed, Terms.STANDARD);
    }

    /**
     * The images that judge the final model.
     *
     * @param images how many are drawn for the Fréchet distance
     * @param sampling how; also becomes the model's default
     * @param statistics what is measured
     * @param tuned whether what the last tune stage found takes the place of {@code sampling}, which then is only what a student has
     *     until it is tuned
     */
    public record Evaluation(int images, Sampling sampling, Statistics statistics, boolean tuned) {
        public Evaluation {
            // State that was written before there was a choice is read with the distance alone.
            statistics = Objects.requireNonNullElse(statistics, Statistics.DISTANCE);
        }

        /** By this sampling, whatever was tuned. */
        public Evaluation(int images, Sampling sampling, Statistics statistics) {
            this(images, sampling, statistics, false);
        }

        /** With nothing measured but the distance. */
        public Evaluation(int images, Sampling sampling) {
            this(images, sampling, Statistics.DISTANCE);
        }

        void check(Checks checks) {
            checks.between("images", images, 2, 1_000_000);
            sampling.check(checks.in("sampling"));
            statistics.check(checks.in("statistics"));
        }
    }

    @Override
    public List<Violation> violations() {
        Checks checks = Checks.begin();
        JobSpec.checkName(checks, "id", id);
        JobSpec.checkName(checks, "model", model);
        JobSpec.checkName(checks, "dataset", dataset);
        network.ifPresent(n -> n.check(checks.in("network")));
        teacher.ifPresent(t -> t.check(checks, "teacher"));
        checks.require(!stages.isEmpty() && stages.size() <= MOST_STAGES, "stages", stages.size() + " stages", "1 to " + MOST_STAGES + " stages");
        checkOrder(checks);
        terms.check(checks);
        evaluation.check(checks.in("evaluation"));
        checks.in("evaluation").require(!evaluation.tuned() || lastTuning().isPresent(), "tuned", true,
                "false, or a tune stage after the last stage that trains");
        return checks.violations();
    }

    /** The tune stage whose model is the job's last one, if that is tuned. */
    public Optional<Stage.Tune> lastTuning() {
        return lastTuning(stages);
    }

    /** The same of stages whose job is yet to be put together. */
    public static Optional<Stage.Tune> lastTuning(List<Stage> stages) {
        return stages.stream().filter(stage -> stage instanceof Stage.Training || stage instanceof Stage.Tune).reduce((first, last) -> last)
                .filter(Stage.Tune.class::isInstance).map(Stage.Tune.class::cast);
    }

    /** Pairs need a teacher before them, reflow needs pairs of the kinds it asks for, tuning needs a model. */
    private void checkOrder(Checks checks) {
        boolean taught = teacher.isPresent();
        Optional<Stage.Coupling> coupling = Optional.empty();
        for (int i = 0; i < stages.size(); i++) {
            Checks at = checks.in("stages[" + i + "]");
            stages.get(i).check(at);
            switch (stages.get(i)) {
                case Stage.Teacher stage -> {
                    taught = true;
                    coupling = Optional.empty();
                }
                case Stage.Coupling stage -> {
                    at.require(taught, "kind", "pairs", "a teacher stage or the field teacher before pairs");
                    coupling = Optional.of(stage);
                }
                case Stage.Reflow stage -> {
                    at.require(coupling.isPresent(), "kind", "reflow", "a pairs stage before reflow");
                    double share = stage.forwardShare().orElse(0.0);
                    at.require(share == 0 || coupling.map(Stage.Coupling::forward).orElse(true), "forwardShare", share,
                            "0, because the pairs stage before it makes no forward pairs");
                    at.require(share == 1 || stage.forwardShare().isEmpty() || coupling.map(Stage.Coupling::backward).orElse(true), "forwardShare", share,
                            "1, because the pairs stage before it makes no backward pairs");
                    coupling = Optional.empty();
                }
                case Stage.Tune stage -> {
                    at.require(taught, "kind", "tune", "a teacher stage or the field teacher before tune");
                    coupling = Optional.empty();
                }
            }
        }
    }

    /** With everything looked up that was left to defaults. */
    TrainingSpec pinned(Network resolved, Optional<ModelName> resolvedTeacher, List<Stage> resolvedStages, Sampling judged) {
        return new TrainingSpec(id, model, dataset, Optional.of(resolved), resolvedTeacher, resolvedStages,
                new Evaluation(evaluation.images(), judged, evaluation.statistics(), evaluation.tuned()), precision, seed, terms);
    }
}
