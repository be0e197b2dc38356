package io.straightway.audit;

import io.straightway.job.JobEvent;
import java.util.function.Consumer;

/** Do the events of a job have the numbers 0, 1, 2…, each once? */
final class Numbering {
    private final String job;
    private final Consumer<Finding> findings;
    private long next;
    private long unread;
    private long cut;
    private boolean any;
    private boolean onlyAnswers = true;
    private boolean beginningMissing;

    Numbering(String job, Consumer<Finding> findings) {
        this.job = job;
        this.findings = findings;
    }

    /** An event whose number is not known, so that one may be missing later. */
    void unreadable() {
        unread++;
    }

    /**
     * Whether the event's number is a new one.
     *
     * @param behindCut whether retention has deleted older events from its partition
     * @param ended whether there has been a terminal event
     */
    boolean takes(JobEvent event, boolean behindCut, boolean ended) {
        boolean again = event.sequence() == 0 && onlyAnswers;
        onlyAnswers &= event.leavesNothing();
        if (event.sequence() < next && !again) {
            findings.accept(new Finding.Duplicate(job, event.what().terminal() && ended
                    ? "the terminal event is there twice, each time with the number " + event.sequence()
                    : "there are two events with the number " + event.sequence()));
            return false;
        }
        missing(Math.max(0, event.sequence() - next), behindCut);
        any = true;
        next = event.sequence() + 1;
        return true;
    }

    private void missing(long count, boolean behindCut) {
        if (!any && count > 0 && behindCut) {
            cut = count;
            beginningMissing = true;
        } else if (count > unread) {
            findings.accept(new Finding.Gap(job, count == 1 ? "event " + next + " is missing" : "events " + next + " to " + (next + count - 1) + " are missing"));
            beginningMissing |= !any;
        }
        unread -= Math.min(unread, count);
    }

    long unread() {
        return unread;
    }

    /** How many events retention has deleted. */
    long cut() {
        return cut;
    }

    /** Whether the job's first events are not there, for whatever reason. */
    boolean beginningMissing() {
        return beginningMissing;
    }
}
