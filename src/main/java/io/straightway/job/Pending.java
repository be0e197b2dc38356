package io.straightway.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Received, not yet admitted: what it refers to has not been looked up, or is still being made.
 *
 * @param waitingFor jobs that must end first
 */
public record Pending(JobSpec spec, Instant received, long nextSequence, List<String> waitingFor) implements Job.Known {
    public Pending {
        // State that was written before jobs could wait for others is read as waiting for none.
        waitingFor = waitingFor == null ? List.of() : List.copyOf(waitingFor);
    }

    public Pending(JobSpec spec, Instant received, long nextSequence) {
        this(spec, received, nextSequence, List.of());
    }

    @Override
    public String state() {
        return waitingFor.isEmpty() ? "PENDING" : "WAITING";
    }

    public Transition admitted(Admission admission, Instant now) {
        return switch (admission) {
            case Admission.Awaiting awaiting when awaiting.jobs().equals(waitingFor) -> Transition.to(this);
            case Admission.Awaiting awaiting -> Transition.to(new Pending(spec, received, nextSequence + 1, awaiting.jobs()),
                    new Effect.Publish(new JobEvent(spec.id(), nextSequence, now, new JobEvent.Waiting(awaiting.jobs()))));
            case Admission.Refused refused -> {
                Failure.Invalid failure = new Failure.Invalid(refused.violations());
                yield close(new JobEvent.Rejected(failure), outcome(Outcome.Ending.REJECTED, Optional.of(failure)), now);
            }
            case Admission.Admitted admitted -> Active.begin(this, admitted.pinned(), now);
        };
    }

    public Transition signalled(Signal signal, Instant now) {
        if (signal.kind() != Signal.Kind.CANCEL) {
            return announce(new JobEvent.SignalAnswered(signal.id(), false, "the job has not begun"), now);
        }
        Outcome outcome = outcome(Outcome.Ending.CANCELLED, Optional.of(new Failure.Cancelled(signal.id())));
        return Transition.to(new Closed(spec, received, nextSequence + 2, outcome, now),
                new Effect.Publish(new JobEvent(spec.id(), nextSequence, now, new JobEvent.SignalAnswered(signal.id(), true, "cancelled before it began"))),
                new Effect.Publish(new JobEvent(spec.id(), nextSequence + 1, now, new JobEvent.Ended(outcome, Optional.empty()))));
    }

    /** Time passes, and the deadline may with it. Empty if it has not. */
    public Optional<Transition> ticked(Instant now) {
        return spec.terms().deadline().map(deadline -> deadline.from(received)).filter(deadline -> !now.isBefore(deadline)).map(deadline -> {
            Outcome outcome = outcome(Outcome.Ending.EXPIRED, Optional.of(new Failure.Expired(deadline)));
            return close(new JobEvent.Ended(outcome, Optional.empty()), outcome, now);
        });
    }

    private Transition close(JobEvent.What what, Outcome outcome, Instant now) {
        return Transition.to(new Closed(spec, received, nextSequence + 1, outcome, now),
                new Effect.Publish(new JobEvent(spec.id(), nextSequence, now, what)));
    }

    private Outcome outcome(Outcome.Ending ending, Optional<Failure> failure) {
        long requested = Math.max(0, Tally.requested(spec));
        Counts counts = switch (ending) {
            case CANCELLED -> new Counts(Tally.unit(spec), requested, 0, 0, requested, 0);
            case EXPIRED -> new Counts(Tally.unit(spec), requested, 0, 0, 0, requested);
            case SUCCEEDED, PARTIALLY_SUCCEEDED, FAILED, REJECTED -> new Counts(Tally.unit(spec), requested, 0, requested, 0, 0);
        };
        return new Outcome(ending, counts, List.of(), Optional.empty(), Usage.NONE, failure, List.of());
    }

    @Override
    public Transition announce(JobEvent.What what, Instant now) {
        return Transition.to(new Pending(spec, received, nextSequence + 1, waitingFor), new Effect.Publish(new JobEvent(spec.id(), nextSequence, now, what)));
    }
}
