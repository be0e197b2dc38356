package io.straightway.job;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Network;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Violation;
import java.util.List;
import java.util.Optional;

/** Whether a job can run here: the spec by itself, then against what exists. */
public sealed interface Admission {

    /** @param pinned the spec with every default and version filled in */
    record Admitted(JobSpec pinned) implements Admission {}

    record Refused(List<Violation> violations) implements Admission {}

    /** @throws Catalog.Unanswered if what exists can't be looked up now */
    static Admission of(JobSpec spec, Catalog catalog) {
        List<Violation> violations = spec.violations();
        if (!violations.isEmpty()) {
            return new Refused(violations);
        }
        return switch (spec) {
            case GenerationSpec generation -> generation(generation, catalog);
            case TrainingSpec training -> training(training, catalog);
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
        return new Admitted(spec.pinned(model.name(), sampling, spec.reference().orElse(model.dataset())));
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
                        .filter(found -> found.network().resolution() == network.resolution() && found.network().channels() == network.channels());
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
                .orElseGet(() -> Network.small(data.resolution(), data.channels(), data.classes()));
        Checks shape = checks.in("network");
        shape.require(network.resolution() == data.resolution(), "resolution", network.resolution(), "the data set's, " + data.resolution());
        shape.require(network.channels() == data.channels(), "channels", network.channels(), "the data set's, " + data.channels());
        shape.require(network.classes() == 0 || network.classes() == data.classes(), "classes", network.classes(), "0 or the data set's, " + data.classes());
        teacher.ifPresent(t -> checks.require(t.network().equals(network) || t.network().withDropout(network.dropout()).equals(network),
                "network", network, "the teacher's, " + t.network()));
        for (int i = 0; i < spec.stages().size(); i++) {
            if (spec.stages().get(i) instanceof Stage.Pairs pairs) {
                guided(pairs.sampling(), network, catalog, checks.in("stages[" + i + "]").in("sampling"));
            }
        }
        guided(spec.evaluation().sampling(), network, catalog, checks.in("evaluation").in("sampling"));
        return checks.violations().isEmpty()
                ? new Admitted(spec.pinned(network, teacher.map(Catalog.Model::name)))
                : new Refused(checks.violations());
    }

    /** What a generation job samples with, once admitted. */
    static Sampling sampling(GenerationSpec pinned) {
        return pinned.sampling().orElseThrow(() -> new IllegalArgumentException("job " + pinned.id() + " is not admitted"));
    }
}
