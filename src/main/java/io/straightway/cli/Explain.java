package io.straightway.cli;

import io.smallrye.config.ConfigValidationException;
import io.straightway.event.BrokerRefusal;
import io.straightway.store.StoreUnavailable;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/** An error in one line, with the next step. */
final class Explain {
    private Explain() {}

    static String inOneLine(Throwable e) {
        return switch (e) {
            case TimeoutException timeout -> "The broker does not answer: " + timeout.getMessage()
                    + ". Is a node running (./scripts/straightway serve)? Is STRAIGHTWAY_KAFKA_BOOTSTRAP_SERVERS right?";
            case StoreUnavailable store -> store.getMessage() + ". Is a node running (./scripts/straightway serve)? Is STRAIGHTWAY_STORE_ENDPOINT right?";
            case AuthenticationException refused -> "The broker does not let us in: " + BrokerRefusal.explain(refused);
            case AuthorizationException refused -> "The broker refuses: " + BrokerRefusal.explain(refused);
            default -> {
                String message = e instanceof ConfigValidationException ? String.join(" ", String.valueOf(e.getMessage()).lines().map(String::strip).toList())
                        : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                yield switch (e.getCause()) {
                    case TimeoutException timeout -> inOneLine(timeout);
                    case AuthenticationException refused -> inOneLine(refused);
                    case AuthorizationException refused -> inOneLine(refused);
                    case null, default -> message.isEmpty() ? e.toString() : message;
                };
            }
        };
    }
}
