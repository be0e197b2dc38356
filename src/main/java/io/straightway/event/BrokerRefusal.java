package io.straightway.event;

import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/** What to look at when a broker does not let a client in. */
public final class BrokerRefusal {
    private BrokerRefusal() {}

    /** The error's own message, with the settings that decide where there are some. Never a setting's value. */
    public static String explain(Throwable e) {
        return switch (e) {
            case SslAuthenticationException tls -> tls.getMessage() + ". Look at the ssl settings in straightway.kafka.properties, "
                    + "ssl.truststore.location first, and at the name in the broker's certificate";
            case AuthenticationException login -> login.getMessage() + ". Look at sasl.mechanism and at user and password in sasl.jaas.config, "
                    + "in straightway.kafka.properties";
            case AuthorizationException right -> right.getMessage() + ". The user of straightway.kafka.properties lacks a right; "
                    + "docs/how-to/security.md has the list";
            default -> String.valueOf(e.getMessage());
        };
    }
}
