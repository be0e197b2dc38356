package io.straightway.worker;

import io.straightway.event.JobStatus;
import io.straightway.event.StatusBoard;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import java.time.Duration;
import java.util.Optional;

/** What the status of jobs means for units: which need not be begun, and which must stop. */
final class JobWatch {
    /** Status written so soon after a unit was taken may not know of it yet. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final StatusBoard board;

    JobWatch(StatusBoard board) {
        this.board = board;
    }

    /** Whether a unit from the queue need not be begun. What a cancelled job keeps must still be assembled. */
    boolean over(WorkOrder order) {
        return board.of(order.unit().job())
                .map(status -> status.ended() || cancelling(status) && !(order.work() instanceof Work.AssembleImages) || status.step() - 1 > order.unit().step())
                .orElse(false);
    }

    /** Whether a unit in hand must stop, and why. */
    Optional<RunningUnit.Stop> verdict(RunningUnit unit) {
        return board.of(unit.order().unit().job()).flatMap(status -> verdict(unit, status));
    }

    private static Optional<RunningUnit.Stop> verdict(RunningUnit unit, JobStatus status) {
        boolean held = status.leases().stream().anyMatch(lease -> lease.unit().equals(unit.order().unit())
                && lease.attempt() == unit.order().attempt() && lease.worker().equals(unit.worker()));
        if (held) {
            return cancelling(status) ? Optional.of(RunningUnit.Stop.JOB_ENDING) : Optional.empty();
        }
        boolean settled = status.updated().isAfter(unit.started().plus(GRACE));
        return settled ? Optional.of(RunningUnit.Stop.LEASE_LOST) : Optional.empty();
    }

    private static boolean cancelling(JobStatus status) {
        return status.state().equals("CANCELLING");
    }
}
