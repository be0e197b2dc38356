package io.straightway.event;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/** All committed records of a topic, read without a group: every reader sees everything, and leaves no trace in the cluster. */
final class TopicTail implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> endsAtStart;
    private final Optional<String> key;
    private long unreadable;

    TopicTail(Map<String, Object> client, Topic topic, From from) {
        this(client, topic, from, Optional.empty());
    }

    /** @param key of the only records that matter; where there is one, only its partition is read */
    TopicTail(Map<String, Object> client, Topic topic, From from, Optional<String> key) {
        this.key = key;
        Map<String, Object> properties = new HashMap<>(Map.of(ConsumerConfig.CLIENT_ID_CONFIG, "straightway-" + topic.name().toLowerCase(Locale.ROOT)));
        properties.putAll(client);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Records that are deleted while we read are gone; go on with the oldest that are left.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<PartitionInfo> all = consumer.partitionsFor(topic.topic());
        List<TopicPartition> partitions = all.stream()
                .filter(info -> key.isEmpty() || info.partition() == Utils.toPositive(Utils.murmur2(key.get().getBytes(StandardCharsets.UTF_8))) % all.size())
                .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
        consumer.assign(partitions);
        endsAtStart = consumer.endOffsets(partitions);
        switch (from) {
            case BEGINNING -> consumer.seekToBeginning(partitions);
            case END -> endsAtStart.forEach(consumer::seek);
        }
    }

    /**
     * Waits up to {@code timeout} for records; those that can't be read are counted and left out.
     *
     * @param gone is told the keys of which a compacted topic keeps nothing any more
     * @throws SchemaIds.Unanswered if the registry does not say with which schema one was written; the next poll gives all of them again
     */
    <T> List<T> poll(Duration timeout, Function<byte[], T> reader, Consumer<String> gone) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
        try {
            return read(records, reader, gone);
        } catch (SchemaIds.Unanswered e) {
            records.partitions().forEach(partition -> consumer.seek(partition, records.records(partition).getFirst().offset()));
            throw e;
        }
    }

    private <T> List<T> read(ConsumerRecords<byte[], byte[]> records, Function<byte[], T> reader, Consumer<String> gone) {
        return StreamSupport.stream(records.spliterator(), false)
                .filter(record -> key.isEmpty() || record.key() != null && key.get().equals(new String(record.key(), StandardCharsets.UTF_8)))
                .flatMap(record -> {
                    if (record.value() == null) {
                        gone.accept(new String(record.key(), StandardCharsets.UTF_8));
                        return Stream.empty();
                    }
                    try {
                        return Stream.of(reader.apply(record.value()));
                    } catch (Undecodable e) {
                        unreadable++;
                        return Stream.empty();
                    }
                })
                .toList();
    }

    /** Whether everything that was there at the start has been polled. */
    boolean caughtUp() {
        return endsAtStart.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    long unreadable() {
        return unreadable;
    }

    /** Makes a poll that is waiting in another thread return with a {@link org.apache.kafka.common.errors.WakeupException}. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
