package io.straightway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.straightway.recipe.AblationRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JobLifeTest {
    private static final RetryPolicy POLICY =
            new RetryPolicy(Duration.ofSeconds(20), 3, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofMinutes(10));
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Plays a job: keeps its state, every event and every order that it caused. */
    private static final class Play {
        Job job;
        Instant now = START;
        final List<JobEvent> events = new ArrayList<>();
        final List<WorkOrder> orders = new ArrayList<>();

        Play(JobSpec spec) {
            job = new Pending(spec, START, 0);
            take(((Pending) job).admitted(Admission.of(spec, Specs.CATALOG, Specs.POOLS), now));
        }

        void take(Transition transition) {
            job = transition.next();
            for (Effect effect : transition.effects()) {
                switch (effect) {
                    case Effect.Publish publish -> events.add(publish.event());
                    case Effect.Issue issue -> orders.add(issue.order());
                }
            }
        }

        void report(UnitReport report) {
            if (job instanceof Active active) {
                take(active.reported(report, now, POLICY));
            }
        }

        void signal(Signal.Kind kind) {
            if (job instanceof Active active) {
                take(active.signalled(new Signal("s", active.id(), kind), now));
            }
        }

        void start(WorkOrder order, String worker) {
            report(new UnitReport.Started(order.unit(), order.attempt(), worker));
        }

        void finish(WorkOrder order, String worker) {
            report(new UnitReport.Finished(order.unit(), order.attempt(), worker, result(order, order.work().amount())));
        }

        void run(WorkOrder order) {
            start(order, "w");
            finish(order, "w");
        }

        void pass(Duration time) {
            now = now.plus(time);
            if (job instanceof Active active) {
                take(active.ticked(now, POLICY));
            }
        }

        Outcome outcome() {
            return ((Closed) job).outcome();
        }
    }

    private static UnitResult result(WorkOrder order, long amount) {
        Artifact.Role role = switch (order.work()) {
            case Work.GenerateShard shard -> Artifact.Role.SHARD;
            case Work.MakePairs pairs -> Artifact.Role.PAIRS;
            case Work.InvertImages images -> Artifact.Role.PAIRS;
            case Work.TakePairs pairs -> Artifact.Role.PAIRS;
            case Work.Evaluate evaluate -> Artifact.Role.REPORT;
            case Work.Export export -> Artifact.Role.EXPORT;
            case Work.MeasureImages images -> Artifact.Role.MOMENTS;
            case Work.AssembleEvaluation assemble -> Artifact.Role.REFERENCE;
            case Work.Train train -> Artifact.Role.MODEL;
            case Work.Tune tune -> Artifact.Role.MODEL;
            case Work.TrainStudent student -> Artifact.Role.STUDENT;
            case Work.MeasureCell cell -> Artifact.Role.CELL;
            case Work.AssembleAblation assemble -> Artifact.Role.REPORT;
            case Work.AssembleImages assemble -> Artifact.Role.MANIFEST;
            case Work.AssembleModel assemble -> Artifact.Role.REPORT;
        };
        return new UnitResult(amount, List.of(new Artifact(role, order.unit() + "-a" + order.attempt(), "00", 1, amount)), Optional.empty(),
                new Usage(1, order.work().evaluations()), Optional.empty());
    }

    @Test
    void aJobRunsToItsEnd() {
        // Given
        Play play = new Play(Specs.generation("g", 500, 200));

        // When
        for (int i = 0; i < play.orders.size(); i++) {
            play.run(play.orders.get(i));
        }

        // Then
        assertThat(play.outcome().ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        assertThat(play.outcome().counts()).isEqualTo(new Counts("images", 500, 500, 0, 0, 0));
        assertThat(play.orders.getLast().inputs()).extracting(Artifact::key).containsExactly("g/0/0-a1", "g/0/1-a1", "g/0/2-a1");
    }

    @Test
    void aJobOfOneShardThatWasAssembledAtOnceEndsLikeOneThatWasAssembledByOrder() {
        // Given
        Play byOrder = new Play(Specs.generation("g", 100, 200));
        Play atOnce = new Play(Specs.generation("g", 100, 200));

        // When
        byOrder.run(byOrder.orders.getFirst());
        byOrder.run(byOrder.orders.getLast());
        WorkOrder shard = atOnce.orders.getFirst();
        atOnce.start(shard, "w");
        WorkOrder assembly = shard.following(result(shard, 100)).orElseThrow();
        atOnce.report(new UnitReport.Finished(shard.unit(), 1, "w", result(shard, 100), Optional.of(result(assembly, 1))));

        // Then
        assertThat(assembly).isEqualTo(byOrder.orders.getLast());
        assertThat(atOnce.orders).containsExactly(shard);
        assertThat(atOnce.job).isEqualTo(byOrder.job);
        assertThat(atOnce.events).isEqualTo(byOrder.events);
    }

    @Test
    void aJobThatIsBeingCancelledKeepsWhatWasAssembledAtOnce() {
        Play play = new Play(Specs.generation("g", 100, 200));
        WorkOrder shard = play.orders.getFirst();
        play.start(shard, "w");
        play.signal(Signal.Kind.CANCEL);

        play.report(new UnitReport.Finished(shard.unit(), 1, "w", result(shard, 100),
                Optional.of(result(shard.following(result(shard, 100)).orElseThrow(), 1))));

        assertThat(play.outcome().ending()).isEqualTo(Outcome.Ending.CANCELLED);
        assertThat(play.outcome().counts().succeeded()).isEqualTo(100);
        assertThat(play.outcome().outputs()).extracting(Artifact::role).contains(Artifact.Role.MANIFEST);
    }

    @Test
    void whatAnotherAttemptAssembledAtOnceDoesNotCount() {
        Play play = new Play(Specs.generation("g", 100, 200));
        WorkOrder shard = play.orders.getFirst();
        play.start(shard, "zombie");
        play.pass(POLICY.lease().plusSeconds(1));
        play.pass(POLICY.longestBackoff());
        play.start(play.orders.getLast(), "w");

        play.report(new UnitReport.Finished(shard.unit(), 1, "zombie", result(shard, 100),
                Optional.of(result(shard.following(result(shard, 100)).orElseThrow(), 1))));

        assertThat(((Active) play.job).step()).isZero();
    }

    @Test
    void nothingFollowsAtOnceWhereOtherUnitsAreNeeded() {
        WorkOrder one = new Play(Specs.generation("g", 500, 200)).orders.getFirst();
        WorkOrder stage = new Play(Specs.training("t")).orders.getFirst();

        assertThat(one.following(result(one, 200))).isEmpty();
        assertThat(stage.following(result(stage, 1))).isEmpty();
    }

    @Test
    void trainingStagesHandOnTheNewestModelAndPairs() {
        // Given
        Play play = new Play(Specs.training("t"));

        // When
        for (int i = 0; i < play.orders.size(); i++) {
            play.run(play.orders.get(i));
        }

        // Then
        assertThat(play.orders).extracting(order -> order.unit().toString())
                .containsExactly("t/0/0", "t/1/0", "t/1/1", "t/1/2", "t/2/0", "t/3/0");
        assertThat(play.orders.get(4).inputs()).extracting(Artifact::key).containsExactlyInAnyOrder("t/0/0-a1", "t/1/0-a1", "t/1/1-a1", "t/1/2-a1");
        assertThat(play.orders.get(5).inputs()).extracting(Artifact::key).contains("t/2/0-a1").doesNotContain("t/0/0-a1");
        assertThat(play.outcome().counts()).isEqualTo(new Counts("stages", 3, 3, 0, 0, 0));
    }

    @Test
    void aLapsedLeaseGoesToTheNextAttemptAndFencesTheOldOne() {
        // Given
        Play play = new Play(Specs.generation("g", 10, 10));
        WorkOrder first = play.orders.getFirst();
        play.start(first, "zombie");
        Artifact checkpoint = new Artifact(Artifact.Role.CHECKPOINT, "c", "00", 1, 1);
        play.report(new UnitReport.Progressed(first.unit(), 1, "zombie", 4, Map.of(), Optional.of(checkpoint)));

        // When
        play.pass(Duration.ofSeconds(21));
        play.pass(Duration.ofSeconds(2));
        WorkOrder second = play.orders.getLast();
        play.finish(first, "zombie");
        play.start(second, "fresh");
        play.finish(first, "zombie");

        // Then
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.checkpoint()).contains(checkpoint);
        assertThat(play.job).isInstanceOf(Active.class);
        assertThat(((Active) play.job).units().getFirst().state()).isInstanceOf(Unit.Leased.class);
    }

    @Test
    void aClockThatWasAheadDelaysNothingOnceItIsRight() {
        // Given: one unit waits for its second attempt, and one is held, by a clock that is an hour ahead
        Play play = new Play(Specs.generation("g", 20, 10));
        play.pass(Duration.ofHours(1));
        play.start(play.orders.get(0), "a");
        play.start(play.orders.get(1), "gone");
        play.report(new UnitReport.Failed(play.orders.get(0).unit(), 1, "a", new Failure.Transient("passing")));
        int issued = play.orders.size();

        // When
        play.now = START;
        play.pass(Duration.ofSeconds(1));
        play.pass(Duration.ofSeconds(21));
        play.pass(Duration.ofSeconds(2));

        // Then: the first is issued at once, the second when its lease has lapsed
        assertThat(play.orders.subList(issued, play.orders.size())).extracting(order -> order.unit().index(), WorkOrder::attempt)
                .containsExactly(tuple(0, 2), tuple(1, 2));
    }

    @Test
    void heartbeatsKeepALease() {
        // Given
        Play play = new Play(Specs.generation("g", 10, 10));
        WorkOrder order = play.orders.getFirst();
        play.start(order, "w");

        // When
        for (int i = 0; i < 10; i++) {
            play.pass(Duration.ofSeconds(15));
            play.report(new UnitReport.Progressed(order.unit(), 1, "w", i, Map.of(), Optional.empty()));
        }

        // Then
        assertThat(play.orders).hasSize(1);
    }

    @Test
    void cancellingKeepsWhatIsFinished() {
        // Given
        Play play = new Play(Specs.generation("g", 300, 100));
        play.run(play.orders.get(0));
        play.start(play.orders.get(1), "w");

        // When
        play.take(((Active) play.job).signalled(new Signal("s", "g", Signal.Kind.CANCEL), play.now));
        WorkOrder running = play.orders.get(1);
        play.report(new UnitReport.Stopped(running.unit(), 1, "w", result(running, 40), Optional.empty()));
        play.start(play.orders.get(2), "late");
        play.run(play.orders.getLast());

        // Then
        assertThat(play.outcome().ending()).isEqualTo(Outcome.Ending.CANCELLED);
        assertThat(play.outcome().counts()).isEqualTo(new Counts("images", 300, 140, 0, 160, 0));
        assertThat(play.outcome().outputs()).extracting(Artifact::role).containsExactly(Artifact.Role.MANIFEST);
    }

    @Test
    void aPausedJobRestsAndGoesOnFromItsCheckpoint() {
        // Given
        Play play = new Play(Specs.training("t"));
        WorkOrder order = play.orders.getFirst();
        Artifact checkpoint = new Artifact(Artifact.Role.CHECKPOINT, "c", "00", 1, 1);
        play.start(order, "w");

        // When
        play.signal(Signal.Kind.PAUSE);
        String pausing = play.job.state();
        play.report(new UnitReport.Stopped(order.unit(), 1, "w", UnitResult.nothing(), Optional.of(checkpoint)));
        play.pass(Duration.ofDays(3));

        // Then
        assertThat(pausing).isEqualTo("PAUSING");
        assertThat(play.job.state()).isEqualTo("PAUSED");
        assertThat(play.orders).hasSize(1);

        // When
        play.signal(Signal.Kind.RESUME);

        // Then
        assertThat(play.job.state()).isEqualTo("RUNNING");
        assertThat(play.orders).hasSize(2).last().satisfies(again -> {
            assertThat(again.attempt()).isEqualTo(2);
            assertThat(again.checkpoint()).contains(checkpoint);
        });
    }

    @Test
    void theMeanRateCountsOnlyWhatWasMadeSinceTheWorkWentOn() {
        // Given: a training of 1000 images that made 500 in 100 seconds, and rested for a night behind its checkpoint
        Play play = new Play(Specs.training("t"));
        WorkOrder order = play.orders.getFirst();
        Artifact checkpoint = new Artifact(Artifact.Role.CHECKPOINT, "jobs/t/checkpoints/500", "00", 10, 1);
        play.start(order, "w");
        play.now = play.now.plusSeconds(100);
        play.report(new UnitReport.Progressed(order.unit(), 1, "w", 500, Map.of(), Optional.of(checkpoint)));
        JobEvent.Progress before = ((Active) play.job).progress(play.now);
        play.signal(Signal.Kind.PAUSE);
        play.report(new UnitReport.Stopped(order.unit(), 1, "w", UnitResult.nothing(), Optional.of(checkpoint)));
        play.now = play.now.plus(Duration.ofHours(9));
        play.signal(Signal.Kind.RESUME);

        // When: it goes on at the same rate, once it has read the checkpoint
        play.start(play.orders.getLast(), "w");
        play.now = play.now.plusSeconds(1);
        play.report(new UnitReport.Progressed(order.unit(), 2, "w", 0, Map.of(), Optional.of(checkpoint)));
        JobEvent.Progress reading = ((Active) play.job).progress(play.now);
        play.report(new UnitReport.Progressed(order.unit(), 2, "w", 500, Map.of(), Optional.of(checkpoint)));
        play.now = play.now.plusSeconds(19);
        play.report(new UnitReport.Progressed(order.unit(), 2, "w", 600, Map.of(), Optional.of(checkpoint)));
        JobEvent.Progress after = ((Active) play.job).progress(play.now);

        // Then
        assertThat(before.perSecond()).isEqualTo(5);
        assertThat(reading.perSecond()).isZero();
        assertThat(reading.etaSeconds()).isEmpty();
        assertThat(after.done()).isEqualTo(600);
        assertThat(after.perSecond()).isEqualTo(5);
        assertThat(after.etaSeconds().orElseThrow() / before.etaSeconds().orElseThrow()).as("a fifth less of the step is left, pairs and reflow too")
                .isBetween(0.9, 1.0);
    }

    @Test
    void aPausedJobQueuesNothingAndSignalsThatChangeNothingSaySo() {
        // Given
        Play play = new Play(Specs.generation("g", 10_000, 100));
        play.signal(Signal.Kind.RESUME);
        play.signal(Signal.Kind.PAUSE);
        int queued = play.orders.size();

        // When
        play.run(play.orders.getFirst());
        play.signal(Signal.Kind.PAUSE);
        play.signal(Signal.Kind.RESUME);

        // Then: what rested is queued again under the same attempt, so that a unit still in the topic is as good
        assertThat(queued).isEqualTo(Active.UNITS_IN_QUEUE);
        assertThat(play.orders).hasSize(2 * queued).allSatisfy(order -> assertThat(order.attempt()).isEqualTo(1));
        assertThat(play.events.stream().map(JobEvent::what).filter(JobEvent.SignalAnswered.class::isInstance).map(what -> ((JobEvent.SignalAnswered) what).taken()))
                .containsExactly(false, true, false, true);
    }

    @Test
    void anExpiredJobKeepsWhatIsFinished() {
        // Given
        Play play = new Play(Specs.until(Specs.generation("g", 300, 100), Duration.ofHours(1)));
        play.run(play.orders.get(0));
        play.start(play.orders.get(1), "w");

        // When
        play.pass(Duration.ofMinutes(59));
        String before = play.job.state();
        play.start(play.orders.getLast(), "w");
        play.pass(Duration.ofMinutes(1));

        // Then
        assertThat(before).isEqualTo("RUNNING");
        assertThat(play.job.state()).isEqualTo("EXPIRING");
        play.pass(Duration.ofMinutes(1));
        play.run(play.orders.getLast());
        assertThat(play.outcome().ending()).isEqualTo(Outcome.Ending.EXPIRED);
        assertThat(play.outcome().counts()).isEqualTo(new Counts("images", 300, 100, 0, 0, 200));
        assertThat(play.outcome().failure()).contains(new Failure.Expired(START.plus(Duration.ofHours(1))));
    }

    @Test
    void aJobThatWaitsForTheStoreExpiresToo() {
        JobSpec spec = Specs.until(Specs.generation("g", 300, 100), Duration.ofHours(1));

        Closed closed = (Closed) new Pending(spec, START, 0).ticked(START.plusSeconds(3600)).orElseThrow().next();

        assertThat(closed.outcome().counts()).isEqualTo(new Counts("images", 300, 0, 0, 0, 300));
        assertThat(new Pending(spec, START, 0).ticked(START.plusSeconds(3599))).isEmpty();
    }

    @Test
    void aDivergedTrainingNamesItsLastGoodCheckpoint() {
        // Given
        Play play = new Play(Specs.training("t"));
        WorkOrder order = play.orders.getFirst();
        Artifact checkpoint = new Artifact(Artifact.Role.CHECKPOINT, "c", "00", 1, 1);
        play.start(order, "w");
        play.report(new UnitReport.Progressed(order.unit(), 1, "w", 500, Map.of(), Optional.of(checkpoint)));

        // When
        play.report(new UnitReport.Failed(order.unit(), 1, "w", new Failure.Diverged("loss is NaN")));

        // Then
        assertThat(play.outcome().ending()).isEqualTo(Outcome.Ending.FAILED);
        assertThat(play.outcome().outputs()).containsExactly(checkpoint);
    }

    @Test
    void aJobWithSomeLostShardsSucceedsInPart() {
        // Given
        Play play = new Play(Specs.generation("g", 300, 100));
        WorkOrder bad = play.orders.get(1);

        // When
        play.run(play.orders.get(0));
        play.start(bad, "w");
        play.report(new UnitReport.Failed(bad.unit(), 1, "w", new Failure.BadInput("no such weights")));
        play.run(play.orders.get(2));
        play.run(play.orders.getLast());

        // Then
        assertThat(play.outcome().ending()).isEqualTo(Outcome.Ending.PARTIALLY_SUCCEEDED);
        assertThat(play.outcome().counts()).isEqualTo(new Counts("images", 300, 200, 100, 0, 0));
        assertThat(play.outcome().failure()).contains(new Failure.BadInput("no such weights"));
    }

    @Test
    void imagesWithoutTheirStatisticsAreASuccessInPart() {
        // Given
        Play play = new Play(Specs.generation("g", 100, 100));
        play.run(play.orders.getFirst());
        WorkOrder assemble = play.orders.getLast();
        UnitResult done = result(assemble, 1);

        // When
        play.start(assemble, "w");
        play.report(new UnitReport.Finished(assemble.unit(), 1, "w", new UnitResult(1, done.artifacts(), Optional.empty(), done.usage(),
                Optional.of(new Failure.BadInput("no Fréchet distance: feature 3 of picture 9 is NaN")), Optional.empty())));

        // Then
        assertThat(play.outcome().ending()).isEqualTo(Outcome.Ending.PARTIALLY_SUCCEEDED);
        assertThat(play.outcome().counts()).isEqualTo(new Counts("images", 100, 100, 0, 0, 0));
        assertThat(play.outcome().failure().orElseThrow().message()).contains("NaN");
        assertThat(play.outcome().outputs()).extracting(Artifact::role).containsExactly(Artifact.Role.MANIFEST);
    }

    @Test
    void anEvaluationMeasuresEveryImageOnce() {
        // Given
        Play play = new Play(new EvaluationSpec("e", "emoji-16", Optional.empty(), Optional.of("emoji-16"), Statistics.DISTANCE, 2_500, Terms.STANDARD));

        // When
        List<WorkOrder> shards = List.copyOf(play.orders);
        shards.forEach(play::run);
        play.run(play.orders.getLast());

        // Then
        assertThat(shards).extracting(WorkOrder::work).containsExactly(
                new Work.MeasureImages(0, 0, 2_500), new Work.MeasureImages(1, 2_500, 2_500), new Work.MeasureImages(2, 5_000, 1_000));
        assertThat(play.outcome().outputs()).extracting(Artifact::role).containsExactly(Artifact.Role.REFERENCE);
        assertThat(play.outcome().counts()).isEqualTo(new Counts("images", 6_000, 6_000, 0, 0, 0));
    }

    @Test
    void anAblationMeasuresWhatWasTrained() {
        // Given
        Play play = new Play(Specs.ablation("a", List.of(AblationRow.Kind.LADDER)));

        // When: one training fails for good, and its cells with it
        for (int i = 0; i < play.orders.size(); i++) {
            WorkOrder order = play.orders.get(i);
            boolean hopeless = order.work() instanceof Work.TrainStudent student && student.index() == 2
                    || order.work() instanceof Work.MeasureCell cell && cell.index() % 10 == 0;
            play.start(order, "w");
            if (hopeless) {
                play.report(new UnitReport.Failed(order.unit(), order.attempt(), "w", new Failure.Diverged("loss is NaN")));
            } else {
                play.finish(order, "w");
            }
        }

        // Then: the others are measured and assembled
        assertThat(play.outcome().ending()).isEqualTo(Outcome.Ending.PARTIALLY_SUCCEEDED);
        assertThat(play.outcome().counts()).isEqualTo(new Counts("cells", 25, 22, 3, 0, 0));
        assertThat(play.outcome().outputs()).extracting(Artifact::role).containsExactly(Artifact.Role.REPORT);
        assertThat(play.orders.getLast().inputs()).extracting(Artifact::role).contains(Artifact.Role.PAIRS, Artifact.Role.STUDENT, Artifact.Role.CELL);
    }

    @Test
    void aCellWhoseWorkerDiesIsMeasuredByAnother() {
        // Given
        Play play = new Play(Specs.ablation("a", List.of(AblationRow.Kind.LADDER)));
        for (int i = 0; !(play.orders.get(i).work() instanceof Work.MeasureCell); i++) {
            play.run(play.orders.get(i));
        }
        WorkOrder cell = play.orders.stream().filter(order -> order.work() instanceof Work.MeasureCell).findFirst().orElseThrow();

        // When
        play.start(cell, "dead");
        play.pass(Duration.ofSeconds(30));
        play.pass(Duration.ofSeconds(30));

        // Then
        assertThat(play.orders.getLast().unit()).isEqualTo(cell.unit());
        assertThat(play.orders.getLast().attempt()).isEqualTo(2);
    }

    @Test
    void aCancelledAblationShowsTheCellsItHas() {
        // Given: one that measures
        Play play = new Play(Specs.ablation("a", List.of(AblationRow.Kind.LADDER)));
        for (int i = 0; !(play.orders.get(i).work() instanceof Work.MeasureCell); i++) {
            play.run(play.orders.get(i));
        }
        List<WorkOrder> cells = play.orders.stream().filter(order -> order.work() instanceof Work.MeasureCell).toList();
        play.run(cells.getFirst());

        // When
        play.signal(Signal.Kind.CANCEL);
        play.run(play.orders.getLast());

        // Then
        assertThat(play.orders.getLast().work()).isEqualTo(new Work.AssembleAblation());
        assertThat(play.outcome().ending()).isEqualTo(Outcome.Ending.CANCELLED);
        assertThat(play.outcome().counts()).isEqualTo(new Counts("cells", 25, 1, 0, 24, 0));
    }

    @Test
    void anAblationThatIsCancelledWhileItTrainsDoesNotBeginToMeasure() {
        // Given
        Play play = new Play(Specs.ablation("a", List.of(AblationRow.Kind.LADDER)));
        for (int i = 0; !(play.orders.get(i).work() instanceof Work.TrainStudent); i++) {
            play.run(play.orders.get(i));
        }
        play.run(play.orders.stream().filter(order -> order.work() instanceof Work.TrainStudent).findFirst().orElseThrow());

        // When
        play.signal(Signal.Kind.CANCEL);

        // Then
        assertThat(play.outcome().ending()).isEqualTo(Outcome.Ending.CANCELLED);
        assertThat(play.outcome().counts()).isEqualTo(new Counts("cells", 25, 0, 0, 25, 0));
        assertThat(play.orders).noneMatch(order -> order.work() instanceof Work.MeasureCell);
    }

    @Test
    void attemptsAreBoundedAndTheLastCauseIsKept() {
        // Given
        Play play = new Play(Specs.training("t"));

        // When
        for (int i = 0; i < 3; i++) {
            WorkOrder order = play.orders.getLast();
            play.start(order, "w" + i);
            play.report(new UnitReport.Failed(order.unit(), order.attempt(), "w" + i, new Failure.Transient("disk " + i)));
            play.pass(Duration.ofSeconds(10));
        }

        // Then
        assertThat(play.outcome().ending()).isEqualTo(Outcome.Ending.FAILED);
        assertThat(play.outcome().failure()).contains(new Failure.Exhausted(3, "TRANSIENT", "disk 2"));
        assertThat(play.outcome().counts()).isEqualTo(new Counts("stages", 3, 0, 3, 0, 0));
    }

    @Test
    void aJobOfManyUnitsQueuesThemBitByBit() {
        // Given
        Play play = new Play(Specs.generation("g", 1_000, 1));
        int atFirst = play.orders.size();

        // When
        play.run(play.orders.getFirst());
        int afterOne = play.orders.size();
        for (int i = 1; i < play.orders.size(); i++) {
            play.run(play.orders.get(i));
        }

        // Then
        assertThat(atFirst).isEqualTo(Active.UNITS_IN_QUEUE);
        assertThat(afterOne).isEqualTo(Active.UNITS_IN_QUEUE + 1);
        assertThat(play.outcome().counts()).isEqualTo(new Counts("images", 1_000, 1_000, 0, 0, 0));
    }

    @Test
    void theSameIdWithOtherContentIsAConflictAndChangesNothing() {
        // Given
        Play play = new Play(Specs.generation("g", 10, 10));

        // When
        Transition same = play.job.resubmitted(Specs.generation("g", 10, 10), play.now);
        Transition other = play.job.resubmitted(Specs.generation("g", 11, 10), play.now);

        // Then
        assertThat(what(same)).isEqualTo(new JobEvent.SubmissionRepeated("RUNNING"));
        assertThat(what(other)).isInstanceOfSatisfying(JobEvent.Rejected.class, rejected -> {
            assertThat(rejected.failure().code()).isEqualTo("CONFLICT");
            assertThat(rejected.terminal()).isFalse();
        });
        assertThat(other.next().state()).isEqualTo("RUNNING");
    }

    @Test
    void aRejectedIdIsFreeForTheCorrectedJob() {
        // Given
        Play play = new Play(Specs.generation("g", 0, 10));

        // When
        Transition corrected = play.job.resubmitted(Specs.generation("g", 10, 10), play.now);

        // Then
        assertThat(play.outcome().ending()).isEqualTo(Outcome.Ending.REJECTED);
        assertThat(corrected.next()).isEqualTo(new Pending(Specs.generation("g", 10, 10), play.now, 1));
    }

    private static JobEvent.What what(Transition transition) {
        return ((Effect.Publish) transition.effects().getFirst()).event().what();
    }

    static Stream<Long> seeds() {
        return new Random(7).longs(2_000).boxed();
    }

    /** Whatever workers, signals and time do: no illegal state, counts add up, one terminal event, events without gaps. */
    @ParameterizedTest
    @MethodSource("seeds")
    void randomLivesAreLawful(long seed) {
        // Given
        Random random = new Random(seed);
        JobSpec spec = random.nextBoolean() ? Specs.generation("g", 1 + random.nextInt(500), 1 + random.nextInt(200)) : Specs.training("t");
        Play play = new Play(random.nextInt(4) == 0 ? Specs.until(spec, Duration.ofSeconds(1 + random.nextInt(600))) : spec);

        // When
        for (int i = 0; i < 400 && play.job instanceof Active; i++) {
            step(play, random);
        }
        play.signal(Signal.Kind.RESUME);
        for (int i = 0; play.job instanceof Active && i < 2_000; i++) {
            play.run(play.orders.get(Math.min(play.orders.size() - 1, i % play.orders.size())));
            play.pass(Duration.ofSeconds(5));
        }

        // Then
        assertThat(play.job).as("seed %d", seed).isInstanceOf(Closed.class);
        assertThat(play.events.stream().filter(event -> event.what().terminal())).as("seed %d", seed).hasSize(1);
        assertThat(play.events.getLast().what().terminal()).as("seed %d", seed).isTrue();
        assertThat(play.events).extracting(JobEvent::sequence).as("seed %d", seed)
                .containsExactlyElementsOf(Stream.iterate(0L, n -> n + 1).limit(play.events.size()).toList());
        Counts counts = play.outcome().counts();
        assertThat(counts.requested()).isEqualTo(Tally.requested(((Job.Known) play.job).spec()));
        assertThat(play.orders.stream().mapToInt(WorkOrder::attempt).max().orElseThrow()).isLessThanOrEqualTo(200);
        if (play.outcome().ending() == Outcome.Ending.SUCCEEDED) {
            assertThat(counts.succeeded()).isEqualTo(counts.requested());
        }
    }

    private static void step(Play play, Random random) {
        WorkOrder order = play.orders.get(random.nextInt(play.orders.size()));
        String worker = "w" + random.nextInt(3);
        switch (random.nextInt(100)) {
            case 10, 11 -> play.signal(Signal.Kind.PAUSE);
            case 12, 13, 14 -> play.signal(Signal.Kind.RESUME);
            case 0 -> play.take(((Active) play.job).signalled(new Signal("s", ((Job.Known) play.job).spec().id(), Signal.Kind.CANCEL), play.now));
            case 1, 2, 3 -> play.report(new UnitReport.Failed(order.unit(), order.attempt(), worker,
                    random.nextInt(4) == 0 ? new Failure.Diverged("nan") : new Failure.Transient("x")));
            case 4, 5, 6 -> play.pass(Duration.ofMillis(random.nextInt(30_000)));
            case 7, 8 -> play.report(new UnitReport.Stopped(order.unit(), order.attempt(), worker, result(order, order.work().amount() / 2), Optional.empty()));
            case 9 -> play.report(new UnitReport.Started(new UnitId("g", random.nextInt(9) - 2, random.nextInt(9) - 2), 1, worker));
            default -> {
                if (random.nextBoolean()) {
                    play.start(order, worker);
                } else if (random.nextBoolean()) {
                    play.report(new UnitReport.Progressed(order.unit(), order.attempt(), worker, random.nextInt(1000), Map.of(), Optional.empty()));
                } else {
                    play.finish(order, worker);
                }
            }
        }
    }
}
