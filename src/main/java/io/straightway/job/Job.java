package io.straightway.job;

import java.time.Instant;

/**
 * The life of a job. Each state is a record and each transition a method of the state it leaves, so that an illegal move does not
 * compile. States are values: a transition returns the next state and what the outside must do.
 */
public sealed interface Job permits Job.Known, Forgotten {

    String id();

    Instant received();

    /** Sequence number of the next event. */
    long nextSequence();

    /** One word for people: {@code PENDING}, {@code RUNNING}, {@code PAUSED}…, the ending, or {@code FORGOTTEN}. */
    String state();

    /** The answer to a submission under an id that is already known. */
    Transition resubmitted(JobSpec again, Instant now);

    /** Publishes one event and changes nothing else. */
    Transition announce(JobEvent.What what, Instant now);

    /** Remembered in full. */
    sealed interface Known extends Job permits Pending, Active, Closed {
        /** As submitted. */
        JobSpec spec();

        @Override
        default String id() {
            return spec().id();
        }

        @Override
        default Transition resubmitted(JobSpec again, Instant now) {
            JobEvent.What answer = again.equals(spec())
                    ? new JobEvent.SubmissionRepeated(state())
                    : new JobEvent.Rejected(new Failure.Conflict("job " + id() + " is already known with other content and is " + state()));
            return announce(answer, now);
        }
    }
}
