package io.straightway.system;

import io.straightway.event.JobStatus;
import io.straightway.event.Topic;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.job.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** A system beside Straightway: a plain producer of records, and a reader of what comes back. */
final class Outside implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Wire wire = new Wire(new WireFormat.SingleObject());
    private final KafkaProducer<byte[], byte[]> producer;
    private final TopicTape tape;

    Outside(Map<String, Object> clients) {
        Map<String, Object> properties = new HashMap<>(clients);
        properties.put("acks", "all");
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        tape = new TopicTape(clients, Topic.EVENTS, Topic.STATUS, Topic.DEAD_LETTERS);
    }

    /** JSON, keyed by the job's id, as anybody would send it. */
    void submit(Topic topic, String id, String json) {
        send(new ProducerRecord<>(topic.topic(), bytes(id), bytes(json)));
    }

    void cancel(String signal, String job) {
        signal(signal, job, Signal.Kind.CANCEL);
    }

    void signal(String signal, String job, Signal.Kind kind) {
        submit(Topic.SIGNALS, job, "{\"id\":\"" + signal + "\",\"jobId\":\"" + job + "\",\"kind\":\"" + kind.name().toLowerCase() + "\"}");
    }

    RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (Exception e) {
            throw new AssertionError("the broker did not take a record", e);
        }
    }

    List<JobEvent> events(String job) {
        return records(job).stream().map(record -> wire.readEvent(record.value())).toList();
    }

    List<ConsumerRecord<byte[], byte[]>> records(String job) {
        return tape.of(Topic.EVENTS).stream().filter(record -> text(record.key()).equals(job)).toList();
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return tape.of(Topic.DEAD_LETTERS);
    }

    /** Every event, status and dead letter. */
    List<ConsumerRecord<byte[], byte[]>> everything() {
        return Stream.of(Topic.EVENTS, Topic.STATUS, Topic.DEAD_LETTERS).flatMap(topic -> tape.of(topic).stream()).toList();
    }

    Optional<JobStatus> status(String job) {
        return tape.of(Topic.STATUS).stream().filter(record -> text(record.key()).equals(job))
                .reduce((older, newer) -> newer).map(record -> wire.readStatus(record.value()));
    }

    JobEvent await(String job, Predicate<JobEvent> wanted) {
        return Awaitility.await("an event of job " + job).atMost(PATIENCE).pollInterval(Duration.ofMillis(50))
                .until(() -> events(job).stream().filter(wanted).findFirst(), Optional::isPresent).orElseThrow();
    }

    /** Waits for the event that closes the job. */
    Outcome awaitEnd(String job) {
        JobEvent last = await(job, event -> event.what().terminal());
        if (last.what() instanceof JobEvent.Ended ended) {
            return ended.outcome();
        }
        throw new AssertionError("job " + job + " did not run: " + last.what());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws InterruptedException {
        producer.close(Duration.ofSeconds(5));
        tape.close();
    }
}
