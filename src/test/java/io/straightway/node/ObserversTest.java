package io.straightway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.straightway.config.ConfigLoader;
import io.straightway.telemetry.TraceContext;
import io.straightway.telemetry.Tracing;
import io.straightway.tracking.Tracker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ObserversTest {

    @Test
    void withoutAnEndpointNothingIsTracedAndNobodyTracks() {
        try (Observers observers = observers(Map.of())) {
            assertThat(observers.telemetry().tracing().on()).isFalse();
            assertThat(observers.tracker()).isSameAs(Tracker.NONE);
        }
    }

    @Test
    void spansGoToTheCollectorWithItsHeaders() throws Exception {
        // Given
        List<String> requests = new CopyOnWriteArrayList<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("x-key") + " " + body);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();

        // When: closing sends what is left
        try (Observers observers = observers(Map.of("straightway.tracing.endpoint", "http://127.0.0.1:" + collector.getAddress().getPort(),
                "straightway.tracing.headers.x-key", "open"))) {
            observers.telemetry().tracing().send("straightway.events", TraceContext.NONE).setAttribute(Tracing.JOB, "job-1").end();
        } finally {
            collector.stop(0);
        }

        // Then
        assertThat(requests).singleElement().asString().startsWith("POST /v1/traces open ").contains("send straightway.events", "job-1", "service.name");
    }

    @Test
    void whatIsNoAddressIsRefusedByItsKey() {
        assertThatThrownBy(() -> observers(Map.of("straightway.mlflow.url", "mlflow:5000"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("straightway.mlflow.url is mlflow:5000, allowed: ");
        assertThatThrownBy(() -> observers(Map.of("straightway.tracing.endpoint", "collector"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("straightway.tracing.endpoint is collector, allowed: ");
        assertThatThrownBy(() -> observers(Map.of("straightway.tracing.endpoint", "http://127.0.0.1:1", "straightway.tracing.share", "2")))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("straightway.tracing.share is 2.0, allowed: 0 to 1");
    }

    private static Observers observers(Map<String, String> settings) {
        return Observers.of(ConfigLoader.load(settings), new SimpleMeterRegistry());
    }
}
