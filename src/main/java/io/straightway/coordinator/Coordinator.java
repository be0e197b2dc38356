package io.straightway.coordinator;

import io.straightway.event.SchemaIds;
import io.straightway.event.Topic;
import io.straightway.event.Wire;
import io.straightway.job.Catalog;
import io.straightway.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running coordinator. Several of them, in one or many processes, share the partitions. */
public final class Coordinator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);

    /** Its consumer group, too. */
    static final String APPLICATION = "straightway-coordinator";

    /** The end of a step of thousands of shards lists them all: more than the 1 MiB that brokers take by default, before it is compressed. */
    static final Compression COMPRESSION = Compression.lz4().build();

    /** Between two looks at whether a schema registry answers; its client asks it less often. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final KafkaStreams streams;
    private volatile Optional<Thread> beginning = Optional.empty();

    private Coordinator(KafkaStreams streams) {
        this.streams = streams;
    }

    /**
     * @param clients Kafka client settings, with {@code bootstrap.servers}
     * @param state folder for the local copy of job state; it can always be rebuilt from Kafka
     * @param partitions of each topic that is keyed by job id
     * @param replication of the state's own topic
     */
    public static Coordinator start(
            Map<String, Object> clients, Path state, Wire wire, Catalog catalog, Rules rules, int partitions, short replication,
            Telemetry telemetry) {
        telemetry.meters().deadLettersOf(Stream.concat(Topic.ofJobs().stream(), Stream.of(Topic.SIGNALS, Topic.UNIT_REPORTS)).map(Topic::topic).toList());
        Properties settings = new Properties();
        settings.putAll(clients);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        settings.put(StreamsConfig.CLIENT_ID_CONFIG, APPLICATION);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, Short.toString(replication));
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedState.class);
        // A job's latency is a few commits long; an idle commit costs nothing.
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 20);
        settings.put(StreamsConfig.POLL_MS_CONFIG, 20);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // A crashed coordinator's partitions are wanted back sooner than after the default 45 s; whoever sets another time wants that.
        settings.putIfAbsent(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        // Also the longest that a rebalance waits for members that a restarted broker remembers and that came back under other names; the
        // default is 5 minutes. A thread that waits longer than this for a store begins its records again.
        settings.putIfAbsent(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), 120_000);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        // The first record after a commit is refused until the broker has written the commit's markers, some milliseconds; the default is to
        // come back after 100.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 5);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), COMPRESSION.type().name);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 4 * Wire.LARGEST);
        KafkaStreams streams = new KafkaStreams(CoordinatorTopology.build(wire, catalog, rules, partitions, telemetry), settings);
        streams.setUncaughtExceptionHandler(e -> {
            LOG.error("coordinator thread failed and is replaced", e);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        Coordinator coordinator = new Coordinator(streams);
        coordinator.begin(wire, rules);
        return coordinator;
    }

    /** Reads nothing before it can write: a transaction must not wait for a schema registry. */
    private void begin(Wire wire, Rules rules) {
        if (ready(wire, rules)) {
            streams.start();
        } else {
            beginning = Optional.of(Thread.ofVirtual().name("coordinator-begin").start(() -> beginLater(wire, rules)));
        }
    }

    private void beginLater(Wire wire, Rules rules) {
        try {
            do {
                Thread.sleep(PAUSE);
            } while (!ready(wire, rules));
            streams.start();
        } catch (InterruptedException e) {
            LOG.debug("closed before the schema registry answered");
        }
    }

    private static boolean ready(Wire wire, Rules rules) {
        try {
            wire.prepare(rules.pools());
            return true;
        } catch (SchemaIds.Unanswered e) {
            return false;
        }
    }

    /** Ends the waiting for a schema registry, so that nothing is started any more. */
    private void stopBeginning(Thread thread) {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean running() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    public String state() {
        return streams.state().name();
    }

    @Override
    public void close() {
        beginning.ifPresent(this::stopBeginning);
        // Whoever leaves says so: its partitions must not lie idle until its session is over.
        streams.close(CloseOptions.timeout(Duration.ofSeconds(10)).withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }
}
