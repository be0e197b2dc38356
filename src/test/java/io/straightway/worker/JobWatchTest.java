package io.straightway.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.event.JobStatus;
import io.straightway.job.Active;
import io.straightway.job.Admission;
import io.straightway.job.Effect;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.Job;
import io.straightway.job.Pending;
import io.straightway.job.RetryPolicy;
import io.straightway.job.Signal;
import io.straightway.job.Specs;
import io.straightway.job.Statistics;
import io.straightway.job.Terms;
import io.straightway.job.Transition;
import io.straightway.job.UnitReport;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobWatchTest {
    private static final RetryPolicy POLICY =
            new RetryPolicy(Duration.ofSeconds(20), 3, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofMinutes(10));

    /** The coordinator's clock runs an hour ahead of the worker's. */
    private static final Duration SKEW = Duration.ofHours(1);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Job job;
    private WorkOrder order;
    private Optional<JobStatus> status = Optional.empty();
    private final JobWatch watch = new JobWatch(id -> status, () -> now);

    private void submit() {
        Pending pending = new Pending(Specs.generation("g", 10, 10), now, 0);
        Transition begun = pending.admitted(Admission.of(pending.spec(), Specs.CATALOG, Specs.POOLS), now.plus(SKEW));
        job = begun.next();
        order = begun.effects().stream().filter(Effect.Issue.class::isInstance).map(effect -> ((Effect.Issue) effect).order()).findFirst().orElseThrow();
        tell();
    }

    private void tell() {
        status = Optional.of(JobStatus.of(job, now.plus(SKEW)));
    }

    private RunningUnit take(String worker) {
        return new RunningUnit(order, worker, Duration.ofSeconds(20), watch.newest(order), () -> now);
    }

    private void lease(String worker) {
        job = ((Active) job).reported(new UnitReport.Started(order.unit(), 1, worker), now.plus(SKEW), POLICY).next();
        tell();
    }

    @Test
    void aHeldUnitGoesOn() {
        // Given
        submit();
        RunningUnit unit = take("me");
        lease("me");

        // When
        now = now.plusSeconds(60);

        // Then
        assertThat(watch.verdict(unit)).isEmpty();
    }

    @Test
    void aUnitThatIsLeasedToAnotherStopsAfterAWhile() {
        // Given
        submit();
        RunningUnit unit = take("me");
        now = now.plusMillis(10);
        lease("another");

        // When
        Optional<RunningUnit.Stop> atOnce = watch.verdict(unit);
        now = now.plusSeconds(11);
        Optional<RunningUnit.Stop> later = watch.verdict(unit);

        // Then
        assertThat(atOnce).isEmpty();
        assertThat(later).contains(RunningUnit.Stop.LEASE_LOST);
    }

    @Test
    void silenceOfTheCoordinatorIsNoVerdict() {
        // Given
        submit();
        RunningUnit unit = take("me");

        // When
        now = now.plusSeconds(60);

        // Then
        assertThat(watch.verdict(unit)).isEmpty();
    }

    @Test
    void aCancelledJobStopsItsUnits() {
        // Given
        submit();
        RunningUnit unit = take("me");
        lease("me");

        // When
        job = ((Active) job).signalled(new Signal("s", "g", Signal.Kind.CANCEL), now.plus(SKEW)).next();
        tell();

        // Then
        assertThat(watch.verdict(unit)).contains(RunningUnit.Stop.JOB_ENDING);
        assertThat(watch.over(order, now.plus(SKEW))).isTrue();
    }

    @Test
    void whatACancelledEvaluationMeasuredIsAssembled() {
        // Given: one shard is being measured
        Pending pending = new Pending(new EvaluationSpec("e", "emoji-16", Optional.empty(), Optional.of("emoji-16"), Statistics.DISTANCE, 2_500, Terms.STANDARD), now, 0);
        Transition begun = pending.admitted(Admission.of(pending.spec(), Specs.CATALOG, Specs.POOLS), now);
        job = begun.next();
        order = orders(begun).getFirst();
        lease("me");

        // When
        job = ((Active) job).signalled(new Signal("s", "e", Signal.Kind.CANCEL), now).next();
        Transition measured = ((Active) job).reported(new UnitReport.Finished(order.unit(), 1, "me", new UnitResult(10, List.of(), Optional.empty(), Usage.NONE,
                Optional.empty())), now, POLICY);
        job = measured.next();
        tell();

        // Then
        assertThat(job.state()).isEqualTo("CANCELLING");
        WorkOrder assembly = orders(measured).getFirst();
        assertThat(assembly.work()).isInstanceOf(Work.AssembleEvaluation.class);
        assertThat(watch.over(assembly, now)).isFalse();
    }

    private static List<WorkOrder> orders(Transition transition) {
        return transition.effects().stream().filter(Effect.Issue.class::isInstance).map(effect -> ((Effect.Issue) effect).order()).toList();
    }

    @Test
    void aPausedJobStopsItsUnitsUntilItIsResumed() {
        // Given
        submit();
        RunningUnit unit = take("me");
        lease("me");

        // When
        Instant paused = now.plus(SKEW).plusSeconds(1);
        job = ((Active) job).signalled(new Signal("s", "g", Signal.Kind.PAUSE), paused).next();
        status = Optional.of(JobStatus.of(job, paused));

        // Then: what was queued before is left, what comes later was issued by a resumption that we don't know of yet
        assertThat(watch.verdict(unit)).contains(RunningUnit.Stop.JOB_PAUSING);
        assertThat(watch.over(order, paused.minusSeconds(1))).isTrue();
        assertThat(watch.over(order, paused.plusMillis(1))).isFalse();
    }

    @Test
    void aLeaseThatLapsedByOurOwnClockIsLost() {
        // Given
        submit();
        RunningUnit unit = take("me");

        // When
        now = now.plusSeconds(15);
        unit.renewed(now);
        now = now.plusSeconds(15);
        unit.checkLease();
        boolean renewed = unit.mustStop();
        now = now.plusSeconds(6);
        unit.checkLease();

        // Then
        assertThat(renewed).isFalse();
        assertThat(unit.stopReason()).contains(RunningUnit.Stop.LEASE_LOST);
    }
}
