package io.straightway.cli;

import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;

/** What the command line's exit codes mean; docs/reference/cli.md has the table. */
final class ExitCodes {
    /** Done; where a job was waited for, it succeeded. */
    static final int SUCCEEDED = 0;

    /** Not done, or not all of it: the job failed, what is asked for is not there, broker or store do not answer. */
    static final int FAILED = 1;

    /** Asked for wrongly: command, option, job file. Nothing was done. */
    static final int USAGE = 2;

    private ExitCodes() {}

    /** Of a job that ended with this event. */
    static int of(JobEvent.What last) {
        return switch (last) {
            case JobEvent.Ended ended -> of(ended.outcome());
            case JobEvent.Rejected rejected -> USAGE;
            default -> FAILED;
        };
    }

    static int of(Outcome outcome) {
        return switch (outcome.ending()) {
            case SUCCEEDED -> SUCCEEDED;
            case REJECTED -> USAGE;
            case PARTIALLY_SUCCEEDED, FAILED, CANCELLED, EXPIRED -> FAILED;
        };
    }
}
