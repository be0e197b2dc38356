package io.straightway.node;

import io.straightway.event.UnitBacklog;
import io.straightway.event.UnitTopics;
import io.straightway.job.Terms;
import io.straightway.telemetry.Meters;
import io.straightway.telemetry.Metric;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what waits for workers now and then. Scalers that know Kafka's consumer groups know nothing of share groups, so this is where
 * they read it.
 */
final class QueueWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueWatch.class);
    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final UnitBacklog.Depth EMPTY = new UnitBacklog.Depth(0, Optional.empty());

    private final UnitBacklog backlog;
    private final InstantSource clock;
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("queue-watch").daemon().factory());
    private volatile Map<String, UnitBacklog.Depth> depths = Map.of();
    private boolean failing;

    QueueWatch(Map<String, Object> clients, Collection<String> pools, Meters meters, InstantSource clock) {
        this.clock = clock;
        backlog = new UnitBacklog(clients, UnitTopics.of(pools));
        for (String pool : pools) {
            for (Terms.Priority priority : Terms.Priority.values()) {
                String topic = UnitTopics.of(pool, priority);
                String label = priority.name().toLowerCase(Locale.ROOT);
                meters.gauge(Metric.QUEUE_LAG, this, watch -> watch.of(topic).lag(), pool, label);
                meters.gauge(Metric.QUEUE_OLDEST_AGE, this, watch -> watch.age(topic), pool, label);
            }
        }
        var unused = rounds.scheduleWithFixedDelay(this::look, 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    private UnitBacklog.Depth of(String topic) {
        return depths.getOrDefault(topic, EMPTY);
    }

    private double age(String topic) {
        return of(topic).oldest().map(since -> Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1000.0)).orElse(0.0);
    }

    private void look() {
        try {
            depths = backlog.measure();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                LOG.warn("queues could not be measured: reason={}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        rounds.shutdownNow();
        try {
            // The consumer is its thread's alone.
            if (rounds.awaitTermination(5, TimeUnit.SECONDS)) {
                backlog.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
