package io.straightway.job;

import io.straightway.recipe.Violation;
import java.time.Instant;
import java.util.List;

/** Why something did not come to be. The code is part of the public contract; the message is for people. */
public sealed interface Failure {

    String code();

    String message();

    /** Whether another attempt may succeed. */
    default boolean retryable() {
        return false;
    }

    /** The submission itself is wrong. */
    record Invalid(List<Violation> violations) implements Failure {
        public Invalid {
            violations = List.copyOf(violations);
        }

        @Override
        public String code() {
            return "INVALID";
        }

        @Override
        public String message() {
            return String.join("; ", violations.stream().map(Violation::toString).toList());
        }
    }

    /** The id is taken by a job with other content, which goes on undisturbed. */
    record Conflict(String message) implements Failure {
        @Override
        public String code() {
            return "CONFLICT";
        }
    }

    /** The worker stopped answering. */
    record LeaseLapsed(String worker) implements Failure {
        @Override
        public String code() {
            return "LEASE_LAPSED";
        }

        @Override
        public String message() {
            return "worker " + worker + " was not heard of within its lease";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** Something outside failed and may work again. */
    record Transient(String message) implements Failure {
        @Override
        public String code() {
            return "TRANSIENT";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    record StoreUnavailable(String message) implements Failure {
        @Override
        public String code() {
            return "STORE_UNAVAILABLE";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    record OutOfMemory(String message) implements Failure {
        @Override
        public String code() {
            return "OUT_OF_MEMORY";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** The loss or a gradient is not finite. */
    record Diverged(String message) implements Failure {
        @Override
        public String code() {
            return "DIVERGED";
        }
    }

    /** An input is missing, corrupt or of another kind than promised. */
    record BadInput(String message) implements Failure {
        @Override
        public String code() {
            return "BAD_INPUT";
        }
    }

    /** A model did not reach what the pipeline asks for. */
    record GateClosed(String message) implements Failure {
        @Override
        public String code() {
            return "GATE_CLOSED";
        }
    }

    /** Every allowed attempt failed. */
    record Exhausted(int attempts, String lastCode, String lastMessage) implements Failure {
        @Override
        public String code() {
            return "EXHAUSTED";
        }

        @Override
        public String message() {
            return attempts + " attempts failed, the last with " + lastCode + ": " + lastMessage;
        }
    }

    record Cancelled(String by) implements Failure {
        @Override
        public String code() {
            return "CANCELLED";
        }

        @Override
        public String message() {
            return "cancelled by signal " + by;
        }
    }

    /** The deadline passed before the job's end. */
    record Expired(Instant deadline) implements Failure {
        @Override
        public String code() {
            return "EXPIRED";
        }

        @Override
        public String message() {
            return "not finished by the deadline, " + deadline;
        }
    }

    /** The id belonged to a job that ended so long ago that only this is known of it. */
    record Forgotten(String message) implements Failure {
        @Override
        public String code() {
            return "FORGOTTEN";
        }
    }

    /** A defect of ours: nothing that a retry or the submitter could mend. */
    record Internal(String message) implements Failure {
        @Override
        public String code() {
            return "INTERNAL";
        }
    }
}
