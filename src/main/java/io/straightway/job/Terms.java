package io.straightway.job;

import io.straightway.recipe.Checks;
import java.util.Optional;

/**
 * What a submitter asks of the way a job is run, whatever the job does.
 *
 * @param priority which of the waiting units workers take first
 * @param pool workers that take its units
 * @param deadline when it ends at the latest, finished or not
 */
public record Terms(Priority priority, String pool, Optional<Deadline> deadline) {
    /** Pool of workers that are told of no other. */
    public static final String DEFAULT_POOL = "default";

    public static final Terms STANDARD = new Terms(Priority.NORMAL, DEFAULT_POOL, Optional.empty());

    /** In the order in which workers look for work. */
    public enum Priority {
        HIGH,
        NORMAL,
        LOW
    }

    void check(Checks checks) {
        JobSpec.checkName(checks, "pool", pool);
        deadline.ifPresent(at -> at.check(checks));
    }
}
