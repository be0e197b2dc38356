package io.straightway.job;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Network;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Whether a job can run here: the spec by itself, then against what exists. */
public sealed interface Admission {

    /** @param pinned the spec with every default and version filled in */
    record Admitted(JobSpec pinned) implements Admission {}

    record Refused(List<Violation> violations) implements Admission {}

    /**
     * @param pools of workers that a job may name
     * @throws Catalog.Unanswered if what exists can't be looked up now
     */
    static Admission of(JobSpec spec, Catalog catalog, Set<String> pools) {
        Checks checks = Checks.begin();
        checks.require(pools.contains(spec.terms().pool()), "pool", spec.terms().pool(), "one of " + new TreeSet<>(pools));
        List<Violation> violations = Stream.concat(spec.violations().stream(), checks.violations().stream()).toList();
        if (!violations.isEmpty()) {
            return new Refused(violations);
        }
        return switch (spec) {
            case GenerationSpec generation -> generation(generation, catalog);
            case TrainingSpec training -> training(training, catalog);
            case EvaluationSpec evaluation -> evaluation(evaluation, catalog);
        };
    }

    private static Admission generation(GenerationSpec spec, Catalog catalog) {
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

    private static Admission training(TrainingSpec spec, Catalog catalog) {
        Checks checks = Checks.begin();
        Optional<Catalog.Dataset> dataset = catalog.dataset(spec.dataset());
        checks.require(dataset.isPresent(), "dataset", spec.dataset(), "a packed data set");
        Optional<Catalog.Model> teacher = spec.teacher().flatMap(catalog::model);
        checks.require(spec.teacher().isEmpty() || teacher.isPresent(), "teacher", spec.teacher().map(Object::toString).orElse(""), "a published model");
        if (!checks.violations().isEmpty()) {
            return new Refused(checks.violations());
        }
        Catalog.Dataset data = dataset.orElseThrow();
        Network network = spec.network()
                .or(() -> teacher.map(Catalog.Model::network))
                .orElseGet(() -> Network.small(data.height(), data.resolution(), data.channels(), data.classes()));
        Checks shape = checks.in("network");
        shape.require(network.resolution() == data.resolution(), "resolution", network.resolution(), "the data set's, " + data.resolution());
        shape.require(network.height() == data.height(), "height", network.height(), "the data set's, " + data.height());
        shape.require(network.channels() == data.channels(), "channels", network.channels(), "the data set's, " + data.channels());
        shape.require(network.classes() == 0 || network.classes() == data.classes(), "classes", network.classes(), "0 or the data set's, " + data.classes());
        teacher.ifPresent(t -> checks.require(t.network().equals(network) || t.network().withDropout(network.dropout()).equals(network),
                "network", network, "the teacher's, " + t.network()));
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < spec.stages().size(); i++) {
            stages.add(stage(spec, i, network, data, catalog, checks.in("stages[" + i + "]")));
        }
        Sampling judged = guided(spec.evaluation().sampling(), network, catalog, checks.in("evaluation").in("sampling"));
        return checks.violations().isEmpty()
                ? new Admitted(spec.pinned(network, teacher.map(Catalog.Model::name), stages, judged))
                : new Refused(checks.violations());
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
                yield stage.pinned(forward, guided(stage.sampling(), network, catalog, checks.in("sampling")));
            }
            case Stage.StoredPairs stage -> {
                Optional<Catalog.StoredPairs> found = catalog.pairs(stage.name());
                checks.require(found.isPresent(), "name", stage.name(), "the name of imported pairs");
                found.ifPresent(pairs -> {
                    checks.require(pairs.resolution() == network.width() && pairs.resolution() == network.height() && pairs.channels() == network.channels(),
                            "name", stage.name(), "pairs of shape " + network.shape() + ", these are " + pairs.channels() + "x" + pairs.resolution() + "x"
                                    + pairs.resolution());
                    checks.require(pairs.classes() <= network.classes(), "name", stage.name(),
                            "pairs of at most " + network.classes() + " classes, these have " + pairs.classes());
                });
                yield stage;
            }
            case Stage.Reflow stage -> {
                double share = share(spec, index, stage, catalog, checks);
                yield new Stage.Reflow(stage.schedule().withDropout(network.dropout() * stage.preset().dropoutFactor()), stage.recipe(),
                        Optional.of(share), stage.dropLongest());
            }
        };
    }

    /** Enough forward pairs for the share that the reflow stage after this one wants of all pairs. */
    private static int wantedForward(TrainingSpec spec, int index, int count, int available) {
        double share = index + 1 < spec.stages().size() && spec.stages().get(index + 1) instanceof Stage.Reflow reflow ? reflow.wantedShare() : 0;
        return count == 0 || share == 1 ? available : (int) Math.min(available, Math.ceil(count * share / (1 - share)));
    }

    /** The share of forward pairs, given what kinds of pairs there are. */
    private static double share(TrainingSpec spec, int index, Stage.Reflow stage, Catalog catalog, Checks checks) {
        boolean forward = true;
        boolean backward = true;
        switch (spec.stages().get(index - 1)) {
            case Stage.Pairs pairs -> {
                forward = pairs.forward();
                backward = pairs.backward();
            }
            case Stage.StoredPairs pairs -> {
                Optional<Catalog.StoredPairs> found = catalog.pairs(pairs.name());
                forward = found.map(stored -> stored.forward() > 0).orElse(true);
                backward = found.map(stored -> stored.backward() > 0).orElse(true);
            }
            case Stage.Training other -> {}
        }
        double share = stage.forwardShare().orElse(!forward ? 0 : !backward ? 1 : stage.wantedShare());
        checks.require(forward || share == 0, "forwardShare", share, "0, because there are no forward pairs");
        checks.require(backward || share == 1, "forwardShare", share, "1, because there are no backward pairs");
        return share;
    }

    private static Admission evaluation(EvaluationSpec spec, Catalog catalog) {
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

    /** What a generation job samples with, once admitted. */
    static Sampling sampling(GenerationSpec pinned) {
        return pinned.sampling().orElseThrow(() -> new IllegalArgumentException("job " + pinned.id() + " is not admitted"));
    }
}
