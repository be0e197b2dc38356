package io.straightway.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.event.CloudEvents;
import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.JobStatus;
import io.straightway.event.SharePool;
import io.straightway.event.StatusReader;
import io.straightway.event.Submission;
import io.straightway.event.Submitter;
import io.straightway.event.Topic;
import io.straightway.event.Topics;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.Classes;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobEvent;
import io.straightway.job.ModelName;
import io.straightway.job.Pending;
import io.straightway.job.Seeds;
import io.straightway.recipe.Precision;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class EmbeddedKafkaTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final GenerationSpec JOB = new GenerationSpec("g-1", ModelName.parse("m"), new Seeds(0, 9), new Classes.Uniform(),
            Optional.empty(), Precision.FP32, 64, 64, Optional.empty());
    private static final JobEvent EVENT = new JobEvent("g-1", 0, NOW, new JobEvent.Started());

    private final Wire wire = new Wire(new WireFormat.SingleObject());

    @TempDir
    Path directory;

    @Test
    void topicsThatTheBrokerDoesNotShowYetAreWaitedFor() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0); Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            // Given: a broker that knows nothing of the topics for the first questions
            AtomicInteger questions = new AtomicInteger();
            Admin late = (Admin) Proxy.newProxyInstance(Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                boolean early = method.getName().equals("describeTopics") && questions.incrementAndGet() <= 3;
                return method.invoke(admin, early ? new Object[] {List.of("not-shown-yet")} : arguments);
            });

            // When
            Topics.create(late, Set.of("default"), 2, (short) 1);

            // Then
            assertThat(questions).hasValueGreaterThan(3);
            Topics.check(admin);
        }
    }

    @Test
    void whatWasStoredIsThereAfterARestart() throws Exception {
        // Given: a broker with the topics, twice asked for
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
            Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
            try (Admin admin = Admin.create(client)) {
                Topics.create(admin, Set.of("default", "gpu"), 2, (short) 1);
                Topics.create(admin, Set.of("default", "gpu"), 2, (short) 1);
                SharePool.prepare(admin, SharePool.GROUP);
            }
            // When: a job is submitted, and an event and a status are published
            try (Submitter submitter = new Submitter(client, wire)) {
                submitter.submit(JOB);
            }
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>(Topic.EVENTS.topic(), null, "g-1".getBytes(), wire.write(EVENT), CloudEvents.headers(EVENT, wire.contentType())))
                        .get();
                producer.send(new ProducerRecord<>(Topic.EVENTS.topic(), "g-1".getBytes(), "rubbish".getBytes())).get();
                producer.send(new ProducerRecord<>(Topic.STATUS.topic(), "g-1".getBytes(), wire.write(JobStatus.of(new Pending(JOB, NOW, 0), NOW)))).get();
            }
            // Then: an idle share consumer gets the job although it came late, and readers see the rest
            ConsumerRecord<byte[], byte[]> shared = takeOne(client);
            assertThat(wire.readGenerationJob(shared.value())).isEqualTo(new Submission.Readable(JOB));
            assertReadable(client);
        }
        // And: all of it again after a restart, on other ports
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
            Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
            assertReadable(client);
            try (Admin admin = Admin.create(client)) {
                Topics.check(admin);
                // And: a topic that was given more partitions by itself is found out
                admin.createPartitions(Map.of(Topic.SIGNALS.topic(), NewPartitions.increaseTo(3))).all().get();
                Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThatThrownBy(() -> Topics.check(admin))
                        .isInstanceOf(IllegalStateException.class).hasMessageContaining("straightway.signals=3"));
            }
        }
    }

    private ConsumerRecord<byte[], byte[]> takeOne(Map<String, Object> client) {
        Map<String, Object> properties = new java.util.HashMap<>(client);
        properties.put("group.id", SharePool.GROUP);
        try (KafkaShareConsumer<byte[], byte[]> consumer =
                new KafkaShareConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topic.GENERATION_JOBS.topic()));
            return Awaitility.await().pollInSameThread().atMost(Duration.ofSeconds(30)).until(
                    () -> {
                        var records = consumer.poll(Duration.ofMillis(500)).iterator();
                        return records.hasNext() ? Optional.of(records.next()) : Optional.<ConsumerRecord<byte[], byte[]>>empty();
                    },
                    Optional::isPresent).orElseThrow();
        }
    }

    private void assertReadable(Map<String, Object> client) {
        try (EventReader events = new EventReader(client, wire, From.BEGINNING);
                StatusReader states = new StatusReader(client, wire, From.BEGINNING);
                EventReader late = new EventReader(client, wire, From.END)) {
            List<JobEvent> seen = new java.util.ArrayList<>();
            Awaitility.await().pollInSameThread().atMost(Duration.ofSeconds(30)).until(() -> {
                seen.addAll(events.poll(Duration.ofMillis(200)));
                return events.caughtUp();
            });
            assertThat(seen).containsExactly(EVENT);
            assertThat(events.unreadable()).isOne();
            List<JobStatus> newest = new java.util.ArrayList<>();
            Awaitility.await().pollInSameThread().atMost(Duration.ofSeconds(30)).until(() -> {
                newest.addAll(states.poll(Duration.ofMillis(200)));
                return states.caughtUp();
            });
            assertThat(newest).extracting(JobStatus::state).containsExactly("PENDING");
            assertThat(late.caughtUp()).isTrue();
            assertThat(late.poll(Duration.ofMillis(100))).isEmpty();
        }
    }
}
