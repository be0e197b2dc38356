package io.straightway.audit;

import io.straightway.event.DeadLetter;
import io.straightway.event.Topic;
import io.straightway.event.TopicReplay;
import io.straightway.event.Undecodable;
import io.straightway.event.Wire;
import io.straightway.job.Retention;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Fills a {@link Ledger} from the topics: submissions, events, status and dead letters, up to the ends that they have at the start. */
public final class LedgerReader {
    private final Wire wire;
    private final Optional<String> only;
    private final Ledger ledger;
    private final TopicReplay replay;
    private final Set<Integer> begun = new HashSet<>();

    private LedgerReader(Wire wire, Optional<String> only, Ledger ledger, TopicReplay replay) {
        this.wire = wire;
        this.only = only;
        this.ledger = ledger;
        this.replay = replay;
    }

    /**
     * @param client properties of the Kafka client, at least {@code bootstrap.servers}
     * @param only the job to read about; all of them if empty
     * @param retention of the coordinator
     */
    public static Ledger read(Map<String, Object> client, Wire wire, Optional<String> only, Retention retention) {
        List<Topic> topics = Stream.concat(Topic.ofJobs().stream(), Stream.of(Topic.EVENTS, Topic.STATUS, Topic.DEAD_LETTERS)).toList();
        Ledger ledger = new Ledger(retention);
        try (TopicReplay replay = new TopicReplay(client, topics)) {
            LedgerReader reader = new LedgerReader(wire, only, ledger, replay);
            replay.each(reader::take);
        }
        return ledger;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Topic topic = Topic.named(record.topic());
        if (Topic.ofJobs().contains(topic)) {
            submission(topic, record);
            return;
        }
        if (topic == Topic.DEAD_LETTERS) {
            deadLetter(record);
            return;
        }
        if (topic == Topic.EVENTS) {
            keptSince(record);
        }
        if (!wanted(text(record.key()))) {
            return;
        }
        if (topic == Topic.EVENTS) {
            event(record);
        } else {
            status(record);
        }
    }

    private void submission(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        String key = text(record.key());
        try {
            String job = wire.readJob(topic, record.value()).id();
            if (wanted(job)) {
                ledger.submitted(job, time(record));
            }
        } catch (Undecodable e) {
            if (wanted(key)) {
                ledger.undecodable(new Ledger.Place(record.topic(), record.partition(), record.offset()), key, time(record), String.valueOf(e.getMessage()));
            }
        }
    }

    private void deadLetter(ConsumerRecord<byte[], byte[]> record) {
        DeadLetter.read(record.headers()).ifPresent(letter -> ledger.deadLetter(new Ledger.Place(letter.topic(), letter.partition(), letter.offset())));
    }

    private void keptSince(ConsumerRecord<byte[], byte[]> record) {
        if (begun.add(record.partition()) && replay.cut(Topic.EVENTS, record.partition())) {
            ledger.eventsKeptSince(time(record));
        }
    }

    private void event(ConsumerRecord<byte[], byte[]> record) {
        try {
            ledger.event(wire.readEvent(record.value()), replay.cut(Topic.EVENTS, record.partition()));
        } catch (Undecodable e) {
            ledger.eventUnreadable(text(record.key()), record.offset(), String.valueOf(e.getMessage()));
        }
    }

    private void status(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            ledger.statusRemoved(text(record.key()));
            return;
        }
        try {
            // Topics that are keyed by job have equal numbers of partitions, so its events lie in the partition of the same number.
            ledger.status(wire.readStatus(record.value()), replay.cut(Topic.EVENTS, record.partition()));
        } catch (Undecodable e) {
            ledger.statusUnreadable(text(record.key()), String.valueOf(e.getMessage()));
        }
    }

    private boolean wanted(String job) {
        return only.isEmpty() || only.get().equals(job);
    }

    private static Instant time(ConsumerRecord<byte[], byte[]> record) {
        return Instant.ofEpochMilli(record.timestamp());
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
