package io.straightway.event;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topics, and says whether those that are there will do. */
public final class Topics {
    /**
     * Partitions of a topic of units. A share group gives each partition to a part of its members only, as soon as there are several; then
     * units would wait for a worker that is busy while others are idle. Nothing is lost by having one: any number of members share it.
     */
    private static final int UNITS = 1;

    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);

    private static final Duration PROPAGATION = Duration.ofSeconds(60);

    private Topics() {}

    /**
     * Creates what is missing, leaves what is there as it is, and checks the whole.
     *
     * @param pools of workers, each of which has unit topics of its own
     * @param partitions of each topic but those of units, which have one
     */
    public static void create(Admin admin, Collection<String> pools, int partitions, short replication) {
        Stream<NewTopic> fixed = Stream.of(Topic.values()).map(topic -> new NewTopic(topic.topic(), topic == Topic.UNITS ? UNITS : partitions, replication).configs(configs(topic)));
        Stream<NewTopic> units = UnitTopics.of(pools).stream().filter(topic -> !topic.equals(Topic.UNITS.topic()))
                .map(topic -> new NewTopic(topic, UNITS, replication).configs(configs(Topic.UNITS)));
        // Those that are there are not asked for: that needs a right that a node may lack where somebody else makes the topics.
        Set<String> there = Answer.of(admin.listTopics().names(), "list topics");
        Collection<NewTopic> wanted = Stream.concat(fixed, units).filter(topic -> !there.contains(topic.name())).toList();
        admin.createTopics(wanted).values().forEach((name, created) -> {
            try {
                Answer.of(created, "create topic " + name);
            } catch (Answer.Failed e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        });
        awaitShown(admin, wanted.stream().map(NewTopic::name).toList());
        check(admin);
    }

    /** A broker tells what it has heard from the controller, which on a busy machine lies behind what the controller has made. */
    private static void awaitShown(Admin admin, Collection<String> made) {
        long begin = System.nanoTime();
        while (true) {
            try {
                Answer.of(admin.describeTopics(made).allTopicNames(), "describe the topics made");
                return;
            } catch (Answer.Failed e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() - begin > PROPAGATION.toNanos()) {
                    throw e;
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }

    /** What a topic is created with, for those who create theirs by other means. */
    public static Map<String, String> configs(Topic topic) {
        return topic.compacted()
                ? Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)
                : Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG, Long.toString(topic.retention().toMillis()));
    }

    /**
     * The coordinator meets all records about one job in one task, which works only if they lie in partitions of the same number.
     *
     * @throws IllegalStateException if a topic is missing, or those keyed by job id differ in their number of partitions
     */
    public static void check(Admin admin) {
        Map<String, Integer> partitions = new TreeMap<>();
        List<String> names = Stream.of(Topic.values()).map(Topic::topic).toList();
        admin.describeTopics(names).topicNameValues().forEach((name, description) -> {
            TopicDescription found = Answer.of(description, "describe topic " + name);
            partitions.put(name, found.partitions().size());
        });
        byJob(partitions);
        int ofUnits = Objects.requireNonNull(partitions.get(Topic.UNITS.topic()), "the topic of units was described");
        if (ofUnits > UNITS) {
            LOG.warn("units may wait for a busy worker while others are idle: topic={} partitions={} allowed={}, delete the topic while no job runs to have it made anew",
                    Topic.UNITS.topic(), ofUnits, UNITS);
        }
    }

    /** Partitions of each topic that is keyed by job id. */
    public static int partitionsByJob(Admin admin) {
        check(admin);
        String events = Topic.EVENTS.topic();
        return Answer.of(admin.describeTopics(List.of(events)).allTopicNames(), "describe topic").values().iterator().next().partitions().size();
    }

    private static void byJob(Map<String, Integer> partitions) {
        Map<String, Integer> byJob = Stream.of(Topic.values()).filter(Topic::keyedByJob)
                .collect(Collectors.toMap(Topic::topic, topic -> partitions.get(topic.topic()), (a, b) -> a, TreeMap::new));
        if (byJob.values().stream().distinct().count() > 1) {
            throw new IllegalStateException("topics keyed by job id have " + byJob + " partitions, allowed: the same number for all of them");
        }
    }

    /** Answers of the admin client, without its checked exceptions. */
    static final class Answer {
        private Answer() {}

        static <T> T of(org.apache.kafka.common.KafkaFuture<T> future, String purpose) {
            try {
                return future.get();
            } catch (ExecutionException e) {
                Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
                throw new Failed("could not " + purpose + ": " + BrokerRefusal.explain(cause), cause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failed("interrupted while trying to " + purpose, e);
            }
        }

        static final class Failed extends IllegalStateException {
            Failed(String message, Throwable cause) {
                super(message, cause);
            }
        }
    }
}
