package io.straightway.job;

import java.time.Instant;
import java.util.Optional;

/** What a running job is heading for. */
public sealed interface Intent {

    /** Why the job ends before its end; empty while it goes on, or is to go on later. */
    Optional<Failure> ending();

    /** To its end. */
    record Finish() implements Intent {
        @Override
        public Optional<Failure> ending() {
            return Optional.empty();
        }
    }

    /** To rest, once its workers have stopped, until it is resumed. */
    record Pause(String signal) implements Intent {
        @Override
        public Optional<Failure> ending() {
            return Optional.empty();
        }
    }

    /** To stop as soon as its workers have stopped, keeping what is finished. */
    record Cancel(String signal) implements Intent {
        @Override
        public Optional<Failure> ending() {
            return Optional.of(new Failure.Cancelled(signal));
        }
    }

    /** To stop because its time is over, keeping what is finished. */
    record Expire(Instant deadline) implements Intent {
        @Override
        public Optional<Failure> ending() {
            return Optional.of(new Failure.Expired(deadline));
        }
    }
}
