package io.straightway.worker;

import io.straightway.event.SharePool;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One topic of units as a share group (KIP-932): any idle worker gets the next unit. A record stays locked only until its unit's lease is
 * durable, so locks are held for milliseconds. For one thread at a time.
 */
final class UnitLane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnitLane.class);

    /** How long the broker holds a question that it has no unit for: short, since other lanes wait meanwhile. */
    private static final Duration WAIT = Duration.ofMillis(25);

    /** How long an answer is waited for: of a lane that was empty when it was last asked, and of one that gave a unit. */
    private static final Duration GLANCE = Duration.ofMillis(30);

    private static final Duration PATIENCE = Duration.ofMillis(100);

    /** How long an empty lane is left alone while another has units. */
    private static final Duration REST = Duration.ofMillis(250);

    /** After that, no question of ours is under way any more, on a machine that is busy too. */
    private static final Duration ANSWERED = Duration.ofMillis(100);

    private final KafkaShareConsumer<byte[], byte[]> consumer;
    private long emptyAt = System.nanoTime() - REST.toNanos();
    private boolean flowing;

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
        consumer.setAcknowledgementCommitCallback(UnitLane::tell);
        consumer.subscribe(List.of(topic));
    }

    /** The next unit, if one comes soon. */
    Optional<ConsumerRecord<byte[], byte[]>> next() {
        Optional<ConsumerRecord<byte[], byte[]>> record;
        try {
            record = poll(flowing ? PATIENCE : GLANCE);
        } catch (WakeupException e) {
            // Meant for the thread that asked before, and came too late for it.
            record = poll(flowing ? PATIENCE : GLANCE);
        }
        flowing = record.isPresent();
        return record;
    }

    /** What an earlier question may have fetched though nobody waits for it; nothing if another thread says {@link #wakeup}. */
    Optional<ConsumerRecord<byte[], byte[]>> late() {
        try {
            return poll(ANSWERED);
        } catch (WakeupException e) {
            return Optional.empty();
        }
    }

    private Optional<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
        Iterator<ConsumerRecord<byte[], byte[]>> records = consumer.poll(wait).iterator();
        if (records.hasNext()) {
            return Optional.of(records.next());
        }
        emptyAt = System.nanoTime();
        return Optional.empty();
    }

    /** Ends {@link #late} in another thread. */
    void wakeup() {
        consumer.wakeup();
    }

    /** Whether it was empty a moment ago. */
    boolean resting() {
        return System.nanoTime() - emptyAt < REST.toNanos();
    }

    /** Whether a question of ours may still be under way. */
    boolean asking() {
        return System.nanoTime() - emptyAt < ANSWERED.toNanos();
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

    /**
     * Does not wait for the broker: an answer that it refuses leads to a second delivery, which the lease fences off. So a refusal is logged,
     * not thrown.
     */
    private void answer(ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
        try {
            consumer.acknowledge(record, type);
            consumer.commitAsync();
        } catch (IllegalStateException | KafkaException e) {
            LOG.warn("acknowledgement failed: offset={} reason={}", record.offset(), e.getMessage());
        }
    }

    private static void tell(Map<TopicIdPartition, Set<Long>> offsets, Exception problem) {
        if (problem != null) {
            LOG.warn("acknowledgement refused: offsets={} reason={}", offsets, problem.getMessage());
        }
    }

    @Override
    public void close() {
        consumer.close(Duration.ofSeconds(5));
    }
}
