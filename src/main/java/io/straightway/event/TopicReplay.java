package io.straightway.event;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Every committed record of some topics, from their beginning to the ends that they have at the start, each partition in order. Reads
 * without a group and leaves no trace in the cluster. For one thread.
 */
public final class TopicReplay implements AutoCloseable {
    /** Without any progress for so long, the broker counts as gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;
    private final Set<TopicPartition> cut;

    /** @param client properties of the Kafka client, at least {@code bootstrap.servers} */
    public TopicReplay(Map<String, Object> client, Collection<Topic> topics) {
        Map<String, Object> properties = new HashMap<>(Map.of(ConsumerConfig.CLIENT_ID_CONFIG, "straightway-replay"));
        properties.putAll(client);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Set<TopicPartition> partitions = topics.stream().flatMap(topic -> consumer.partitionsFor(topic.topic()).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition())).collect(Collectors.toSet());
        consumer.assign(partitions);
        ends = consumer.endOffsets(partitions);
        cut = consumer.beginningOffsets(partitions).entrySet().stream().filter(begin -> begin.getValue() > 0).map(Map.Entry::getKey).collect(Collectors.toSet());
        consumer.seekToBeginning(partitions);
    }

    /** Whether retention has deleted the oldest records of a partition. */
    public boolean cut(Topic topic, int partition) {
        return cut.contains(new TopicPartition(topic.topic(), partition));
    }

    /** @throws TimeoutException if the broker stops answering */
    public void each(Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        long progress = System.nanoTime();
        while (!done()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(200));
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.offset() < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
                    reader.accept(record);
                }
            }
            if (!records.isEmpty()) {
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > PATIENCE.toNanos()) {
                throw new TimeoutException("no records came for " + PATIENCE.toSeconds() + " s, though there are more");
            }
        }
    }

    private boolean done() {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
