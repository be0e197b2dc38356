package io.straightway.cli;

import io.straightway.store.StoreUnavailable;
import org.apache.kafka.common.errors.TimeoutException;

/** An error in one line, with the next step. */
final class Explain {
    private Explain() {}

    static String inOneLine(Throwable e) {
        return switch (e) {
            case TimeoutException timeout -> "The broker does not answer: " + timeout.getMessage()
                    + ". Is a node running (./scripts/straightway serve)? Is STRAIGHTWAY_KAFKA_BOOTSTRAP_SERVERS right?";
            case StoreUnavailable store -> store.getMessage() + ". Is a node running (./scripts/straightway serve)? Is STRAIGHTWAY_STORE_ENDPOINT right?";
            default -> {
                String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                yield e.getCause() instanceof TimeoutException timeout ? inOneLine(timeout) : message.isEmpty() ? e.toString() : message;
            }
        };
    }
}
