package io.straightway.event;

import io.straightway.job.AblationSpec;
import io.straightway.job.Artifact;
import io.straightway.job.Classes;
import io.straightway.job.Counts;
import io.straightway.job.Deadline;
import io.straightway.job.Distance;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.Failure;
import io.straightway.job.Gate;
import io.straightway.job.GenerationSpec;
import io.straightway.job.Input;
import io.straightway.job.JobEvent;
import io.straightway.job.JobSpec;
import io.straightway.job.ModelName;
import io.straightway.job.Outcome;
import io.straightway.job.Seeds;
import io.straightway.job.Stage;
import io.straightway.job.Statistics;
import io.straightway.job.Terms;
import io.straightway.job.TrainingSpec;
import io.straightway.job.UnitId;
import io.straightway.job.UnitReport;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Wiring;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import io.straightway.recipe.AblationRow;
import io.straightway.recipe.Architecture;
import io.straightway.recipe.Curriculum;
import io.straightway.recipe.Grid;
import io.straightway.recipe.LossMap;
import io.straightway.recipe.Network;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Recipe;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import io.straightway.recipe.TimeLaw;
import io.straightway.recipe.Violation;
import io.straightway.recipe.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values of every kind. */
final class Samples {
    static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    static final Artifact ARTIFACT = new Artifact(Artifact.Role.MANIFEST, "jobs/a/manifest.json", "ab".repeat(32), 4711, 1);
    static final Distance DISTANCE = new Distance("fd-emoji-cnn", Optional.of("@7"), 12.5, 5000, "cnn", "cd".repeat(32), "none", "fp32", "emoji", 3000, "ef".repeat(32),
            Optional.of(new Distance.Drawn("m@1", "ab", Optional.of(2_000L), Sampling.reflow(9), Precision.FP32, new Seeds(3, 9), 64)),
            new Distance.Further(Optional.of(new Distance.Interval(0.1, 1, 2, 3, List.of(1.4, 1.5, 1.6))), Optional.of(new Distance.Infinity(0.5, 9)),
                    Optional.of(new Distance.Kernel(-0.1, 0.2, 100, 50)), Optional.of(new Distance.PrecisionRecall(0.5, 0.25, 3, 9, 8))));
    static final UnitId UNIT = new UnitId("a", 0, 3);
    static final UnitResult RESULT = new UnitResult(7, List.of(ARTIFACT), Optional.of(DISTANCE), new Usage(1.5, 63), Optional.of("ü"));

    private Samples() {}

    static List<Sampling> samplings() {
        List<Sampling> all = new ArrayList<>();
        for (Solver solver : List.of(new Solver.Euler(), new Solver.Heun(), new Solver.Dpm(0.3), new Solver.AdamsBashforth(3))) {
            for (Grid grid : List.of(new Grid.Uniform(), new Grid.Edm(6.5), new Grid.Sigmoid(15), new Grid.Explicit(List.of(1.0, 0.25, 0.0)))) {
                all.add(new Sampling(solver, grid, 3));
            }
        }
        return all;
    }

    static List<Objective> objectives() {
        List<Objective> all = new ArrayList<>();
        for (TimeLaw law : List.of(
                new TimeLaw.Uniform(), new TimeLaw.Cosh(3), new TimeLaw.EdmLogNormal(-1, 1.1), new TimeLaw.Exponential(9))) {
            for (Weight weight : Weight.values()) {
                for (LossMap map : List.of(new LossMap.Identity(), new LossMap.HighPass(0.5), new LossMap.PseudoHuber(0.01))) {
                    all.add(new Objective(law, weight, map));
                }
            }
        }
        return all;
    }

    static List<JobSpec> jobs() {
        List<JobSpec> all = new ArrayList<>();
        List<Classes> classes = List.of(new Classes.None(), new Classes.Uniform(), new Classes.Listed(List.of(3, 1, 2)));
        for (int i = 0; i < samplings().size(); i++) {
            all.add(new GenerationSpec("g-" + i, i % 2 == 0 ? ModelName.parse("m") : ModelName.of("m", "v" + i), new Seeds(i, 1000 + i),
                    classes.get(i % classes.size()), Optional.of(samplings().get(i)), Precision.values()[i % 2], 100 + i, 32, Optional.of("r"),
                    i % 3 == 0 ? Statistics.DISTANCE : new Statistics(Optional.of("cnn"), true, false, true, i % 2 == 0), terms().get(i % terms().size())));
            all.add(new EvaluationSpec("e-" + i, "d", i % 2 == 0 ? Optional.empty() : Optional.of(10 * i), Optional.of("r"),
                    new Statistics(Optional.empty(), i % 2 == 0, true, false, true), 100 + i, terms().get(i % terms().size())));
            all.add(ablation("a-" + i, samplings().get(i), objectives().get(i), i));
            all.add(training("p-" + i, new Stage.Pairs(10 + i, i == 0 ? Optional.empty() : Optional.of(i), i % 2 == 0, samplings().get(i), 5, 2)));
        }
        all.add(new GenerationSpec("plain", ModelName.parse("m"), new Seeds(0, 1), new Classes.Uniform(), Optional.empty(), Precision.FP32, 64,
                64, Optional.empty()));
        for (Objective objective : objectives()) {
            Stage.Schedule schedule = new Stage.Schedule(500, objective, new Optimiser(1e-4, 10, 64, 16, 2.5, 77),
                    all.size() % 2 == 0 ? Optional.empty() : Optional.of(0.15), 250);
            all.add(training("t", new Stage.Teacher(schedule, true, 0.12), new Stage.StoredPairs("rfpp"), new Stage.Reflow(schedule, "lrn+inf", Optional.of(0.5), 0.1),
                    new Stage.Consistency(schedule, new Curriculum(4, 6.5, 0.5, 3), Optional.of(0.25), 0.2, false)));
            all.add(training("c", new Stage.Consistency(schedule, Curriculum.halving(), Optional.empty(), 0, true)));
        }
        all.add(pipeline());
        all.add(tuning(true, Optional.of(List.of(0.3)), 0));
        all.add(tuning(false, Optional.empty(), 32));
        return all;
    }

    private static TrainingSpec tuning(boolean tuned, Optional<List<Double>> weights, int trajectories) {
        TrainingSpec plain = training("tuned", new Stage.Tune(9, Optional.of(12), 64, 100, trajectories, List.of(0.4, 1.0), List.of(), List.of(5.5), weights, 16));
        return new TrainingSpec(plain.id(), plain.model(), plain.dataset(), plain.network(), plain.teacher(), plain.stages(),
                new TrainingSpec.Evaluation(100, Sampling.reflow(7), Statistics.DISTANCE, tuned), plain.precision(), plain.seed(), plain.terms());
    }

    /** Every kind of input and gate. */
    private static TrainingSpec pipeline() {
        Stage.Schedule schedule = new Stage.Schedule(500, Objective.edm(), Optimiser.small(), Optional.empty(), 250);
        Gate number = new Gate(new Gate.Below(2.5), 1_000, Optional.of("ab".repeat(32)), Optional.of("cd".repeat(32)));
        Gate beside = new Gate(new Gate.Beside("before", 0.8), 2, Optional.empty(), Optional.empty());
        List<Stage> stages = List.of(new Stage.Teacher(schedule, false, 0), new Stage.Evaluate(300, Optional.empty(), Statistics.DISTANCE, Optional.of(number)),
                new Stage.Reflow(schedule, "inf", Optional.empty(), 0), new Stage.Reflow(schedule, "inf", Optional.empty(), 0),
                new Stage.Evaluate(300, Optional.of(Sampling.reflow(9)), new Statistics(Optional.empty(), true, false, false, false), Optional.of(beside)),
                new Stage.Export(Stage.Export.What.MODEL, "prod"), new Stage.Export(Stage.Export.What.PAIRS, "coupling"));
        List<Wiring> wiring = List.of(new Wiring(Optional.of("first"), Optional.of(new Input.OfModel(ModelName.of("m", "1"))), Optional.empty()),
                new Wiring(Optional.of("before"), Optional.of(new Input.OfStage("first")), Optional.empty()),
                new Wiring(Optional.empty(), Optional.of(new Input.OfJob("other")), Optional.of(new Input.OfJob("another"))),
                new Wiring(Optional.empty(), Optional.empty(), Optional.of(new Input.OfPairs("stored"))), Wiring.PLAIN, Wiring.PLAIN,
                new Wiring(Optional.of("last"), Optional.empty(), Optional.of(new Input.OfStage("pairs"))));
        return new TrainingSpec("pipeline", "m", "d", Optional.empty(), Optional.empty(), stages,
                new TrainingSpec.Evaluation(100, Sampling.reflow(7), Statistics.DISTANCE, false, Optional.of(number)), Precision.FP32, 1, Terms.STANDARD, wiring);
    }

    private static AblationSpec ablation(String id, Sampling sampling, Objective objective, int i) {
        Optimiser optimiser = new Optimiser(1e-4, 10, 64, 16, 2.5, 77);
        Stage.Teacher teacher = new Stage.Teacher(new Stage.Schedule(500, objective, optimiser, Optional.empty(), 250), true, 0);
        TrainingSpec shape = training(id, teacher);
        return new AblationSpec(id, "m", i % 2 == 0 ? Optional.empty() : Optional.of("d"), i % 3 == 0 ? Optional.empty() : shape.network(),
                i % 2 == 0 ? shape.teacher() : Optional.empty(), i % 2 == 0 ? Optional.empty() : Optional.of(teacher), i,
                i % 5 == 0 ? new Stage.StoredPairs("rfpp") : new Stage.Pairs(10, Optional.of(i), false, sampling, 5, 2),
                new AblationSpec.Budget(1000 + i, optimiser, 100, 1 + i, 0.1), new Recipe("dyn+lrn+inf", objective, sampling, 0.25, 0.5),
                List.of(AblationRow.Kind.values()).subList(0, i % 4), List.of(5, 9), List.of(0L, 7L), List.of(35),
                new AblationSpec.Judging(100 + i, i, Statistics.DISTANCE), Precision.BF16, terms().get(i % terms().size()));
    }

    private static List<Terms> terms() {
        return List.of(Terms.STANDARD, new Terms(Terms.Priority.HIGH, "gpu", Optional.of(new Deadline.At(TIME))),
                new Terms(Terms.Priority.LOW, "default", Optional.of(new Deadline.After(Duration.ofMinutes(90)))));
    }

    private static TrainingSpec training(String id, Stage... stages) {
        Network network = new Network(Architecture.ADM, 64, 3, 10, 192, List.of(1, 2, 3), 3, List.of(32, 16), 0.1, 0.2, 9,
                Network.Preconditioning.VE);
        return new TrainingSpec(id, "m", "d", Optional.of(network), Optional.of(ModelName.of("t", "1")), List.of(stages),
                new TrainingSpec.Evaluation(100, Sampling.reflow(7)), Precision.BF16, 42, terms().get(id.length() % 3));
    }

    static List<Failure> failures() {
        return List.of(
                new Failure.Invalid(List.of(new Violation("a.b", "1", "2"))), new Failure.Conflict("c"), new Failure.LeaseLapsed("w"),
                new Failure.Transient("t"), new Failure.StoreUnavailable("s"), new Failure.OutOfMemory("o"), new Failure.Diverged("d"),
                new Failure.BadInput("b"), new Failure.GateClosed("g"), new Failure.Exhausted(5, "TRANSIENT", "t"), new Failure.Cancelled("s-1"), new Failure.Expired(TIME),
                new Failure.Forgotten("f"), new Failure.Internal("i"));
    }

    static Outcome outcome(Outcome.Ending ending) {
        return new Outcome(ending, new Counts("images", 10, 4, 3, 2, 1), List.of(ARTIFACT), Optional.of(DISTANCE), new Usage(9.5, 90),
                Optional.of(new Failure.Cancelled("s")), List.of("note"));
    }

    static List<JobEvent> events() {
        List<JobEvent.What> all = new ArrayList<>();
        jobs().forEach(job -> all.add(new JobEvent.Accepted(job, 3, 999)));
        failures().forEach(failure -> all.add(new JobEvent.Rejected(failure)));
        failures().forEach(failure -> all.add(new JobEvent.UnitRetried(UNIT, 1, failure)));
        all.add(new JobEvent.Started());
        all.add(new JobEvent.Progress("generate", 1, 2, 5, 10, 2.5, Optional.of(2.0), Map.of("loss", 0.25)));
        all.add(new JobEvent.Progress("generate", 1, 2, 0, 10, 0, Optional.empty(), Map.of()));
        all.add(new JobEvent.StepCompleted("generate", 1, 2, List.of(ARTIFACT, ARTIFACT), new Usage(3, 4), Optional.of(DISTANCE)));
        all.add(new JobEvent.Waiting(List.of("b", "c")));
        all.add(new JobEvent.SubmissionRepeated("RUNNING"));
        all.add(new JobEvent.SignalAnswered("s-1", true, "because"));
        for (Outcome.Ending ending : Outcome.Ending.values()) {
            all.add(new JobEvent.Ended(outcome(ending), Optional.empty()));
            all.add(new JobEvent.Ended(outcome(ending), Optional.of(new JobEvent.Accepted(jobs().getFirst(), 3, 999))));
        }
        return all.stream().map(what -> new JobEvent("a", 17, TIME, what)).toList();
    }

    static List<WorkOrder> units() {
        List<Work> work = List.of(
                new Work.GenerateShard(2, new Seeds(8, 4), 9), new Work.MakePairs(1, 2, new Seeds(1L << 54, 4), 35), new Work.Train(2, 5000, 4),
                new Work.InvertImages(1, 3, 40, 8, 35), new Work.TakePairs(0), new Work.Tune(1, 4000, 9, 32), new Work.Evaluate(3, 80, 9), new Work.Export(4), new Work.MeasureImages(2, 80, 40), new Work.AssembleEvaluation(),
                new Work.AssembleImages(), new Work.AssembleModel(100, 9), new Work.TrainStudent(3, 5000), new Work.MeasureCell(7, 500, 9), new Work.AssembleAblation());
        return jobs().stream().flatMap(job -> work.stream().map(w -> new WorkOrder(UNIT, 2, job, w, List.of(ARTIFACT), Optional.of(ARTIFACT)))).toList();
    }

    static List<UnitReport> reports() {
        List<UnitReport> all = new ArrayList<>(List.of(
                new UnitReport.Started(UNIT, 1, "w"),
                new UnitReport.Progressed(UNIT, 2, "w", 5, Map.of("loss", 1e-9), Optional.of(ARTIFACT)),
                new UnitReport.Progressed(UNIT, 2, "w", 5, Map.of(), Optional.empty()),
                new UnitReport.Finished(UNIT, 3, "w", RESULT),
                new UnitReport.Finished(UNIT, 3, "w", UnitResult.nothing()),
                new UnitReport.Finished(UNIT, 3, "w", RESULT, Optional.of(RESULT)),
                new UnitReport.Finished(UNIT, 3, "w", RESULT, Optional.of(new UnitResult(1, List.of(ARTIFACT), Optional.empty(), Usage.NONE,
                        Optional.of(new Failure.BadInput("y")), Optional.empty()))),
                new UnitReport.Finished(UNIT, 3, "w", new UnitResult(9, List.of(ARTIFACT), Optional.empty(), Usage.NONE, Optional.of(new Failure.BadInput("x")), Optional.of("n"))),
                new UnitReport.Stopped(UNIT, 3, "w", RESULT, Optional.empty()),
                new UnitReport.Stopped(UNIT, 3, "w", UnitResult.nothing(), Optional.of(ARTIFACT))));
        failures().forEach(failure -> all.add(new UnitReport.Failed(UNIT, 1, "w", failure)));
        return all;
    }

    static List<JobStatus> states() {
        return List.of(
                new JobStatus("a", "generation", "RUNNING", 4, TIME, TIME.minusSeconds(9), "m@1", Optional.of("d"), 1, 2, Optional.of("generate"), 5,
                        10, 2.5, Optional.of(2.0), Map.of("loss", 0.5), List.of(new JobStatus.Lease(UNIT, 1, "w", TIME, TIME.plusSeconds(30), 5)),
                        Optional.empty(), List.of()),
                new JobStatus("a", "training", "WAITING", 0, TIME, TIME, "m", Optional.of("d"), 0, 0, Optional.empty(), 0, 3, 0, Optional.empty(),
                        Map.of(), List.of(), Optional.empty(), List.of("b", "c")),
                new JobStatus("a", "training", "CANCELLED", 9, TIME, TIME, "m", Optional.empty(), 0, 0, Optional.empty(), 0, 3, 0, Optional.empty(),
                        Map.of(), List.of(), Optional.of(outcome(Outcome.Ending.CANCELLED)), List.of()));
    }
}
