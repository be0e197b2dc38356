package io.straightway.job;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Network;
import io.straightway.recipe.Recipe;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import io.straightway.recipe.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Whether a job can run here: the spec by itself, then against what exists. */
public sealed interface Admission {

    /** Nothing else has to end first. */
    sealed interface Decided extends Admission {}

    /** @param pinned the spec with every default and version filled in */
    record Admitted(JobSpec pinned) implements Decided {}

    record Refused(List<Violation> violations) implements Decided {}

    /** Other jobs must end first. */
    record Awaiting(List<String> jobs) implements Admission {}

    /** Of a job that builds on no other. */
    static Admission of(JobSpec spec, Catalog catalog, Set<String> pools) {
        return of(spec, catalog, pools, Upstream.NONE);
    }

    /**
     * @param pools of workers that a job may name
     * @param upstream how jobs that it builds on have ended
     * @throws Catalog.Unanswered if what exists can't be looked up now
     */
    static Admission of(JobSpec spec, Catalog catalog, Set<String> pools, Upstream upstream) {
        Checks checks = Checks.begin();
        checks.require(pools.contains(spec.terms().pool()), "pool", spec.terms().pool(), "one of " + new TreeSet<>(pools));
        List<Violation> violations = Stream.concat(spec.violations().stream(), checks.violations().stream()).toList();
        if (!violations.isEmpty()) {
            return new Refused(violations);
        }
        return switch (Resolution.of(spec, upstream)) {
            case Resolution.Awaiting awaiting -> new Awaiting(awaiting.jobs());
            case Resolution.Impossible impossible -> new Refused(impossible.violations());
            case Resolution.Resolved resolved -> decided(resolved.spec(), catalog);
        };
    }

    private static Decided decided(JobSpec spec, Catalog catalog) {
        return switch (spec) {
            case GenerationSpec generation -> generation(generation, catalog);
            case TrainingSpec training -> training(training, catalog);
            case EvaluationSpec evaluation -> evaluation(evaluation, catalog);
            case AblationSpec ablation -> ablation(ablation, catalog);
        };
    }

    private static Decided generation(GenerationSpec spec, Catalog catalog) {
        Checks checks = Checks.begin();
        Optional<Catalog.Model> found = catalog.model(spec.model());
        checks.require(found.isPresent(), "model", spec.model(), "a published model");
        spec.reference().ifPresent(name -> checks.require(catalog.dataset(name).isPresent(), "reference", name, "a packed data set"));
        if (found.isEmpty()) {
            return new Refused(checks.violations());
        }
        Catalog.Model model = found.get();
        int classes = model.network().classes();
        switch (spec.classes()) {
            case Classes.None none -> {}
            case Classes.Uniform uniform ->
                    checks.require(classes > 0, "classes", "uniform", "none, because " + model.name() + " is unconditional");
            case Classes.Listed listed ->
                    checks.require(listed.labels().stream().allMatch(l -> l < classes), "labels", listed.labels(),
                            classes == 0 ? "none, because " + model.name() + " is unconditional" : "labels from 0 to " + (classes - 1));
        }
        Sampling sampling = guided(spec.sampling().orElse(model.sampling()), model.network(), catalog, checks.in("sampling"));
        if (!checks.violations().isEmpty()) {
            return new Refused(checks.violations());
        }
        Optional<String> reference = spec.reference().or(() -> model.dataset().filter(name -> catalog.dataset(name).isPresent()));
        return new Admitted(spec.pinned(model.name(), sampling, reference));
    }

    /** The sampling with the guide's version pinned, if this network can be guided so. */
    private static Sampling guided(Sampling sampling, Network network, Catalog catalog, Checks checks) {
        return switch (sampling.guidance()) {
            case Guidance.None none -> sampling;
            case Guidance.ClassifierFree free -> {
                checks.require(network.classes() > 0 && network.labelDropout() > 0, "guidance", "classifier-free",
                        "none, or auto: the model has " + network.classes() + " classes and was trained with label dropout " + network.labelDropout());
                yield sampling;
            }
            case Guidance.Auto auto -> {
                Optional<Catalog.Model> weak = catalog.model(ModelName.parse(auto.weakModel()))
                        .filter(found -> found.network().shape().equals(network.shape()));
                checks.require(weak.isPresent(), "guidance.weakModel", auto.weakModel(), "a published model for images of the same shape");
                yield weak.map(found -> sampling.withGuidance(new Guidance.Auto(auto.weight(), found.name().toString(), auto.from(), auto.to()))).orElse(sampling);
            }
        };
    }

    private static Decided training(TrainingSpec spec, Catalog catalog) {
        Checks checks = Checks.begin();
        Optional<Catalog.Dataset> dataset = catalog.dataset(spec.dataset());
        checks.require(dataset.isPresent(), "dataset", spec.dataset(), "a packed data set");
        Optional<Catalog.Model> teacher = spec.teacher().flatMap(catalog::model);
        checks.require(spec.teacher().isEmpty() || teacher.isPresent(), "teacher", spec.teacher().map(Object::toString).orElse(""), "a published model");
        List<Wiring> wiring = new ArrayList<>();
        Map<Integer, Catalog.Model> named = new LinkedHashMap<>();
        for (int i = 0; i < spec.stages().size(); i++) {
            int stage = i;
            wiring.add(wired(spec.wiring().get(i), catalog, checks.in("stages[" + i + "]"), model -> named.put(stage, model)));
        }
        if (!checks.violations().isEmpty()) {
            return new Refused(checks.violations());
        }
        Catalog.Dataset data = dataset.orElseThrow();
        Network network = spec.network()
                .or(() -> teacher.map(Catalog.Model::network))
                .or(() -> named.values().stream().findFirst().map(Catalog.Model::network))
                .orElseGet(() -> Network.small(data.height(), data.resolution(), data.channels(), data.classes()));
        Checks shape = checks.in("network");
        shape.require(network.resolution() == data.resolution(), "resolution", network.resolution(), "the data set's, " + data.resolution());
        shape.require(network.height() == data.height(), "height", network.height(), "the data set's, " + data.height());
        shape.require(network.channels() == data.channels(), "channels", network.channels(), "the data set's, " + data.channels());
        shape.require(network.classes() == 0 || network.classes() == data.classes(), "classes", network.classes(), "0 or the data set's, " + data.classes());
        teacher.ifPresent(t -> checks.require(t.network().equals(network) || t.network().withDropout(network.dropout()).equals(network),
                "network", network, "the teacher's, " + t.network()));
        named.forEach((stage, model) -> checks.in("stages[" + stage + "]").require(model.network().withDropout(network.dropout()).equals(network),
                "from", model.name(), "a model of the job's network, " + network + "; this one is " + model.network()));
        TrainingSpec exact = spec.wired(wiring);
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < spec.stages().size(); i++) {
            stages.add(stage(exact, i, network, data, catalog, checks.in("stages[" + i + "]")));
        }
        Sampling judged = guided(spec.evaluation().sampling(), network, catalog, checks.in("evaluation").in("sampling"));
        return checks.violations().isEmpty()
                ? new Admitted(exact.pinned(network, teacher.map(Catalog.Model::name), stages, judged))
                : new Refused(checks.violations());
    }

    /** With the versions of models pinned. */
    private static Wiring wired(Wiring wiring, Catalog catalog, Checks checks, Consumer<Catalog.Model> named) {
        Optional<Input> from = wiring.from().map(input -> {
            if (!(input instanceof Input.OfModel given)) {
                return input;
            }
            Optional<Catalog.Model> found = catalog.model(given.name());
            checks.require(found.isPresent(), "from", given.text(), "a published model");
            found.ifPresent(named);
            return found.<Input>map(model -> new Input.OfModel(model.name())).orElse(input);
        });
        return new Wiring(wiring.label(), from, wiring.pairs());
    }

    /** A stage with everything decided that depends on the network, the data set, the stages around it, or stored pairs. */
    private static Stage stage(TrainingSpec spec, int index, Network network, Catalog.Dataset data, Catalog catalog, Checks checks) {
        return switch (spec.stages().get(index)) {
            case Stage.Teacher stage -> {
                checks.require(stage.augmentation() == 0 || network.augmentLabels() > 0, "augmentation", stage.augmentation(),
                        "0, because the network has no augmentation labels (network.augmentLabels is 0)");
                yield new Stage.Teacher(stage.schedule().withDropout(network.dropout()), stage.flip(), stage.augmentation());
            }
            case Stage.Pairs stage -> {
                int available = data.images() * (stage.flip() ? 2 : 1);
                stage.images().ifPresent(asked -> checks.between("forward", asked, 0, available));
                int forward = stage.images().orElseGet(() -> Math.min(available, wantedForward(spec, index, stage.count(), available)));
                flows(spec, index, catalog, checks);
                yield stage.pinned(forward, guided(stage.sampling(), network, catalog, checks.in("sampling")));
            }
            case Stage.StoredPairs stage -> {
                stored(stage.name(), "name", network, catalog, checks);
                yield stage;
            }
            case Stage.Reflow stage -> {
                double share = share(spec, index, stage, network, catalog, checks).orElse(0.0);
                yield new Stage.Reflow(stage.schedule().withDropout(network.dropout() * stage.preset().dropoutFactor()), stage.recipe(),
                        Optional.of(share), stage.dropLongest());
            }
            case Stage.Consistency stage -> new Stage.Consistency(stage.schedule().withDropout(network.dropout() * Recipe.full().dropoutFactor()),
                    stage.curriculum(), share(spec, index, stage, network, catalog, checks), stage.dropLongest(), stage.flip());
            case Stage.Tune stage -> {
                checks.require(!network.line(), "kind", "tune", "no tune for signals, whose sliced Wasserstein distance it can't search by");
                flows(spec, index, catalog, checks);
                boolean guidable = guidable(spec, index, network, catalog);
                List<Double> weights = stage.guidanceWeights().orElse(guidable ? Stage.Tune.GUIDANCE_WEIGHTS : List.of());
                checks.require(guidable || weights.isEmpty(), "guidanceWeights", weights, "[], because the model has " + network.classes()
                        + " classes, was trained with label dropout " + network.labelDropout() + ", and has no guide");
                yield stage.pinned(weights);
            }
            case Stage.Evaluate stage -> stage.pinned(stage.sampling().or(() -> own(spec, index, catalog))
                    .map(sampling -> guided(sampling, network, catalog, checks.in("sampling"))));
            case Stage.Export stage -> {
                // Others may be training on them, and their job's events name their digests.
                checks.require(stage.what() != Stage.Export.What.PAIRS || catalog.pairs(stage.name()).isEmpty(), "name", stage.name(),
                        "a name that no stored pairs have");
                yield stage;
            }
        };
    }

    /** Pairs are the ends of a flow, a search follows one, and a model from a consistency stage has none. */
    private static void flows(TrainingSpec spec, int index, Catalog catalog, Checks checks) {
        if (spec.modelOf(index).orElseThrow() instanceof Input.OfModel named) {
            catalog.model(named.name()).filter(model -> model.sampling().solver() instanceof Solver.Consistency).ifPresent(model -> checks.require(false,
                    "from", model.name(), "a model with a flow to follow, which one from a consistency stage is not"));
        }
    }

    /** Whether the model that a tune stage begins with can be guided: by itself without label, or because its sampling has a guide. */
    private static boolean guidable(TrainingSpec spec, int index, Network network, Catalog catalog) {
        Optional<Sampling> own = spec.modelOf(index).orElseThrow() instanceof Input.OfModel named
                ? catalog.model(named.name()).map(Catalog.Model::sampling)
                : Optional.of(spec.evaluation().sampling());
        return network.classes() > 0 && network.labelDropout() > 0 || own.map(Sampling::guidance).filter(Guidance.Auto.class::isInstance).isPresent();
    }

    /** How the model that a stage works on wants to be sampled; empty if that is yet to be found out. */
    private static Optional<Sampling> own(TrainingSpec spec, int index, Catalog catalog) {
        return switch (spec.modelOf(index).orElseThrow()) {
            case Input.OfModel model -> catalog.model(model.name()).map(Catalog.Model::sampling);
            case Input.OfStage stage -> switch (spec.stages().get(spec.stage(stage.label(), index).orElseThrow())) {
                case Stage.Teacher teacher -> Optional.of(Sampling.teacher(35));
                case Stage.Student student -> Optional.of(spec.evaluation().sampling());
                case Stage.Tune tune -> Optional.empty();
                case Stage.Coupling other -> Optional.empty();
                case Stage.Evaluate other -> Optional.empty();
                case Stage.Export other -> Optional.empty();
            };
            case Input.OfPairs pairs -> Optional.empty();
            case Input.OfJob job -> Optional.empty();
        };
    }

    /** Stored pairs, if there are any of that name that fit the network. */
    private static Optional<Catalog.StoredPairs> stored(String name, String field, Network network, Catalog catalog, Checks checks) {
        Optional<Catalog.StoredPairs> found = catalog.pairs(name);
        checks.require(found.isPresent(), field, name, "the name of stored pairs");
        found.ifPresent(pairs -> {
            checks.require(pairs.resolution() == network.width() && pairs.height() == network.height() && pairs.channels() == network.channels(),
                    field, name, "pairs of shape " + network.shape() + ", these are " + pairs.channels() + "x" + pairs.height() + "x" + pairs.resolution());
            checks.require(pairs.classes() <= network.classes(), field, name,
                    "pairs of at most " + network.classes() + " classes, these have " + pairs.classes());
        });
        return found;
    }

    /** Enough forward pairs for the largest share that a stage wants of these pairs. */
    private static int wantedForward(TrainingSpec spec, int index, int count, int available) {
        double share = IntStream.range(index + 1, spec.stages().size())
                .filter(i -> Connections.couplingStage(spec, i).equals(OptionalInt.of(index)))
                .mapToDouble(i -> spec.stages().get(i) instanceof Stage.Student student ? wantedShare(spec, i, student) : 0).max().orElse(0);
        return count == 0 || share == 1 ? available : (int) Math.min(available, Math.ceil(count * share / (1 - share)));
    }

    /** The share that a stage aims at, before it is known what pairs there are. What goes on from another student goes on with its share. */
    private static double wantedShare(TrainingSpec spec, int index, Stage.Student stage) {
        return switch (stage) {
            case Stage.Reflow reflow -> reflow.wantedShare();
            case Stage.Consistency consistency -> consistency.forwardShare().orElseGet(() -> {
                OptionalInt maker = Connections.maker(spec, index);
                return maker.isPresent() && spec.stages().get(maker.getAsInt()) instanceof Stage.Student before
                        ? wantedShare(spec, maker.getAsInt(), before)
                        : Recipe.full().forwardShare();
            });
        };
    }

    /** The share of forward pairs, given what kinds of pairs there are; empty if there are no pairs. */
    private static Optional<Double> share(TrainingSpec spec, int index, Stage.Student stage, Network network, Catalog catalog, Checks checks) {
        Optional<Catalog.StoredPairs> outside = spec.wiring().get(index).pairs().flatMap(input -> input instanceof Input.OfPairs pairs
                ? stored(pairs.name(), "pairs", network, catalog, checks)
                : Optional.empty());
        Optional<Stage.Coupling> coupling = Connections.coupling(spec, index);
        if (outside.isEmpty() && coupling.isEmpty()) {
            return Optional.empty();
        }
        Optional<Catalog.StoredPairs> stored = outside.or(() -> coupling.flatMap(made -> made instanceof Stage.StoredPairs pairs
                ? catalog.pairs(pairs.name())
                : Optional.empty()));
        boolean forward = stored.map(pairs -> pairs.forward() > 0).or(() -> coupling.map(Stage.Coupling::forward)).orElse(true);
        boolean backward = stored.map(pairs -> pairs.backward() > 0).or(() -> coupling.map(Stage.Coupling::backward)).orElse(true);
        double share = stage.forwardShare().orElse(!forward ? 0 : !backward ? 1 : wantedShare(spec, index, stage));
        checks.require(forward || share == 0, "forwardShare", share, "0, because there are no forward pairs");
        checks.require(backward || share == 1, "forwardShare", share, "1, because there are no backward pairs");
        return Optional.of(share);
    }

    private static Decided evaluation(EvaluationSpec spec, Catalog catalog) {
        Checks checks = Checks.begin();
        Optional<Catalog.Dataset> found = catalog.dataset(spec.dataset());
        checks.require(found.isPresent(), "dataset", spec.dataset(), "a packed data set");
        spec.reference().map(catalog::dataset).ifPresent(reference -> {
            checks.require(reference.isPresent(), "reference", spec.reference().orElseThrow(), "a packed data set");
            reference.ifPresent(other -> found.ifPresent(data -> checks.require(other.shape().equals(data.shape()), "reference", other.name(),
                    "images of shape " + data.shape() + ", like " + data.name())));
        });
        found.ifPresent(data -> checks.require(Math.ceilDiv(data.images(), spec.shardImages()) <= GenerationSpec.MOST_SHARDS, "shardImages",
                spec.shardImages(), "enough for at most " + GenerationSpec.MOST_SHARDS + " shards of " + data.images() + " images"));
        return checks.violations().isEmpty() ? new Admitted(spec.pinned(found.orElseThrow().images())) : new Refused(checks.violations());
    }

    /** Its trainings are judged as training jobs: the full recipe's, which needs every kind of pair, decides what was left to defaults. */
    private static Decided ablation(AblationSpec spec, Catalog catalog) {
        Optional<String> dataset = spec.dataset().or(() -> spec.teacher().flatMap(catalog::model).flatMap(Catalog.Model::dataset));
        if (dataset.isEmpty()) {
            Checks checks = Checks.begin();
            spec.teacher().ifPresent(name -> checks.require(false, "dataset", "missing", "a data set, because the teacher " + name + " is not there or knows none"));
            return new Refused(checks.violations());
        }
        AblationSpec known = spec.on(dataset.get());
        return switch (training(known.preparation(), catalog)) {
            case Refused refused -> new Refused(refused.violations().stream().map(known::own).toList());
            case Admitted prepared -> baseline(known.pinned((TrainingSpec) prepared.pinned()), catalog);
        };
    }

    /** The baseline wants other pairs than the full recipe. The last unit is told of all others, in one record. */
    private static Decided baseline(AblationSpec pinned, Catalog catalog) {
        int units = Plan.of(pinned).units();
        Checks checks = Checks.begin();
        checks.require(units <= GenerationSpec.MOST_SHARDS, "seeds", units + " units of pairs, trainings and cells", "at most " + GenerationSpec.MOST_SHARDS + " units");
        List<Violation> found = switch (training(pinned.training(pinned.trainings().getFirst()), catalog)) {
            case Refused refused -> Stream.concat(checks.violations().stream(), refused.violations().stream().map(pinned::own)).toList();
            case Admitted admitted -> checks.violations();
        };
        return found.isEmpty() ? new Admitted(pinned) : new Refused(found);
    }

    /** What a generation job samples with, once admitted. */
    static Sampling sampling(GenerationSpec pinned) {
        return pinned.sampling().orElseThrow(() -> new IllegalArgumentException("job " + pinned.id() + " is not admitted"));
    }
}
