package io.straightway.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.straightway.config.StraightwayConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.util.Optional;

/** Ties the node to the application's life. */
@ApplicationScoped
public class NodeLifecycle {
    private final StraightwayConfig config;
    private final MeterRegistry registry;
    private volatile Optional<Node> node = Optional.empty();

    @Inject
    NodeLifecycle(StraightwayConfig config, MeterRegistry registry) {
        this.config = config;
        this.registry = registry;
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        node = Optional.of(Node.start(config, registry));
    }

    void stop(@Observes ShutdownEvent event) {
        node.ifPresent(Node::close);
    }

    public Node node() {
        return node.orElseThrow(() -> new IllegalStateException("the node has not started"));
    }
}
