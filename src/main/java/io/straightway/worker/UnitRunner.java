package io.straightway.worker;

import io.straightway.job.UnitResult;

/** Does one kind of unit. */
public interface UnitRunner {

    /**
     * Computes on the device's thread, until done or until the unit must stop.
     *
     * @return what is left to do without the device, such as uploads, and its result
     */
    Completion run(RunningUnit unit) throws Exception;

    interface Completion {
        UnitResult complete() throws Exception;
    }
}
