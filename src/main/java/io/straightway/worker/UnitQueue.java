package io.straightway.worker;

import io.straightway.event.SharePool;
import io.straightway.event.Topic;
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
 * The unit topic as a share group (KIP-932): any idle worker gets the next unit. A record stays locked only until its unit's lease is
 * durable, so locks are held for milliseconds. Confined to one thread.
 */
final class UnitQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnitQueue.class);

    private final KafkaShareConsumer<byte[], byte[]> consumer;

    UnitQueue(Map<String, Object> clients, String client) {
        Map<String, Object> settings = new HashMap<>(clients);
        settings.put("group.id", SharePool.GROUP);
        settings.put("client.id", client);
        settings.put("share.acknowledgement.mode", "explicit");
        // One record at a time: the next unit belongs to whoever is idle then.
        settings.put("share.acquire.mode", "record_limit");
        settings.put("max.poll.records", 1);
        consumer = new KafkaShareConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topic.UNITS.topic()));
    }

    /** The next unit, if one comes in time. Must be answered before the next call. */
    Optional<ConsumerRecord<byte[], byte[]>> take(Duration wait) {
        Iterator<ConsumerRecord<byte[], byte[]>> records = consumer.poll(wait).iterator();
        return records.hasNext() ? Optional.of(records.next()) : Optional.empty();
    }

    /** The unit is ours, or needs nobody: never deliver it again. */
    void accept(ConsumerRecord<byte[], byte[]> record) {
        answer(record, AcknowledgeType.ACCEPT);
    }

    /** Someone else should have it. */
    void release(ConsumerRecord<byte[], byte[]> record) {
        answer(record, AcknowledgeType.RELEASE);
    }

    /** Nobody can ever do it. */
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

    /** Interrupts a waiting {@link #take}; the only method for another thread. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(Duration.ofSeconds(5));
    }
}
