package io.straightway.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Received, not yet admitted: what it refers to has not been looked up. */
public record Pending(JobSpec spec, Instant received, long nextSequence) implements Job {

    @Override
    public String state() {
        return "PENDING";
    }

    public Transition admitted(Admission admission, Instant now) {
        return switch (admission) {
            case Admission.Refused refused -> close(
                    new JobEvent.Rejected(new Failure.Invalid(refused.violations())),
                    Outcome.Ending.REJECTED, Optional.of(new Failure.Invalid(refused.violations())), now);
            case Admission.Admitted admitted -> Active.begin(this, admitted.pinned(), now);
        };
    }

    public Transition cancelled(Signal signal, Instant now) {
        Outcome outcome = outcome(Outcome.Ending.CANCELLED, Optional.of(new Failure.Cancelled(signal.id())));
        return Transition.to(new Closed(spec, received, nextSequence + 2, outcome, now),
                new Effect.Publish(new JobEvent(spec.id(), nextSequence, now, new JobEvent.SignalAnswered(signal.id(), true, "cancelled before it began"))),
                new Effect.Publish(new JobEvent(spec.id(), nextSequence + 1, now, new JobEvent.Ended(outcome, Optional.empty()))));
    }

    private Transition close(JobEvent.What what, Outcome.Ending ending, Optional<Failure> failure, Instant now) {
        return Transition.to(new Closed(spec, received, nextSequence + 1, outcome(ending, failure), now),
                new Effect.Publish(new JobEvent(spec.id(), nextSequence, now, what)));
    }

    private Outcome outcome(Outcome.Ending ending, Optional<Failure> failure) {
        long requested = Math.max(0, Tally.requested(spec));
        boolean cancelled = ending == Outcome.Ending.CANCELLED;
        Counts counts = new Counts(Tally.unit(spec), requested, 0, cancelled ? 0 : requested, cancelled ? requested : 0, 0);
        return new Outcome(ending, counts, List.of(), Optional.empty(), Usage.NONE, failure, List.of());
    }

    @Override
    public Transition announce(JobEvent.What what, Instant now) {
        return Transition.to(new Pending(spec, received, nextSequence + 1), new Effect.Publish(new JobEvent(spec.id(), nextSequence, now, what)));
    }
}
