package io.straightway.job;

import java.time.Instant;

/**
 * A job that ended so long ago that only this is kept, so that its id is not taken for a new one.
 *
 * @param ended when it ended
 */
public record Forgotten(String id, Instant received, long nextSequence, Outcome.Ending ending, Instant ended) implements Job {

    @Override
    public String state() {
        return "FORGOTTEN";
    }

    @Override
    public Transition resubmitted(JobSpec again, Instant now) {
        return announce(new JobEvent.Rejected(new Failure.Forgotten("job " + id + " ended on " + ended + " as " + ending
                + " and is expired from retention; a new id runs it again")), now);
    }

    @Override
    public Transition announce(JobEvent.What what, Instant now) {
        return Transition.to(new Forgotten(id, received, nextSequence + 1, ending, ended), new Effect.Publish(new JobEvent(id, nextSequence, now, what)));
    }
}
