package io.straightway.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.straightway.config.StraightwayConfig;
import io.straightway.config.UnknownSettings;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Ties the node to the application's life. */
@ApplicationScoped
public class NodeLifecycle {
    private final StraightwayConfig config;
    private final MeterRegistry registry;
    private volatile Optional<Node> node = Optional.empty();
    private volatile Optional<IdleExit> idleExit = Optional.empty();

    @Inject
    NodeLifecycle(StraightwayConfig config, MeterRegistry registry) {
        this.config = config;
        this.registry = registry;
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        UnknownSettings.refuse(ConfigProvider.getConfig());
        Optional<Duration> idle = Settings.exitWhenIdle(config);
        Node started = Node.start(config, registry);
        node = Optional.of(started);
        idleExit = started.worker().flatMap(worker -> idle.map(limit -> new IdleExit(worker::idle, limit, () -> Quarkus.asyncExit(0))));
    }

    void stop(@Observes ShutdownEvent event) {
        idleExit.ifPresent(IdleExit::close);
        node.ifPresent(Node::close);
    }

    public Node node() {
        return node.orElseThrow(() -> new IllegalStateException("the node has not started"));
    }
}
