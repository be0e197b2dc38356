package io.straightway.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How many units wait for workers, and since when. For one thread at a time. */
public final class UnitBacklog implements AutoCloseable {
    private static final Duration READING = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<String> topics;

    /**
     * What waits in one topic.
     *
     * @param lag records that no worker has taken for good yet
     * @param oldest when the first of them was written
     */
    public record Depth(long lag, Optional<Instant> oldest) {}

    /** @param client properties of the Kafka client, at least {@code bootstrap.servers} */
    public UnitBacklog(Map<String, Object> client, Collection<String> topics) {
        this.topics = List.copyOf(topics);
        admin = Admin.create(client);
        Map<String, Object> properties = new HashMap<>(Map.of(ConsumerConfig.CLIENT_ID_CONFIG, "straightway-backlog"));
        properties.putAll(client);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** By topic; asks the cluster. */
    public Map<String, Depth> measure() {
        List<TopicPartition> partitions = topics.stream().flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
        Map<TopicPartition, SharePartitionOffsetInfo> taken = Topics.Answer.of(admin.listShareGroupOffsets(
                Map.of(SharePool.GROUP, new ListShareGroupOffsetsSpec().topicPartitions(partitions))).partitionsToOffsetInfo(SharePool.GROUP), "ask for the lag of workers");
        Map<TopicPartition, Long> from = new HashMap<>();
        Map<String, Long> lags = new HashMap<>();
        for (Waiting waiting : waiting(partitions, taken)) {
            if (waiting.lag() > 0) {
                lags.merge(waiting.partition().topic(), waiting.lag(), Long::sum);
                from.put(waiting.partition(), waiting.start());
            }
        }
        Map<String, Instant> oldest = oldest(from);
        return topics.stream().collect(Collectors.toMap(Function.identity(), topic -> new Depth(lags.getOrDefault(topic, 0L), Optional.ofNullable(oldest.get(topic)))));
    }

    private record Waiting(TopicPartition partition, long start, long lag) {}

    /** Of a partition that no worker has ever asked for, all of it waits. */
    private List<Waiting> waiting(List<TopicPartition> partitions, Map<TopicPartition, SharePartitionOffsetInfo> taken) {
        List<Waiting> found = new ArrayList<>();
        List<TopicPartition> untouched = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            Optional<SharePartitionOffsetInfo> offset = Optional.ofNullable(taken.get(partition));
            offset.flatMap(SharePartitionOffsetInfo::lag).ifPresentOrElse(
                    lag -> found.add(new Waiting(partition, offset.get().startOffset(), lag)), () -> untouched.add(partition));
        }
        if (!untouched.isEmpty()) {
            Map<TopicPartition, Long> begins = offsets(untouched, OffsetSpec.earliest());
            offsets(untouched, OffsetSpec.latest()).forEach((partition, end) -> {
                long begin = begins.getOrDefault(partition, end);
                found.add(new Waiting(partition, begin, end - begin));
            });
        }
        return found;
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which) {
        return Topics.Answer.of(admin.listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> which))).all(), "ask for offsets of units")
                .entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private Map<String, Instant> oldest(Map<TopicPartition, Long> from) {
        Map<TopicPartition, Instant> first = new HashMap<>();
        if (!from.isEmpty()) {
            consumer.assign(from.keySet());
            from.forEach(consumer::seek);
            long end = System.nanoTime() + READING.toNanos();
            while (first.size() < from.size() && System.nanoTime() < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    first.putIfAbsent(new TopicPartition(record.topic(), record.partition()), Instant.ofEpochMilli(record.timestamp()));
                }
            }
            consumer.unsubscribe();
        }
        return first.entrySet().stream().collect(Collectors.toMap(entry -> entry.getKey().topic(), Map.Entry::getValue,
                (one, other) -> Stream.of(one, other).min(Instant::compareTo).orElseThrow()));
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSING));
        admin.close(CLOSING);
    }
}
