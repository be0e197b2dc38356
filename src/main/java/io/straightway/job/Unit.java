package io.straightway.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One unit in the step that runs now.
 *
 * @param work what it does
 * @param state where it stands
 * @param checkpoint newest complete checkpoint of any attempt
 * @param failures attempts that failed; those that were stopped for a pause or a drain did not
 */
public record Unit(Work work, State state, Optional<Artifact> checkpoint, int failures) {

    static Unit fresh(Work work) {
        return new Unit(work, new Waiting(), Optional.empty(), 0);
    }

    /** Where a unit stands. The last three are final. */
    public sealed interface State {}

    /** Not yet in the unit topic, because enough of the job's units are. */
    public record Waiting() implements State {}

    /** In the unit topic, waiting for a worker. */
    public record Queued(int attempt, Instant since) implements State {}

    /** Rests with its job; will be queued under this attempt when the job is resumed. */
    public record Held(int attempt) implements State {}

    /** Will be queued again once the wait is over. */
    public record BackingOff(int attempt, Instant until) implements State {}

    /**
     * With a worker.
     *
     * @param expires when the lease lapses unless a heartbeat comes
     * @param done images, pairs or training images so far
     */
    public record Leased(int attempt, String worker, Instant started, Instant expires, long done) implements State {}

    public record Done(UnitResult result) implements State {}

    public record Lost(Failure failure) implements State {}

    /** Ended because the job is ending; keeps what was finished. */
    public record Cut(UnitResult result) implements State {}

    boolean ended() {
        return switch (state) {
            case Done done -> true;
            case Lost lost -> true;
            case Cut cut -> true;
            case Waiting waiting -> false;
            case Queued queued -> false;
            case Held held -> false;
            case BackingOff later -> false;
            case Leased leased -> false;
        };
    }

    /** Images, pairs or training images so far. */
    long done() {
        return switch (state) {
            case Leased leased -> leased.done();
            case Done done -> done.result().amount();
            case Cut cut -> cut.result().amount();
            case Waiting waiting -> 0;
            case Queued queued -> 0;
            case Held held -> 0;
            case BackingOff later -> 0;
            case Lost lost -> 0;
        };
    }

    Optional<UnitResult> result() {
        return switch (state) {
            case Done done -> Optional.of(done.result());
            case Cut cut -> Optional.of(cut.result());
            default -> Optional.empty();
        };
    }

    Unit with(State next) {
        return new Unit(work, next, checkpoint, failures);
    }

    /** Waiting for its next attempt, as far as nobody works on it. */
    Unit held() {
        return switch (state) {
            case Queued queued -> with(new Held(queued.attempt()));
            case BackingOff later -> with(new Held(later.attempt()));
            default -> this;
        };
    }

    /** Whether nobody works on it and it has not ended. */
    boolean idle() {
        return !ended() && !(state instanceof Leased);
    }

    /**
     * The same unit by a clock that was ahead and has been put right: no time lies further ahead than one that is set now. Else a wait or a
     * lease would last as long as the clock was ahead.
     */
    Unit setRight(Instant now, RetryPolicy policy) {
        return switch (state) {
            case Leased leased when leased.expires().isAfter(now.plus(policy.lease())) ->
                    with(new Leased(leased.attempt(), leased.worker(), leased.started(), now.plus(policy.lease()), leased.done()));
            case BackingOff later when later.until().isAfter(now.plus(policy.longestBackoff())) -> with(new BackingOff(later.attempt(), now));
            case Queued queued when queued.since().isAfter(now) -> with(new Queued(queued.attempt(), now));
            default -> this;
        };
    }

    /** Whether {@code report} comes from the holder of this unit's lease. */
    boolean heldBy(UnitReport report) {
        return state instanceof Leased leased && leased.attempt() == report.attempt() && leased.worker().equals(report.worker());
    }

    Unit leased(UnitReport.Started report, Instant now, Duration lease) {
        return with(new Leased(report.attempt(), report.worker(), now, now.plus(lease), 0));
    }

    Unit progressed(UnitReport.Progressed report, Instant now, Duration lease) {
        Leased held = (Leased) state;
        Leased renewed = new Leased(held.attempt(), held.worker(), held.started(), now.plus(lease), Math.max(held.done(), report.done()));
        return new Unit(work, renewed, report.checkpoint().or(() -> checkpoint), failures);
    }

    /** Handed back before its end, to be gone on with under the next attempt. */
    Unit stopped(UnitReport.Stopped report, State next) {
        return new Unit(work, next, report.checkpoint().or(() -> checkpoint), failures);
    }

    /** After a failed attempt: wait and try again, or give up. */
    Unit failed(UnitId id, int attempt, Failure failure, Instant now, RetryPolicy policy) {
        int failed = failures + 1;
        State next;
        if (!failure.retryable()) {
            next = new Lost(failure);
        } else if (failed >= policy.attempts()) {
            next = new Lost(new Failure.Exhausted(failed, failure.code(), failure.message()));
        } else {
            next = new BackingOff(attempt + 1, now.plus(policy.backoff(id, failed)));
        }
        return new Unit(work, next, checkpoint, failed);
    }
}
