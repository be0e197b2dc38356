package io.straightway.web;

import io.straightway.coordinator.Coordinator;
import io.straightway.node.Node;
import io.straightway.node.NodeLifecycle;
import io.straightway.registry.SchemaRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Ready when the coordinator has its partitions, the object store answers, and nothing waits for the schema registry. */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
class Readiness implements HealthCheck {
    private final NodeLifecycle lifecycle;

    @Inject
    Readiness(NodeLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        Node node = lifecycle.node();
        boolean coordinator = node.coordinator().map(Coordinator::running).orElse(true);
        boolean store = node.store().reachable();
        Optional<String> waiting = node.registry().flatMap(SchemaRegistry::trouble);
        return HealthCheckResponse.named("coordinator and object store")
                .status(coordinator && store && waiting.isEmpty())
                .withData("coordinator", node.coordinator().map(Coordinator::state).orElse("not here"))
                .withData("store", store ? "reachable" : "unreachable")
                .withData("schema registry", node.registry().isEmpty() ? "not used" : waiting.orElse("answers"))
                .build();
    }
}
