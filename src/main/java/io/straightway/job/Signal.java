package io.straightway.job;

/**
 * An order about a running job.
 *
 * @param id comes back in the answer
 * @param job which job
 * @param kind what to do
 */
public record Signal(String id, String job, Kind kind) {
    public enum Kind {
        /** End the job, keeping what is finished. */
        CANCEL,
        /** Stop its units at their next safe point, and hold it until it is resumed. */
        PAUSE,
        RESUME
    }
}
