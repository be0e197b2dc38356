package io.straightway.worker;

import io.straightway.event.JobStatus;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/** What the status of jobs means for units: which need not be begun, and which must stop. */
final class JobWatch {
    /** Status that comes so soon after a unit was taken may not know of it yet. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Function<String, Optional<JobStatus>> board;
    private final InstantSource clock;

    /** @param board newest status by job id */
    JobWatch(Function<String, Optional<JobStatus>> board, InstantSource clock) {
        this.board = board;
        this.clock = clock;
    }

    /** When the job's newest status was written, by the coordinator's clock. */
    Instant newest(WorkOrder order) {
        return board.apply(order.unit().job()).map(JobStatus::updated).orElse(Instant.EPOCH);
    }

    /**
     * Whether a unit from the queue need not be begun. What a cancelled job keeps must still be assembled.
     *
     * @param issued when the unit was put into the queue, by the coordinator's clock
     */
    boolean over(WorkOrder order, Instant issued) {
        return board.apply(order.unit().job()).map(status -> over(order, issued, status)).orElse(false);
    }

    private static boolean over(WorkOrder order, Instant issued, JobStatus status) {
        boolean dropped = ending(status) && !assembles(order.work());
        // A unit that is younger than the pause was issued when the job went on: our view of the job is behind.
        boolean resting = resting(status) && !issued.isAfter(status.updated());
        return status.ended() || dropped || resting || status.step() - 1 > order.unit().step();
    }

    /** Whether it makes sense of what others have left; a training that is being cancelled comes to no assembly. */
    private static boolean assembles(Work work) {
        return work instanceof Work.AssembleImages || work instanceof Work.AssembleEvaluation || work instanceof Work.AssembleAblation;
    }

    /** Whether a unit in hand must stop, and why. */
    Optional<RunningUnit.Stop> verdict(RunningUnit unit) {
        return board.apply(unit.order().unit().job()).flatMap(status -> verdict(unit, status));
    }

    private Optional<RunningUnit.Stop> verdict(RunningUnit unit, JobStatus status) {
        boolean held = status.leases().stream().anyMatch(lease -> lease.unit().equals(unit.order().unit())
                && lease.attempt() == unit.order().attempt() && lease.worker().equals(unit.worker()));
        if (held) {
            return ending(status) ? Optional.of(RunningUnit.Stop.JOB_ENDING)
                    : resting(status) ? Optional.of(RunningUnit.Stop.JOB_PAUSING) : Optional.empty();
        }
        // Each clock is compared with itself only: the coordinator's may run ahead of ours.
        boolean settled = status.updated().isAfter(unit.statusAtStart()) && clock.instant().isAfter(unit.started().plus(GRACE));
        return settled ? Optional.of(RunningUnit.Stop.LEASE_LOST) : Optional.empty();
    }

    private static boolean ending(JobStatus status) {
        return status.state().equals("CANCELLING") || status.state().equals("EXPIRING");
    }

    private static boolean resting(JobStatus status) {
        return status.state().equals("PAUSING") || status.state().equals("PAUSED");
    }
}
