package io.straightway.event;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What lies on the dead-letter topic: to be looked at, and to be sent again as it was. */
public final class DeadLetterQueue implements AutoCloseable {
    /** Header of a record that was sent again: topic, partition and offset of the dead letter. */
    public static final String REPLAYED_FROM = "replayed-from";

    private final KafkaProducer<byte[], byte[]> producer;

    /**
     * One dead letter.
     *
     * @param partition of the dead-letter topic
     * @param offset there
     * @param time when it came there
     * @param cause empty if a foreign hand has put it there
     * @param key empty if it has none
     * @param value empty if it has none
     * @param headers as the original record had them
     */
    public record Letter(int partition, long offset, Instant time, Optional<DeadLetter> cause, Optional<byte[]> key, Optional<byte[]> value, List<Header> headers) {
        public Letter {
            headers = List.copyOf(headers);
        }

        /** {@code partition/offset}, as commands take it. */
        public String place() {
            return partition + "/" + offset;
        }

        static Letter of(ConsumerRecord<byte[], byte[]> record) {
            return new Letter(record.partition(), record.offset(), Instant.ofEpochMilli(record.timestamp()), DeadLetter.read(record.headers()),
                    Optional.ofNullable(record.key()), Optional.ofNullable(record.value()),
                    StreamSupport.stream(record.headers().spliterator(), false).filter(header -> !header.key().startsWith(DeadLetter.PREFIX)).toList());
        }

        /**
         * The original record. It goes to the partition of its key, wherever it lay before.
         *
         * @throws IllegalArgumentException if it is not known where it came from, or nothing is read from there
         */
        ProducerRecord<byte[], byte[]> original() {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(target().topic(), null, key.orElse(null), value.orElse(null), new RecordHeaders(headers));
            record.headers().add(REPLAYED_FROM, (Topic.DEAD_LETTERS.topic() + "/" + place()).getBytes(StandardCharsets.UTF_8));
            return record;
        }

        /**
         * Where it came from, and goes again.
         *
         * @throws IllegalArgumentException if that is not known, or nothing is read from there
         */
        public Topic target() {
            String topic = cause.map(DeadLetter::topic).orElseThrow(() -> new IllegalArgumentException("dead letter " + place() + " does not say where it came from"));
            return Stream.concat(Topic.ofJobs().stream(), Stream.of(Topic.SIGNALS, Topic.UNIT_REPORTS)).filter(known -> known.topic().equals(topic)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("dead letter " + place() + " came from " + topic + ", allowed: a topic that the coordinator reads"));
        }
    }

    /**
     * For sending.
     *
     * @param client properties of the Kafka client, at least {@code bootstrap.servers}
     */
    public DeadLetterQueue(Map<String, Object> client) {
        Map<String, Object> properties = new HashMap<>(Map.of(ProducerConfig.CLIENT_ID_CONFIG, "straightway-dlq", ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000));
        properties.putAll(client);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Every letter that is there now, those of a partition in order.
     *
     * @param client properties of the Kafka client, at least {@code bootstrap.servers}
     */
    public static void each(Map<String, Object> client, Consumer<Letter> reader) {
        try (TopicReplay replay = new TopicReplay(client, List.of(Topic.DEAD_LETTERS))) {
            replay.each(record -> reader.accept(Letter.of(record)));
        }
    }

    /**
     * Sends a letter's original record again, with a header that says so. Returns once Kafka has it for good.
     *
     * @throws IllegalArgumentException if it is not known where it came from
     * @throws NotDelivered if Kafka does not confirm it
     */
    public void replay(Letter letter) {
        try {
            producer.send(letter.original()).get();
        } catch (ExecutionException e) {
            throw undelivered(letter, Objects.requireNonNullElse(e.getCause(), e));
        } catch (KafkaException e) {
            throw undelivered(letter, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw undelivered(letter, e);
        }
    }

    private static NotDelivered undelivered(Letter letter, Throwable cause) {
        return new NotDelivered("no confirmation for dead letter " + letter.place() + " on " + letter.target().topic() + ": " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
