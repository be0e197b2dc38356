package io.straightway.job;

/** What a running job is heading for. */
public sealed interface Intent {
    /** To its end. */
    record Finish() implements Intent {}

    /** To stop as soon as its workers have stopped, keeping what is finished. */
    record Cancel(String signal) implements Intent {}
}
