package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class ExplainTest {
    @Test
    void aRefusedLoginNamesTheSettings() {
        String line = Explain.inOneLine(new SaslAuthenticationException("Authentication failed: Invalid username or password"));

        assertThat(line).contains("does not let us in", "Invalid username or password", "sasl.jaas.config", "straightway.kafka.properties");
    }

    @Test
    void aRefusalIsFoundBelowAnotherError() {
        assertThat(Explain.inOneLine(new KafkaException("send failed", new SslAuthenticationException("SSL handshake failed"))))
                .contains("SSL handshake failed", "ssl.truststore.location");
        assertThat(Explain.inOneLine(new TopicAuthorizationException("not for you"))).contains("not for you", "lacks a right");
    }
}
