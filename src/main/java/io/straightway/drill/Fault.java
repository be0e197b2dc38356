package io.straightway.drill;

import java.util.Set;

/** One kind of mishap. */
record Fault(String name, Action action) {

    interface Action {
        Injection inject(Scene scene) throws Exception;
    }

    /**
     * A mishap that has happened.
     *
     * @param over {@link System#nanoTime()} when it was over: of a kill, when the process was gone
     * @param sign of recovery: what must come after that
     */
    record Injection(long over, Sign sign) {
        /** Of units: some job that it concerned completes a step or ends. */
        static Injection of(Set<String> jobs) {
            long now = System.nanoTime();
            return new Injection(now, new Jobs(jobs, now));
        }

        /**
         * Of units that had the time to end before the fault was over.
         *
         * @param begin {@link System#nanoTime()} directly before the fault
         */
        static Injection drained(Set<String> jobs, long begin) {
            return new Injection(System.nanoTime(), new Jobs(jobs, begin));
        }

        /** Of all coordinators: each partition answers. */
        static Injection ofCoordinators() {
            return new Injection(System.nanoTime(), new EveryPartition());
        }
    }

    /** By what recovery is known. */
    sealed interface Sign {}

    /**
     * One of these jobs completes a step or ends.
     *
     * @param since {@link System#nanoTime()}: what was seen later counts
     */
    record Jobs(Set<String> jobs, long since) implements Sign {}

    /** A submission is answered in every partition. */
    record EveryPartition() implements Sign {}
}
