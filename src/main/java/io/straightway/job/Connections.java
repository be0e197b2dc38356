package io.straightway.job;

import io.straightway.recipe.Checks;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Whether each stage of a pipeline gets what it works on: which model, and which pairs. */
final class Connections {
    private static final Input OUTSIDE = new Input.OfPairs("");

    private Connections() {}

    static void check(TrainingSpec spec, Checks checks) {
        Set<String> labels = new HashSet<>();
        for (int i = 0; i < spec.stages().size(); i++) {
            Checks at = checks.in("stages[" + i + "]");
            Wiring wiring = spec.wiring().get(i);
            wiring.label().ifPresent(label -> JobSpec.checkName(at, "label", label));
            at.require(labels.add(spec.label(i)), "label", spec.label(i), "a label that no stage before has");
            wiring.from().ifPresent(input -> input.check(at, "from"));
            wiring.pairs().ifPresent(input -> input.check(at, "pairs"));
            from(spec, i, at);
            pairs(spec, i, at);
            if (spec.stages().get(i) instanceof Stage.Evaluate evaluate) {
                gate(spec, i, evaluate.gate(), at.in("gate"));
            }
        }
        gate(spec, spec.stages().size(), spec.evaluation().gate(), checks.in("evaluation").in("gate"));
        checks.require(spec.stages().isEmpty() || model(spec, spec.stages().size()).isPresent(), "stages",
                spec.stages().stream().map(Stage::kind).toList(), "at least one that works on a model: a job ends with a look at one");
    }

    /**
     * The model that a stage works on: the one that it names, else what the nearest stage before has made or made its pairs with, else the
     * job's teacher. A teacher stage begins anew unless it is told otherwise. What comes out of a job that has none of these is the
     * model that it looked at last.
     *
     * @param index of the stage; the number of stages for the model that comes out
     */
    static Optional<Input> model(TrainingSpec spec, int index) {
        if (index < spec.stages().size()) {
            Optional<Input> named = spec.wiring().get(index).from();
            if (named.isPresent()) {
                return named;
            }
        }
        boolean anew = index < spec.stages().size() && spec.stages().get(index) instanceof Stage.Teacher;
        for (int i = index - 1; i >= 0 && !anew; i--) {
            if (spec.stages().get(i).leavesModel()) {
                return Optional.of(new Input.OfStage(spec.label(i)));
            }
            if (spec.stages().get(i) instanceof Stage.Coupling && spec.wiring().get(i).from().isPresent()) {
                return spec.wiring().get(i).from();
            }
        }
        Optional<Input> teacher = spec.teacher().map(Input.OfModel::new);
        return index < spec.stages().size() ? teacher : teacher.or(() -> spec.wiring().reversed().stream().flatMap(wiring -> wiring.from().stream()).findFirst());
    }

    private static void from(TrainingSpec spec, int index, Checks at) {
        Stage stage = spec.stages().get(index);
        Optional<Input> from = spec.wiring().get(index).from();
        if (from.isEmpty()) {
            at.require(stage.model() != Stage.Need.MUST || model(spec, index).isPresent(), "kind", stage.kind(),
                    "a teacher stage, the field teacher or the field from before " + stage.kind());
        }
        if (stage instanceof Stage.Pairs || stage instanceof Stage.Tune) {
            OptionalInt maker = maker(spec, index);
            at.require(maker.isEmpty() || !(spec.stages().get(maker.getAsInt()) instanceof Stage.Consistency), "kind", stage.kind(),
                    "no " + stage.kind() + " after a consistency stage, whose model has no flow to follow");
        }
        if (from.isEmpty()) {
            return;
        }
        at.require(stage.model() != Stage.Need.NO, "from", from.get().text(), "nothing, because stage " + stage.kind() + " works on no model");
        switch (from.get()) {
            case Input.OfStage other -> {
                OptionalInt source = spec.stage(other.label(), index);
                at.require(source.isPresent() && spec.stages().get(source.getAsInt()).leavesModel(), "from", other.text(),
                        "the label of an earlier stage that leaves a model");
            }
            case Input.OfPairs pairs -> at.require(false, "from", pairs.text(), "stage:LABEL, model:NAME or job:ID");
            case Input.OfJob job -> notItself(spec, job, "from", at);
            case Input.OfModel model -> {}
        }
    }

    /** The stage of this job that makes the model which a stage works on. */
    static OptionalInt maker(TrainingSpec spec, int index) {
        return model(spec, index).orElse(OUTSIDE) instanceof Input.OfStage stage ? spec.stage(stage.label(), index) : OptionalInt.empty();
    }

    private static void pairs(TrainingSpec spec, int index, Checks at) {
        Stage stage = spec.stages().get(index);
        Optional<Input> named = spec.wiring().get(index).pairs();
        if (stage.pairs() == Stage.Need.NO) {
            at.require(named.isEmpty(), "pairs", named.map(Input::text).orElse(""), "nothing, because stage " + stage.kind() + " takes no pairs");
            return;
        }
        Optional<Stage.Coupling> coupling = coupling(spec, index);
        named.ifPresent(input -> {
            switch (input) {
                case Input.OfStage other -> at.require(coupling.isPresent(), "pairs", other.text(), "the label of an earlier pairs stage");
                case Input.OfModel model -> at.require(false, "pairs", model.text(), "stage:LABEL, pairs:NAME or job:ID");
                case Input.OfJob job -> notItself(spec, job, "pairs", at);
                case Input.OfPairs stored -> {}
            }
        });
        at.require(named.isPresent() || coupling.isPresent() || stage.pairs() == Stage.Need.MAY, "kind", stage.kind(),
                "a pairs stage or the field pairs before " + stage.kind());
        if (stage instanceof Stage.Student student) {
            student(student, coupling, named.isPresent() || coupling.isPresent(), at);
        }
    }

    /** What a student asks of its pairs. Of pairs from outside the job that is looked at on admission. */
    private static void student(Stage.Student student, Optional<Stage.Coupling> coupling, boolean any, Checks at) {
        double share = student.forwardShare().orElse(0.0);
        at.require(share == 0 || coupling.map(Stage.Coupling::forward).orElse(true), "forwardShare", share,
                "0, because the pairs stage before it makes no forward pairs");
        at.require(share == 1 || student.forwardShare().isEmpty() || coupling.map(Stage.Coupling::backward).orElse(true), "forwardShare", share,
                "1, because the pairs stage before it makes no backward pairs");
        if (student.pairs() == Stage.Need.MAY) {
            at.require(any || student.forwardShare().isEmpty(), "forwardShare", share, "nothing, because there are no pairs before it");
            at.require(any || student.dropLongest() == 0, "dropLongest", student.dropLongest(), "0, because there are no pairs before it");
        }
        if (student instanceof Stage.Consistency consistency) {
            at.require(!any || !consistency.flip(), "flip", consistency.flip(), "false, because it trains on the pairs before it");
        }
    }

    /** The stage whose pairs a stage trains on: the one that it names, else the nearest before it. Empty also if they come from outside. */
    static Optional<Stage.Coupling> coupling(TrainingSpec spec, int index) {
        OptionalInt source = couplingStage(spec, index);
        return source.isPresent() && spec.stages().get(source.getAsInt()) instanceof Stage.Coupling coupling ? Optional.of(coupling) : Optional.empty();
    }

    static OptionalInt couplingStage(TrainingSpec spec, int index) {
        Optional<Input> pairs = spec.wiring().get(index).pairs();
        if (pairs.isPresent()) {
            return pairs.get() instanceof Input.OfStage other ? spec.stage(other.label(), index) : OptionalInt.empty();
        }
        for (int i = index - 1; i >= 0; i--) {
            switch (spec.stages().get(i)) {
                case Stage.Coupling coupling -> {
                    return OptionalInt.of(i);
                }
                // Pairs of an older model don't fit what is made anew.
                case Stage.Teacher teacher -> {
                    return OptionalInt.empty();
                }
                // To straighten a flow once more with the same pairs is rarely meant, and can be said.
                case Stage.Student student -> {
                    if (spec.stages().get(index) instanceof Stage.Reflow) {
                        return OptionalInt.empty();
                    }
                }
                case Stage.Tune tune -> {}
                case Stage.Evaluate evaluate -> {}
                case Stage.Export export -> {}
            }
        }
        return OptionalInt.empty();
    }

    private static void gate(TrainingSpec spec, int end, Optional<Gate> gate, Checks at) {
        gate.ifPresent(given -> {
            if (given.bar() instanceof Gate.Beside beside) {
                OptionalInt other = spec.stage(beside.stage(), end);
                at.require(other.isPresent() && spec.stages().get(other.getAsInt()) instanceof Stage.Evaluate, "beside", beside.stage(),
                        "the label of an earlier evaluate stage");
            }
        });
    }

    private static void notItself(TrainingSpec spec, Input.OfJob job, String field, Checks at) {
        at.require(!job.id().equals(spec.id()), field, job.text(), "another job");
    }
}
