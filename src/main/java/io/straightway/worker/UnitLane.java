package io.straightway.worker;

import io.straightway.event.SharePool;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One topic of units as a share group (KIP-932): any idle worker gets the next unit. A record stays locked only until its unit's lease is
 * durable, so locks are held for milliseconds. For one thread at a time.
 */
final class UnitLane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnitLane.class);

    /** How long one question to the broker waits for a unit: short, since other lanes wait meanwhile. */
    static final Duration WAIT = Duration.ofMillis(10);

    /** How long an empty lane is left alone while another has units. */
    private static final Duration REST = Duration.ofMillis(100);

    private final KafkaShareConsumer<byte[], byte[]> consumer;
    private long emptyAt = System.nanoTime() - REST.toNanos();

    UnitLane(Map<String, Object> clients, String client, String topic) {
        Map<String, Object> settings = new HashMap<>(clients);
        settings.put("group.id", SharePool.GROUP);
        settings.put("client.id", client + "-" + topic);
        settings.put("share.acknowledgement.mode", "explicit");
        // One record at a time: the next unit belongs to whoever is idle then.
        settings.put("share.acquire.mode", "record_limit");
        settings.put("max.poll.records", 1);
        settings.put("fetch.max.wait.ms", Math.toIntExact(WAIT.toMillis()));
        consumer = new KafkaShareConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic));
    }

    Optional<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
        Iterator<ConsumerRecord<byte[], byte[]>> records = consumer.poll(wait).iterator();
        if (records.hasNext()) {
            return Optional.of(records.next());
        }
        emptyAt = System.nanoTime();
        return Optional.empty();
    }

    /** Whether it was empty a moment ago. */
    boolean resting() {
        return System.nanoTime() - emptyAt < REST.toNanos();
    }

    /** Whether a question of ours may still be under way. */
    boolean asking() {
        return System.nanoTime() - emptyAt < 2 * WAIT.toNanos();
    }

    void accept(ConsumerRecord<byte[], byte[]> record) {
        answer(record, AcknowledgeType.ACCEPT);
    }

    void release(ConsumerRecord<byte[], byte[]> record) {
        answer(record, AcknowledgeType.RELEASE);
    }

    void reject(ConsumerRecord<byte[], byte[]> record) {
        answer(record, AcknowledgeType.REJECT);
    }

    /** An answer that the broker refuses leads to a second delivery, which the lease fences off; so it is logged, not thrown. */
    private void answer(ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
        try {
            consumer.acknowledge(record, type);
            consumer.commitSync(Duration.ofSeconds(10)).forEach((partition, problem) ->
                    problem.ifPresent(e -> LOG.warn("acknowledgement refused: partition={} offset={} reason={}", partition, record.offset(), e.getMessage())));
        } catch (IllegalStateException | KafkaException e) {
            LOG.warn("acknowledgement failed: offset={} reason={}", record.offset(), e.getMessage());
        }
    }

    @Override
    public void close() {
        consumer.close(Duration.ofSeconds(5));
    }
}
