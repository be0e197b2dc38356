package io.straightway.web;

import io.straightway.node.NodeLifecycle;
import io.straightway.worker.Worker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Alive while the worker's loop lives. A long unit is no illness. */
@org.eclipse.microprofile.health.Liveness
@ApplicationScoped
class Liveness implements HealthCheck {
    private final NodeLifecycle lifecycle;

    @Inject
    Liveness(NodeLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("worker loop").status(lifecycle.node().worker().map(Worker::alive).orElse(true)).build();
    }
}
