package io.straightway.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Stages that name their inputs, gates, and jobs that wait for others. */
class PipelineTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final RetryPolicy POLICY =
            new RetryPolicy(Duration.ofSeconds(20), 3, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofMinutes(10));
    private static final Stage.Schedule SCHEDULE = new Stage.Schedule(1_000, Objective.edm(), Optimiser.small(), Optional.of(0.0), 500);
    private static final Stage TEACHER = new Stage.Teacher(SCHEDULE, false, 0);
    private static final Stage PAIRS = new Stage.Pairs(500, Optional.of(0), false, Sampling.teacher(35), 500, 50);
    private static final Stage REFLOW = new Stage.Reflow(SCHEDULE, "baseline", Optional.empty(), 0);

    private record Wired(Stage stage, Wiring wiring) {}

    private static Wired plain(Stage stage) {
        return new Wired(stage, Wiring.PLAIN);
    }

    /** @param options label=…, from=…, pairs=… */
    private static Wired wired(Stage stage, String... options) {
        Map<String, String> given = new HashMap<>();
        for (String option : options) {
            given.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        return new Wired(stage, new Wiring(Optional.ofNullable(given.get("label")), Optional.ofNullable(given.get("from")).map(text -> Input.parse(text).orElseThrow()),
                Optional.ofNullable(given.get("pairs")).map(text -> Input.parse(text).orElseThrow())));
    }

    private static TrainingSpec job(Wired... stages) {
        return job(Optional.empty(), stages);
    }

    private static TrainingSpec job(Optional<Gate> gate, Wired... stages) {
        List<Wired> all = List.of(stages);
        return new TrainingSpec("p", "emoji", "emoji-16", Optional.empty(), Optional.empty(), all.stream().map(Wired::stage).toList(),
                new TrainingSpec.Evaluation(100, Sampling.reflow(9), Statistics.DISTANCE, false, gate), Precision.FP32, 0, Terms.STANDARD,
                all.stream().map(Wired::wiring).toList());
    }

    private static Stage evaluate(Optional<Gate> gate) {
        return new Stage.Evaluate(100, Optional.empty(), Statistics.DISTANCE, gate);
    }

    private static Gate below(double value) {
        return new Gate(new Gate.Below(value), 2, Optional.empty(), Optional.empty());
    }

    private static Distance distance(double value, long images, String extractor) {
        return new Distance("fd", Optional.empty(), value, images, "cnn", extractor, "none", "fp32", "emoji-16", 6_000, "cd".repeat(32), Optional.empty(),
                Distance.Further.NOTHING);
    }

    /** Runs a job; evaluations find the given distances, in this order, the last one again and again. */
    private static final class Run {
        final List<WorkOrder> orders = new ArrayList<>();
        final List<JobEvent> events = new ArrayList<>();
        private final List<Double> distances;
        private Job job;

        Run(TrainingSpec spec, Double... distances) {
            this.distances = new ArrayList<>(List.of(distances));
            Admission admission = Admission.of(spec, Specs.CATALOG, Specs.POOLS);
            assertThat(admission).isInstanceOf(Admission.Admitted.class);
            take(new Pending(spec, NOW, 0).admitted(admission, NOW));
            for (int i = 0; i < orders.size(); i++) {
                WorkOrder order = orders.get(i);
                report(new UnitReport.Started(order.unit(), 1, "w"));
                report(new UnitReport.Finished(order.unit(), 1, "w", result(order)));
            }
        }

        private void report(UnitReport report) {
            if (job instanceof Active active) {
                take(active.reported(report, NOW, POLICY));
            }
        }

        private void take(Transition transition) {
            job = transition.next();
            transition.effects().forEach(effect -> {
                switch (effect) {
                    case Effect.Publish publish -> events.add(publish.event());
                    case Effect.Issue issue -> orders.add(issue.order());
                }
            });
        }

        private UnitResult result(WorkOrder order) {
            boolean judges = order.work() instanceof Work.Evaluate || order.work() instanceof Work.AssembleModel;
            Artifact.Role role = switch (order.work()) {
                case Work.MakePairs pairs -> Artifact.Role.PAIRS;
                case Work.Train train -> Artifact.Role.MODEL;
                case Work.Export export -> Artifact.Role.EXPORT;
                default -> Artifact.Role.REPORT;
            };
            Optional<Distance> measured = judges
                    ? Optional.of(distance(distances.size() > 1 ? distances.removeFirst() : distances.getFirst(), 100, "ab".repeat(32)))
                    : Optional.empty();
            return new UnitResult(order.work().amount(), List.of(new Artifact(role, ((TrainingSpec) order.job()).stages().size() > order.unit().step()
                    ? ((TrainingSpec) order.job()).label(order.unit().step())
                    : "assemble", "00", 1, 1)), measured, Usage.NONE, Optional.empty());
        }

        Outcome outcome() {
            return ((Closed) job).outcome();
        }

        List<String> inputs(int order, Artifact.Role role) {
            return orders.get(order).inputs().stream().filter(artifact -> artifact.role() == role).map(Artifact::key).toList();
        }
    }

    @Test
    void stagesOfAKindAreTold() {
        TrainingSpec spec = job(plain(TEACHER), plain(PAIRS), wired(REFLOW, "label=first"), plain(PAIRS), plain(REFLOW), plain(REFLOW));
        assertThat(List.of(spec.label(0), spec.label(1), spec.label(2), spec.label(3), spec.label(4), spec.label(5)))
                .containsExactly("teacher", "pairs", "first", "pairs-2", "reflow-2", "reflow-3");
    }

    @Test
    void twoStudentsShareTeacherAndPairs() {
        // Given
        TrainingSpec spec = job(plain(TEACHER), plain(PAIRS), plain(REFLOW), wired(REFLOW, "from=stage:teacher", "pairs=stage:pairs"));

        // When
        Run run = new Run(spec, 1.0);

        // Then
        assertThat(run.inputs(2, Artifact.Role.MODEL)).containsExactly("teacher");
        assertThat(run.inputs(3, Artifact.Role.MODEL)).containsExactly("teacher");
        assertThat(run.inputs(3, Artifact.Role.PAIRS)).containsExactly("pairs");
        assertThat(run.inputs(4, Artifact.Role.MODEL)).as("what is judged").containsExactly("reflow-2");
        assertThat(run.outcome().ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
    }

    @Test
    void aSecondReflowBuildsOnTheFirst() {
        Run run = new Run(job(plain(TEACHER), plain(PAIRS), plain(REFLOW), plain(PAIRS), plain(REFLOW)), 1.0);
        assertThat(run.inputs(3, Artifact.Role.MODEL)).containsExactly("reflow");
        assertThat(run.inputs(4, Artifact.Role.PAIRS)).containsExactly("pairs-2");
        assertThat(run.inputs(4, Artifact.Role.MODEL)).containsExactly("reflow");
    }

    @Test
    void aModelFromOutsideIsPinnedAndCarriedOnByItsPairs() {
        // Given
        TrainingSpec spec = job(wired(PAIRS, "from=model:emoji"), plain(REFLOW), plain(new Stage.Export(Stage.Export.What.PAIRS, "coupling")));

        // When
        Run run = new Run(spec, 1.0);

        // Then
        TrainingSpec pinned = (TrainingSpec) run.orders.getFirst().job();
        assertThat(pinned.modelOf(0)).contains(new Input.OfModel(ModelName.of("emoji", "v1")));
        assertThat(pinned.modelOf(1)).contains(new Input.OfModel(ModelName.of("emoji", "v1")));
        assertThat(run.inputs(1, Artifact.Role.MODEL)).isEmpty();
        assertThat(run.inputs(2, Artifact.Role.PAIRS)).containsExactly("pairs");
    }

    @Test
    void aJobThatOnlyLooksAtAModelEndsWithIt() {
        // Given
        TrainingSpec looks = job(wired(evaluate(Optional.empty()), "from=model:old@1"), wired(evaluate(Optional.empty()), "from=model:new@1"));
        TrainingSpec makes = job(plain(TEACHER), wired(evaluate(Optional.empty()), "from=model:new@1"));

        // Then: a job that makes one ends with that
        assertThat(looks.modelOf(2)).map(Input::text).contains("model:new@1");
        assertThat(makes.modelOf(2)).map(Input::text).contains("stage:teacher");
    }

    @Test
    void wrongConnectionsAreNamed() {
        // Given
        TrainingSpec spec = job(wired(TEACHER, "pairs=stage:pairs", "label=a"), wired(PAIRS, "from=stage:later", "label=a"), wired(REFLOW, "from=pairs:x", "pairs=job:p"),
                wired(evaluate(Optional.of(new Gate(new Gate.Beside("nowhere", 0), 1, Optional.of("xyz"), Optional.empty()))), "label=../up"));

        // When
        List<Violation> violations = spec.violations();

        // Then
        assertThat(violations).extracting(Violation::toString).contains(
                "stages[0].pairs is stage:pairs, allowed: nothing, because stage teacher takes no pairs",
                "stages[1].label is a, allowed: a label that no stage before has",
                "stages[1].from is stage:later, allowed: the label of an earlier stage that leaves a model",
                "stages[2].from is pairs:x, allowed: stage:LABEL, model:NAME or job:ID",
                "stages[2].pairs is job:p, allowed: another job",
                "stages[3].gate.beside is nowhere, allowed: the label of an earlier evaluate stage",
                "stages[3].gate.ratio is 0.0, allowed: a finite number above 0",
                "stages[3].gate.images is 1, allowed: a whole number from 2 to 1000000",
                "stages[3].gate.extractorSha256 is xyz, allowed: 64 hex digits");
        assertThat(violations).extracting(Violation::field).contains("stages[3].label");
    }

    @Test
    void anUnknownModelIsRefused() {
        Admission admission = Admission.of(job(wired(PAIRS, "from=model:nobody")), Specs.CATALOG, Specs.POOLS);
        assertThat(((Admission.Refused) admission).violations()).extracting(Violation::toString)
                .containsExactly("stages[0].from is model:nobody, allowed: a published model");
    }

    @Test
    void aModelOfAnotherShapeIsNamedWithItsStage() {
        TrainingSpec other = new TrainingSpec("p", "emoji", "emoji-16", Optional.of(Specs.NETWORK.withClasses(0)), Optional.empty(),
                List.of(TEACHER, PAIRS), new TrainingSpec.Evaluation(100, Sampling.reflow(9)), Precision.FP32, 0, Terms.STANDARD,
                List.of(Wiring.PLAIN, new Wiring(Optional.empty(), Input.parse("model:emoji"), Optional.empty())));
        assertThat(((Admission.Refused) Admission.of(other, Specs.CATALOG, Specs.POOLS)).violations()).extracting(Violation::field).containsExactly("stages[1].from");
    }

    @Test
    void exportedPairsTakeNoNameThatThereIs() {
        Admission admission = Admission.of(job(plain(TEACHER), plain(PAIRS), plain(new Stage.Export(Stage.Export.What.PAIRS, "forward-only"))), Specs.CATALOG, Specs.POOLS);
        assertThat(((Admission.Refused) admission).violations()).extracting(Violation::toString)
                .containsExactly("stages[2].name is forward-only, allowed: a name that no stored pairs have");
    }

    @Test
    void aClosedGateStopsThePipeline() {
        // When
        Run run = new Run(job(plain(TEACHER), plain(evaluate(Optional.of(below(2)))), plain(PAIRS), plain(REFLOW)), 3.0);

        // Then
        assertThat(run.orders).hasSize(2);
        assertThat(run.outcome().ending()).isEqualTo(Outcome.Ending.FAILED);
        assertThat(run.outcome().failure()).contains(new Failure.GateClosed("stage evaluate: fd is 3.0, not below 2.0"));
        assertThat(run.outcome().counts()).isEqualTo(new Counts("stages", 4, 1, 3, 0, 0));
        assertThat(run.outcome().distance().map(Distance::value)).contains(3.0);
    }

    @Test
    void anOpenGateTellsItsDistanceAndLetsTheJobGoOn() {
        Run run = new Run(job(plain(TEACHER), plain(evaluate(Optional.of(below(2)))), plain(PAIRS), plain(REFLOW)), 1.5);
        assertThat(run.outcome().ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        assertThat(run.events).map(JobEvent::what).filteredOn(JobEvent.StepCompleted.class::isInstance)
                .map(what -> ((JobEvent.StepCompleted) what).distance().map(Distance::value))
                .containsExactly(Optional.empty(), Optional.of(1.5), Optional.empty(), Optional.empty());
    }

    @Test
    void aModelThatPassedBeforeMakesAPartialSuccess() {
        // Given: the student must be better than 0.8 times its teacher
        Gate beside = new Gate(new Gate.Beside("before", 0.8), 2, Optional.empty(), Optional.empty());
        Wired[] stages = {plain(TEACHER), wired(evaluate(Optional.of(below(2))), "label=before"), plain(PAIRS), plain(REFLOW)};

        // When
        Run worse = new Run(job(Optional.of(beside), stages), 1.0, 0.9);
        Run better = new Run(job(Optional.of(beside), stages), 1.0, 0.7);

        // Then
        assertThat(worse.outcome().ending()).isEqualTo(Outcome.Ending.PARTIALLY_SUCCEEDED);
        assertThat(worse.outcome().failure().map(Failure::message)).contains("stage assemble: fd is 0.9, not below 0.8, 0.8 times that of stage before");
        assertThat(worse.inputs(4, Artifact.Role.REPORT)).as("what the worker compares with").containsExactly("before");
        assertThat(better.outcome().ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
    }

    @Test
    void aGateComparesOnlyWhatWasMeasuredInTheSameWay() {
        Gate gate = new Gate(new Gate.Beside("before", 1), 1_000, Optional.of("ab".repeat(32)), Optional.of("ef".repeat(32)));
        assertThat(gate.objections(Optional.of(distance(0.1, 100, "aa".repeat(32))), Optional.of(distance(1, 200, "bb".repeat(32))))).hasSize(5)
                .anyMatch(reason -> reason.contains("at least 1000")).anyMatch(reason -> reason.startsWith("extractor is cnn"))
                .anyMatch(reason -> reason.startsWith("the reference is")).anyMatch(reason -> reason.startsWith("images is"));
        assertThat(gate.objections(Optional.empty(), Optional.empty())).containsExactly("there is no distance");
        assertThat(below(1).objections(Optional.of(distance(Double.NaN, 100, "aa".repeat(32))), Optional.empty())).hasSize(1);
    }

    @Test
    void aJobWaitsForTheJobsItBuildsOn() {
        // Given
        TrainingSpec spec = job(wired(PAIRS, "from=job:teach"), wired(REFLOW, "pairs=job:couple"));
        Map<String, Upstream.Standing> ends = new HashMap<>();
        Pending pending = new Pending(spec, NOW, 0);

        // When: neither has ended
        Transition first = pending.admitted(admission(spec, ends), NOW);

        // Then
        assertThat(first.effects()).containsExactly(new Effect.Publish(new JobEvent("p", 0, NOW, new JobEvent.Waiting(List.of("teach", "couple")))));
        assertThat(first.next().state()).isEqualTo("WAITING");

        // When: one has
        ends.put("teach", new Upstream.Succeeded(Optional.of(ModelName.of("emoji", "v7")), Optional.empty()));
        Transition second = ((Pending) first.next()).admitted(admission(spec, ends), NOW);
        Transition again = ((Pending) second.next()).admitted(admission(spec, ends), NOW);

        // Then: that is told once
        assertThat(second.effects()).containsExactly(new Effect.Publish(new JobEvent("p", 1, NOW, new JobEvent.Waiting(List.of("couple")))));
        assertThat(again).isEqualTo(Transition.to(second.next()));

        // When: both have
        ends.put("couple", new Upstream.Succeeded(Optional.empty(), Optional.of("forward-only")));
        Transition third = ((Pending) second.next()).admitted(admission(spec, ends), NOW);

        // Then: it runs with what they made
        TrainingSpec pinned = (TrainingSpec) ((Active) third.next()).pinned();
        assertThat(pinned.modelOf(0)).contains(new Input.OfModel(ModelName.of("emoji", "v7")));
        assertThat(pinned.wiring().get(1).pairs()).contains(new Input.OfPairs("forward-only"));
        assertThat(((Stage.Reflow) pinned.stages().get(1)).forwardShare()).contains(1.0);
        assertThat(((Active) third.next()).spec()).as("what it is compared with when submitted again").isEqualTo(spec);
    }

    @Test
    void aJobThatBuildsOnAFailedOneIsRefused() {
        TrainingSpec spec = job(wired(PAIRS, "from=job:teach"), wired(REFLOW, "pairs=job:couple"));
        Admission admission = admission(spec, Map.of("teach", new Upstream.Otherwise("FAILED"),
                "couple", new Upstream.Succeeded(Optional.empty(), Optional.empty())));
        assertThat(((Admission.Refused) admission).violations()).extracting(Violation::toString).containsExactly(
                "stages[0].from is job:teach, allowed: a job that succeeds; teach is FAILED",
                "stages[1].pairs is job:couple, allowed: a job that exports pairs");
    }

    @Test
    void jobsThatWouldWaitForEachOtherAreRefused() {
        // Given: p is to wait for b, and b waits for c, and c for p
        TrainingSpec spec = job(wired(PAIRS, "from=job:b"));
        Map<String, Upstream.Standing> known = new HashMap<>(Map.of("b", new Upstream.Waiting(List.of("x", "c"))));
        assertThat(admission(spec, known)).isInstanceOf(Admission.Awaiting.class);

        // When
        known.put("c", new Upstream.Waiting(List.of("b", "p")));

        // Then
        assertThat(((Admission.Refused) admission(spec, known)).violations()).extracting(Violation::toString).containsExactly(
                "stages[0].from is job:b, allowed: a job that does not wait for this one; b waits for c waits for p");
    }

    @Test
    void aGenerationWaitsForTheModelOfAnotherJob() {
        // Given
        GenerationSpec spec = new GenerationSpec("g", ModelName.parse("job:teach"), new Seeds(0, 9), new Classes.Uniform(), Optional.empty(), Precision.FP32, 9, 9,
                Optional.empty());
        Pending pending = new Pending(spec, NOW, 0);

        // When
        Transition waiting = pending.admitted(admission(spec, Map.of()), NOW);
        Transition begun = ((Pending) waiting.next()).admitted(
                admission(spec, Map.of("teach", new Upstream.Succeeded(Optional.of(ModelName.parse("emoji@v1")), Optional.empty()))), NOW);

        // Then
        assertThat(waiting.next().state()).isEqualTo("WAITING");
        assertThat(((GenerationSpec) ((Active) begun.next()).pinned()).model().name()).isEqualTo("emoji");
        assertThat(((Active) begun.next()).spec()).isEqualTo(spec);
        assertThat(((Admission.Refused) admission(spec, Map.of("teach", new Upstream.Succeeded(Optional.empty(), Optional.of("pairs"))))).violations())
                .extracting(Violation::toString).containsExactly("model is job:teach, allowed: a job that makes a model");
        assertThat(new GenerationSpec("g", ModelName.parse("job:g"), new Seeds(0, 9), new Classes.Uniform(), Optional.empty(), Precision.FP32, 9, 9,
                Optional.empty()).violations()).extracting(Violation::toString).containsExactly("model is job:g, allowed: another job");
    }

    private static Admission admission(JobSpec spec, Map<String, Upstream.Standing> ends) {
        return Admission.of(spec, Specs.CATALOG, Specs.POOLS, id -> Optional.ofNullable(ends.get(id)));
    }
}
