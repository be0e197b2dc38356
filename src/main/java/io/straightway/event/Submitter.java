package io.straightway.event;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.straightway.job.JobSpec;
import io.straightway.job.Signal;
import io.straightway.job.UnitReport;
import io.straightway.telemetry.TraceContext;
import io.straightway.telemetry.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends jobs, signals and reports. Each method returns once Kafka has the record for good, and throws {@link NotDelivered} otherwise. Safe
 * for use by several threads.
 */
public final class Submitter implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Wire wire;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Tracing tracing;

    /** @param client properties of the Kafka client, at least {@code bootstrap.servers} */
    public Submitter(Map<String, Object> client, Wire wire) {
        this(client, wire, Tracing.off());
    }

    /** @param tracing of the jobs that are submitted: each begins a trace */
    public Submitter(Map<String, Object> client, Wire wire, Tracing tracing) {
        this.wire = wire;
        this.tracing = tracing;
        Map<String, Object> properties = new HashMap<>(Map.of(
                ProducerConfig.CLIENT_ID_CONFIG, "straightway-submitter",
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000));
        properties.putAll(client);
        // Not for anybody to change: durability, and the order and partition of a job's records. The client's own partitioner is murmur2.
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    public void submit(JobSpec job) {
        Topic topic = Wire.topic(job);
        if (!tracing.on()) {
            send(topic, job.id(), wire.write(job), TraceContext.NONE);
            return;
        }
        Span span = tracing.send(topic.topic(), TraceContext.NONE).setAttribute(Tracing.JOB, job.id());
        try {
            send(topic, job.id(), wire.write(job), Tracing.of(span));
        } catch (NotDelivered e) {
            span.setStatus(StatusCode.ERROR, "not delivered");
            throw e;
        } finally {
            span.end();
        }
    }

    public void signal(Signal signal) {
        send(Topic.SIGNALS, signal.job(), wire.write(signal), TraceContext.NONE);
    }

    public void report(UnitReport report) {
        report(report, TraceContext.NONE);
    }

    /** @param doing where in its trace the unit is being done */
    public void report(UnitReport report, TraceContext doing) {
        send(Topic.UNIT_REPORTS, report.unit().job(), wire.write(report), doing);
    }

    private void send(Topic topic, String job, byte[] value, TraceContext trace) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic.topic(), job.getBytes(StandardCharsets.UTF_8), value);
        TraceHeaders.write(record.headers(), trace);
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw undelivered(topic, job, Objects.requireNonNullElse(e.getCause(), e));
        } catch (KafkaException e) {
            throw undelivered(topic, job, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw undelivered(topic, job, e);
        }
    }

    private static NotDelivered undelivered(Topic topic, String job, Throwable cause) {
        return new NotDelivered("no confirmation for a record about job " + job + " on " + topic.topic() + ": " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        producer.close(CLOSING);
    }
}
