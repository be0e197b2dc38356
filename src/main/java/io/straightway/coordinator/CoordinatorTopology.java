package io.straightway.coordinator;

import io.straightway.event.Topic;
import io.straightway.event.UnitTopics;
import io.straightway.event.Wire;
import io.straightway.job.Catalog;
import io.straightway.job.Job;
import io.straightway.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** One processor between the topics of design: submissions, signals and reports in; events, status, units and dead letters out. */
final class CoordinatorTopology {
    static final String EVENTS = "to-events";
    static final String STATUS = "to-status";
    static final String DEAD_LETTERS = "to-dead-letters";

    private static final String SOURCE = "from-topics";
    private static final String PROCESSOR = "jobs";

    private CoordinatorTopology() {}

    /** @param partitions of each of the topics that are keyed by job id */
    static Topology build(Wire wire, Catalog catalog, Rules rules, int partitions, Telemetry telemetry) {
        ByteArrayDeserializer read = new ByteArrayDeserializer();
        ByteArraySerializer write = new ByteArraySerializer();
        Topology topology = new Topology()
                .addSource(SOURCE, read, read, Topic.GENERATION_JOBS.topic(), Topic.TRAINING_JOBS.topic(),
                        Topic.EVALUATION_JOBS.topic(), Topic.ABLATION_JOBS.topic(), Topic.SIGNALS.topic(), Topic.UNIT_REPORTS.topic())
                .addProcessor(PROCESSOR, () -> new JobProcessor(wire, new RecentCatalog(catalog, InstantSource.system()), rules, partitions, telemetry), SOURCE)
                .addStateStore(store(), PROCESSOR)
                .addStateStore(JobTraces.store(), PROCESSOR)
                .addStateStore(UnreadRecords.store(), PROCESSOR)
                .addGlobalStore(EndedJobs.store(), EndedJobs.SOURCE, read, read, Topic.STATUS.topic(), EndedJobs.PROCESSOR, () -> new EndedJobs.Reader(wire))
                .addSink(EVENTS, Topic.EVENTS.topic(), write, write, PROCESSOR)
                .addSink(STATUS, Topic.STATUS.topic(), write, write, PROCESSOR)
                .addSink(DEAD_LETTERS, Topic.DEAD_LETTERS.topic(), write, write, PROCESSOR);
        Stream.concat(Topic.ofJobs().stream(), Stream.of(Topic.SIGNALS)).forEach(topic -> topology.addSink(again(topic), topic.topic(), write, write, PROCESSOR));
        UnitTopics.of(rules.pools()).forEach(topic -> topology.addSink(units(topic), topic, write, write, PROCESSOR));
        return topology;
    }

    /** Name of the sink to a topic that is also read: for records that lie in the wrong partition. */
    static String again(Topic topic) {
        return "again-to-" + topic.topic();
    }

    /** Name of the sink to a topic of units. */
    static String units(String topic) {
        return "to-" + topic;
    }

    private static StoreBuilder<KeyValueStore<String, Job>> store() {
        Serde<Job> serde = Serdes.serdeFrom(
                (topic, job) -> job == null ? null : StateBytes.write(job),
                (topic, bytes) -> bytes == null ? null : StateBytes.read(bytes));
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(JobProcessor.STORE), Serdes.String(), serde)
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
    }
}
