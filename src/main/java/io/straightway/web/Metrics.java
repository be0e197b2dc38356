package io.straightway.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.straightway.event.JobStatus;
import io.straightway.node.Node;
import io.straightway.node.NodeLifecycle;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Gauges without job ids as labels: a metric per job would never end. */
@ApplicationScoped
class Metrics {
    private static final List<String> STATES =
            List.of("PENDING", "WAITING", "RUNNING", "PAUSING", "PAUSED", "CANCELLING", "EXPIRING", "SUCCEEDED", "PARTIALLY_SUCCEEDED",
                    "FAILED", "CANCELLED", "EXPIRED", "REJECTED");

    private final NodeLifecycle lifecycle;
    private final MeterRegistry registry;

    @Inject
    Metrics(NodeLifecycle lifecycle, MeterRegistry registry) {
        this.lifecycle = lifecycle;
        this.registry = registry;
    }

    void register(@Observes @Priority(Interceptor.Priority.APPLICATION) StartupEvent event) {
        Node node = lifecycle.node();
        for (String state : STATES) {
            Gauge.builder("straightway.jobs", node, n -> n.board().all().stream().filter(job -> job.state().equals(state)).count())
                    .tag("state", state.toLowerCase(Locale.ROOT)).description("Known jobs by state").register(registry);
        }
        Gauge.builder("straightway.images.per.second", node, n -> n.board().all().stream()
                        .filter(job -> job.stepName().equals(Optional.of("generate"))).mapToDouble(JobStatus::perSecond).sum())
                .description("Images per second of running generation jobs").register(registry);
        node.worker().ifPresent(worker -> Gauge.builder("straightway.worker.units", worker, w -> w.inHand().size())
                .description("Units in the hands of this worker").register(registry));
    }
}
