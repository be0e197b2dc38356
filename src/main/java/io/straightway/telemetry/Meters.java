package io.straightway.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.straightway.job.Failure;
import io.straightway.job.JobSpec;
import io.straightway.job.Outcome;
import io.straightway.job.Terms;
import io.straightway.job.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Counts what this process does, under the names of {@link Metric}. Counters stand at zero from the start, so that the first failure is a
 * rise, and count what happened since this process began. Thread-safe.
 */
public final class Meters {
    private static final Duration[] OF_JOBS = seconds(1, 10, 60, 600, 3_600, 21_600, 86_400);
    private static final Duration[] OF_WAITS = {Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofSeconds(1),
        Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofHours(1)};

    /** How a unit ended for its worker. */
    public enum UnitEnd {
        FINISHED,
        STOPPED,
        FAILED,
        LEASE_LOST
    }

    /** What became of a point of a training that is tracked elsewhere. */
    public enum Point {
        SENT,
        DROPPED,
        FAILED
    }

    private final MeterRegistry registry;
    private final Counter images;
    private final Counter kimg;

    /** @param registry keeps the figures; in memory, or for Prometheus to read */
    public Meters(MeterRegistry registry) {
        this.registry = registry;
        images = counter(Metric.IMAGES_GENERATED);
        kimg = counter(Metric.TRAINING_KIMG);
        for (String kind : Labels.JOB_KINDS) {
            endings(kind);
        }
        Labels.RETRIES.forEach(reason -> counter(Metric.UNIT_RETRIES, reason));
        for (String kind : Labels.UNIT_KINDS) {
            for (UnitEnd end : UnitEnd.values()) {
                timer(Metric.UNIT_DURATION, new Duration[0], kind, Labels.of(end));
            }
        }
        for (Terms.Priority priority : Terms.Priority.values()) {
            timer(Metric.UNIT_QUEUE, OF_WAITS, Labels.of(priority));
        }
        timer(Metric.JOB_ADMISSION, OF_WAITS);
        counter(Metric.LEASE_LOST);
        for (Point point : Point.values()) {
            counter(Metric.TRACKING_POINTS, Labels.of(point));
        }
    }

    private void endings(String kind) {
        for (Outcome.Ending ending : Outcome.Ending.values()) {
            List<String> reasons = switch (ending) {
                case SUCCEEDED -> List.of(Labels.NONE);
                case PARTIALLY_SUCCEEDED, FAILED -> Labels.FAILURES;
                case CANCELLED -> List.of("cancelled");
                case EXPIRED -> List.of("expired");
                case REJECTED -> List.of("invalid");
            };
            reasons.forEach(reason -> counter(Metric.JOBS_ENDED, kind, Labels.of(ending), reason));
            timer(Metric.JOB_DURATION, OF_JOBS, kind, Labels.of(ending));
        }
    }

    /** For processes that nobody scrapes, and for tests. */
    public static Meters inMemory() {
        return new Meters(new SimpleMeterRegistry());
    }

    public MeterRegistry registry() {
        return registry;
    }

    /** @param took from its receipt */
    public void jobEnded(JobSpec job, Outcome outcome, Duration took) {
        String kind = Labels.kind(job);
        counter(Metric.JOBS_ENDED, kind, Labels.of(outcome.ending()), Labels.reason(outcome.failure())).increment();
        timer(Metric.JOB_DURATION, OF_JOBS, kind, Labels.of(outcome.ending())).record(positive(took));
    }

    /** A submission whose fields make no job, so that nothing but its kind is known of it. */
    public void jobRefused(String kind) {
        counter(Metric.JOBS_ENDED, kind, Labels.of(Outcome.Ending.REJECTED), "invalid").increment();
    }

    public void jobAnswered(Duration sinceSubmission) {
        timer(Metric.JOB_ADMISSION, OF_WAITS).record(positive(sinceSubmission));
    }

    public void imagesGenerated(long count) {
        images.increment(count);
    }

    public void trained(long count) {
        kimg.increment(count / 1000.0);
    }

    public void unitTaken(Terms.Priority priority, Duration waited) {
        timer(Metric.UNIT_QUEUE, OF_WAITS, Labels.of(priority)).record(positive(waited));
    }

    public void unitEnded(Work work, UnitEnd end, Duration took) {
        timer(Metric.UNIT_DURATION, new Duration[0], Labels.kind(work), Labels.of(end)).record(positive(took));
    }

    public void unitRetried(Failure failure) {
        counter(Metric.UNIT_RETRIES, Labels.reason(failure)).increment();
    }

    public void leaseLost() {
        counter(Metric.LEASE_LOST).increment();
    }

    /** Topics that may have dead letters. */
    public void deadLettersOf(Collection<String> topics) {
        topics.forEach(topic -> counter(Metric.DEAD_LETTERS, topic));
    }

    public void deadLetter(String topic) {
        counter(Metric.DEAD_LETTERS, topic).increment();
    }

    /** Names of calls that may fail. */
    public void storeErrorsOf(Collection<String> operations) {
        operations.forEach(operation -> counter(Metric.STORE_ERRORS, operation));
    }

    public void storeError(String operation) {
        counter(Metric.STORE_ERRORS, operation).increment();
    }

    public void points(Point what, long count) {
        counter(Metric.TRACKING_POINTS, Labels.of(what)).increment(count);
    }

    /** A figure that is asked for whenever somebody looks. */
    public <T> void gauge(Metric metric, T of, ToDoubleFunction<T> figure, String... labels) {
        Gauge.builder(metric.id(), of, figure).tags(tags(metric, labels)).description(metric.help()).strongReference(true).register(registry);
    }

    /** A sum that is asked for whenever somebody looks. */
    public <T> void sum(Metric metric, T of, ToDoubleFunction<T> figure, String... labels) {
        FunctionCounter.builder(metric.id(), of, figure).tags(tags(metric, labels)).description(metric.help()).register(registry);
    }

    private Counter counter(Metric metric, String... labels) {
        return Counter.builder(metric.id()).tags(tags(metric, labels)).description(metric.help()).register(registry);
    }

    private Timer timer(Metric metric, Duration[] buckets, String... labels) {
        return Timer.builder(metric.id()).tags(tags(metric, labels)).description(metric.help()).serviceLevelObjectives(buckets).register(registry);
    }

    private static List<Tag> tags(Metric metric, String... values) {
        if (values.length != metric.labels().size()) {
            throw new IllegalArgumentException(metric.id() + " has labels " + metric.labels() + ", not " + List.of(values));
        }
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            tags.add(Tag.of(metric.labels().get(i), values[i]));
        }
        return tags;
    }

    /** Between two clocks, a time may come out negative. */
    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private static Duration[] seconds(long... counts) {
        Duration[] durations = new Duration[counts.length];
        for (int i = 0; i < counts.length; i++) {
            durations[i] = Duration.ofSeconds(counts[i]);
        }
        return durations;
    }
}
