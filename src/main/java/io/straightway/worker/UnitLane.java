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
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One topic of units as a share group (KIP-932), with the thread that asks for them. Kafka's client asks on by itself until it gets a record,
 * whether or not anybody still waits for it; so there is always somebody here who passes the record on, or gives it back at once. A record
 * stays locked only until its unit's lease is durable.
 */
final class UnitLane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnitLane.class);

    /** How long the broker holds a question that it has no unit for: asking again costs it as much as a unit. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    /**
     * How long the client is asked: a question that meets the end of a transaction, which is a record of its own that nobody sees, is over
     * for the client, and it waits on without a question.
     */
    private static final Duration SLICE = Duration.ofMillis(50);

    private static final Duration CLOSING = Duration.ofSeconds(5);

    /** Without a heartbeat for so long, the client has no coordinator: it sends them every few seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(6);

    /** How long it is asked then, and how long it is left alone. */
    private static final Duration PROBE = Duration.ofMillis(20);
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Who decides what becomes of a record. Called by the lane's thread. */
    interface Taker {
        /** Returns when the lane may ask for the next record. */
        void awaitAsking(UnitLane lane) throws InterruptedException;

        /** Waits for the decision. */
        Decision offer(UnitLane lane, ConsumerRecord<byte[], byte[]> unit) throws InterruptedException;

        /** The lane has ended, for good. */
        void broken(UnitLane lane, RuntimeException cause);
    }

    /** @param further whether the next unit is wanted soon: then the answer travels with the question for it, else by itself */
    record Decision(AcknowledgeType answer, boolean further) {}

    private final KafkaShareConsumer<byte[], byte[]> consumer;
    private final Taker taker;
    private final Duration lost;
    private final Metric lastHeartbeat;
    private final Metric connections;
    private final Thread thread;
    private Optional<Long> lostSince = Optional.empty();
    private boolean connected;
    private volatile boolean closing;

    /** @param lost the lane is broken after so long without any connection to a broker */
    UnitLane(Map<String, Object> clients, String client, String topic, Taker taker, Duration lost) {
        this.taker = taker;
        this.lost = lost;
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
        lastHeartbeat = metric("last-heartbeat-seconds-ago");
        connections = metric("connection-count");
        thread = Thread.ofPlatform().name("worker-lane-" + client + "-" + topic).daemon().unstarted(this::run);
    }

    private Metric metric(String name) {
        return consumer.metrics().values().stream().filter(metric -> metric.metricName().name().equals(name)).findFirst().orElseThrow();
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closing) {
                taker.awaitAsking(this);
                requireBroker();
                Optional<ConsumerRecord<byte[], byte[]>> unit = next();
                if (unit.isPresent()) {
                    answer(unit.get(), taker.offer(this, unit.get()));
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("lane interrupted");
        } catch (RuntimeException e) {
            // Not the client's documented exceptions alone: it answers some errors of the broker with an IllegalStateException. What it can bear
            // it does not tell, and after some of what it tells (a group that the broker does not find) it waits for ever.
            taker.broken(this, e);
        } finally {
            consumer.close(CLOSING);
        }
    }

    private Optional<ConsumerRecord<byte[], byte[]>> next() throws InterruptedException {
        try {
            boolean alone = alone();
            Iterator<ConsumerRecord<byte[], byte[]>> records = consumer.poll(alone ? PROBE : SLICE).iterator();
            if (records.hasNext()) {
                return Optional.of(records.next());
            }
            if (alone) {
                Thread.sleep(PAUSE);
            }
            return Optional.empty();
        } catch (WakeupException e) {
            return Optional.empty();
        }
    }

    /**
     * Once its broker is gone, Kafka's client sends one question after the other to nobody, on a thread of its own, as fast as it can, whatever
     * it is asked.
     */
    private void requireBroker() {
        boolean there = (double) connections.metricValue() > 0;
        connected |= there;
        lostSince = there || !connected ? Optional.empty() : lostSince.or(() -> Optional.of(System.nanoTime()));
        if (lostSince.filter(since -> System.nanoTime() - since > lost.toNanos()).isPresent()) {
            throw new IllegalStateException("no connection to any broker for " + lost.toSeconds() + " s");
        }
    }

    /** While it has no coordinator, Kafka's client does not wait in a question, but runs in circles until the time given to it is over. */
    private boolean alone() {
        double ago = (double) lastHeartbeat.metricValue();
        return ago < 0 || ago > SILENCE.toSeconds();
    }

    /**
     * Does not wait for the broker: an answer that it refuses leads to a second delivery, which the lease fences off. So a refusal is logged,
     * not thrown.
     */
    private void answer(ConsumerRecord<byte[], byte[]> unit, Decision decision) {
        try {
            consumer.acknowledge(unit, decision.answer());
            if (!decision.further()) {
                consumer.commitAsync();
            }
        } catch (IllegalStateException | KafkaException e) {
            LOG.warn("acknowledgement failed: offset={} reason={}", unit.offset(), e.getMessage());
        }
    }

    private static void tell(Map<TopicIdPartition, Set<Long>> offsets, Exception problem) {
        if (problem != null) {
            LOG.warn("acknowledgement refused: offsets={} reason={}", offsets, problem.getMessage());
        }
    }

    /** Returns at once; what has been fetched and not been answered is given back. */
    void stop() {
        closing = true;
        consumer.wakeup();
    }

    /** Waits for the thread. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(CLOSING.multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
