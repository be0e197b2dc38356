package io.straightway.job;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Violation;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

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
 * @param wiring how each stage is tied to others; as long as {@code stages}
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
        Terms terms,
        List<Wiring> wiring)
        implements JobSpec {

    public static final int MOST_STAGES = 16;

    public TrainingSpec {
        stages = List.copyOf(stages);
        // State that was written before there were terms is read with the usual ones.
        terms = Objects.requireNonNullElse(terms, Terms.STANDARD);
        // Likewise, each stage goes on from the one before.
        wiring = wiring == null || wiring.isEmpty() ? Collections.nCopies(stages.size(), Wiring.PLAIN) : List.copyOf(wiring);
        if (wiring.size() != stages.size()) {
            throw new IllegalArgumentException(wiring.size() + " wirings of " + stages.size() + " stages");
        }
    }

    /** With stages that each go on from the one before. */
    public TrainingSpec(String id, String model, String dataset, Optional<Network> network, Optional<ModelName> teacher, List<Stage> stages,
            Evaluation evaluation, Precision precision, long seed, Terms terms) {
        this(id, model, dataset, network, teacher, stages, evaluation, precision, seed, terms, List.of());
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
     * @param gate what the model must reach to become the newest version; it does in any case if empty
     */
    public record Evaluation(int images, Sampling sampling, Statistics statistics, boolean tuned, Optional<Gate> gate) {
        public Evaluation {
            // State that was written before there was a choice is read with the distance alone, and without a gate.
            statistics = Objects.requireNonNullElse(statistics, Statistics.DISTANCE);
            gate = Objects.requireNonNullElse(gate, Optional.empty());
        }

        /** Without a gate. */
        public Evaluation(int images, Sampling sampling, Statistics statistics, boolean tuned) {
            this(images, sampling, statistics, tuned, Optional.empty());
        }

        /** By this sampling, whatever was tuned. */
        public Evaluation(int images, Sampling sampling, Statistics statistics) {
            this(images, sampling, statistics, false);
        }

        /** With nothing measured but the distance. */
        public Evaluation(int images, Sampling sampling) {
            this(images, sampling, Statistics.DISTANCE);
        }

        Evaluation with(Sampling resolved) {
            return new Evaluation(images, resolved, statistics, tuned, gate);
        }

        void check(Checks checks) {
            checks.between("images", images, 2, 1_000_000);
            sampling.check(checks.in("sampling"));
            statistics.check(checks.in("statistics"));
            gate.ifPresent(given -> given.check(checks.in("gate")));
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
        terms.check(checks);
        evaluation.check(checks.in("evaluation"));
        for (int i = 0; i < stages.size(); i++) {
            stages.get(i).check(checks.in("stages[" + i + "]"));
        }
        checks.in("evaluation").require(!evaluation.tuned() || lastTuning().isPresent(), "tuned", true,
                "false, or a tune stage after the last stage that trains");
        Connections.check(this, checks);
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

    /** Name of a stage within the job. */
    public String label(int stage) {
        return wiring.get(stage).label().orElseGet(() -> {
            String kind = stages.get(stage).kind();
            long same = stages.subList(0, stage).stream().filter(other -> other.kind().equals(kind)).count();
            return same == 0 ? kind : kind + "-" + (same + 1);
        });
    }

    /** Position of a stage among those before {@code end}. */
    public OptionalInt stage(String label, int end) {
        return IntStream.range(0, end).filter(i -> label(i).equals(label)).findFirst();
    }

    /** What must hold after a step of the plan for the job to go on. */
    Optional<Gate> gate(int step) {
        if (step == stages.size()) {
            return evaluation.gate();
        }
        return stages.get(step) instanceof Stage.Evaluate evaluate ? evaluate.gate() : Optional.empty();
    }

    /** The model that a stage works on, or that comes out if {@code stage} is the number of stages; empty if there is none. */
    public Optional<Input> modelOf(int stage) {
        return Connections.model(this, stage);
    }

    /** With everything looked up that was left to defaults. */
    TrainingSpec pinned(Network resolved, Optional<ModelName> resolvedTeacher, List<Stage> resolvedStages, Sampling judged) {
        return new TrainingSpec(id, model, dataset, Optional.of(resolved), resolvedTeacher, resolvedStages, evaluation.with(judged), precision, seed, terms,
                wiring);
    }

    /** With what other jobs have made in place of their ids. */
    TrainingSpec wired(List<Wiring> resolved) {
        return new TrainingSpec(id, model, dataset, network, teacher, stages, evaluation, precision, seed, terms, resolved);
    }
}
