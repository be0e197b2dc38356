package io.straightway.job;

import java.time.Instant;

/** Ended. Its terminal event is published; nothing changes any more. */
public record Closed(JobSpec spec, Instant received, long nextSequence, Outcome outcome, Instant at) implements Job.Known {

    @Override
    public String state() {
        return outcome.ending().name();
    }

    @Override
    public Transition announce(JobEvent.What what, Instant now) {
        return Transition.to(new Closed(spec, received, nextSequence + 1, outcome, at), new Effect.Publish(new JobEvent(spec.id(), nextSequence, now, what)));
    }

    /** A rejected id is free again: the corrected job goes on with the event sequence. */
    @Override
    public Transition resubmitted(JobSpec again, Instant now) {
        return outcome.ending() == Outcome.Ending.REJECTED && !again.equals(spec)
                ? Transition.to(new Pending(again, now, nextSequence))
                : Job.Known.super.resubmitted(again, now);
    }

    /** What is kept of it once its retention is over. */
    public Forgotten forgotten() {
        return new Forgotten(id(), received, nextSequence, outcome.ending(), at);
    }
}
