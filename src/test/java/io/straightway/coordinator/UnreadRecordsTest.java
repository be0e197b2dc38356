package io.straightway.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.straightway.event.DeadLetter;
import io.straightway.event.SchemaIds;
import io.straightway.event.Topic;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.JobEvent;
import io.straightway.job.Retention;
import io.straightway.job.RetryPolicy;
import io.straightway.job.Signal;
import io.straightway.job.Specs;
import io.straightway.telemetry.Meters;
import io.straightway.telemetry.Telemetry;
import io.straightway.telemetry.Tracing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The coordinator while a schema registry is away. */
class UnreadRecordsTest {
    private static final Rules RULES = new Rules(new RetryPolicy(Duration.ofSeconds(20), 3, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofMinutes(10)),
            new Retention(Duration.ofDays(1), Duration.ofDays(2)), Set.of("default"));
    private static final int UNHEARD_OF = 4711;
    private static final int STUCK = 4712;

    /** A registry that can be switched off: then it is silent about everything that was not asked before. */
    private static final class Registry implements SchemaIds {
        final List<String> schemas = new ArrayList<>();
        boolean down;

        @Override
        public int id(String subject, String schema) {
            if (!schemas.contains(schema)) {
                answer();
                schemas.add(schema);
            }
            return schemas.indexOf(schema);
        }

        @Override
        public Optional<String> schema(int id) {
            answer();
            if (id == STUCK) {
                throw new Unanswered("500");
            }
            return id < schemas.size() ? Optional.of(schemas.get(id)) : Optional.empty();
        }

        private void answer() {
            if (down) {
                throw new Unanswered("connection refused");
            }
        }
    }

    @TempDir
    Path state;

    private final Registry registry = new Registry();
    private final Wire wire = new Wire(new WireFormat.Confluent(registry));
    /** Under ids of its own, as a client of another version. */
    private final Wire client = new Wire(new WireFormat.Confluent(new SchemaIds() {
        @Override
        public int id(String subject, String schema) {
            return registry.id(subject, schema + " ");
        }

        @Override
        public Optional<String> schema(int id) {
            return registry.schema(id);
        }
    }));
    private TopologyTestDriver driver;

    @BeforeEach
    void start() {
        wire.prepare(RULES.pools());
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(CoordinatorTopology.build(wire, Specs.CATALOG, RULES, 1, new Telemetry(new Meters(new SimpleMeterRegistry()), Tracing.off())), settings, Instant.parse("2026-01-01T00:00:00Z"));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private void send(Topic topic, byte[] value) {
        driver.createInputTopic(topic.topic(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>("key".getBytes(StandardCharsets.UTF_8), value, new RecordHeaders().add("traceparent", new byte[] {1, 2}), 5_000L));
    }

    private List<JobEvent> events() {
        return written(Topic.EVENTS).stream().map(event -> wire.readEvent(event.value())).toList();
    }

    private List<TestRecord<byte[], byte[]>> written(Topic topic) {
        return driver.createOutputTopic(topic.topic(), new ByteArrayDeserializer(), new ByteArrayDeserializer()).readRecordsToList();
    }

    @Test
    void aJobWaitsForTheRegistryAndLetsOthersPass() {
        // Given: one of a client whose schema the coordinator has never seen, and an order about it
        byte[] job = client.write(Specs.generation("new-client", 10, 10));
        byte[] order = client.write(new Signal("s", "new-client", Signal.Kind.CANCEL));
        registry.down = true;

        // When
        send(Topic.GENERATION_JOBS, job);
        send(Topic.SIGNALS, order);
        send(Topic.GENERATION_JOBS, "{\"id\":\"json\",\"model\":\"emoji\",\"images\":10}".getBytes(StandardCharsets.UTF_8));
        driver.advanceWallClockTime(Duration.ofMinutes(5));

        // Then
        assertThat(events()).isNotEmpty().extracting(JobEvent::job).containsOnly("json");
        assertThat(written(Topic.DEAD_LETTERS)).isEmpty();

        // When: it answers
        registry.down = false;
        driver.advanceWallClockTime(Duration.ofSeconds(1));

        // Then: all of it happens, once
        List<JobEvent> all = events().stream().filter(event -> event.job().equals("new-client")).toList();
        assertThat(all).extracting(JobEvent::sequence).startsWith(0L, 1L).doesNotHaveDuplicates();
        assertThat(all.getFirst().what()).isInstanceOf(JobEvent.Accepted.class);
        assertThat(all).anySatisfy(event -> assertThat(event.what()).isInstanceOfSatisfying(JobEvent.SignalAnswered.class,
                answered -> assertThat(answered.signal()).isEqualTo("s")));
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        assertThat(events()).extracting(JobEvent::what).noneMatch(what -> what instanceof JobEvent.Accepted);
    }

    @Test
    void whatTheRegistryDoesNotKnowBecomesADeadLetterAsItWas() {
        // Given
        byte[] value = {0, 0, 0, UNHEARD_OF >> 8, UNHEARD_OF & 0xFF, 1, 2, 3};
        registry.down = true;
        send(Topic.TRAINING_JOBS, value);
        driver.advanceWallClockTime(Duration.ofMinutes(5));
        assertThat(written(Topic.DEAD_LETTERS)).isEmpty();

        // When
        registry.down = false;
        driver.advanceWallClockTime(Duration.ofSeconds(1));

        // Then
        TestRecord<byte[], byte[]> letter = written(Topic.DEAD_LETTERS).getFirst();
        assertThat(letter.key()).asString(StandardCharsets.UTF_8).isEqualTo("key");
        assertThat(letter.value()).isEqualTo(value);
        assertThat(letter.timestamp()).isEqualTo(5_000L);
        assertThat(letter.headers().lastHeader("traceparent").value()).containsExactly(1, 2);
        assertThat(DeadLetter.read(letter.headers())).hasValueSatisfying(why -> {
            assertThat(why.topic()).isEqualTo(Topic.TRAINING_JOBS.topic());
            assertThat(why.cause()).isEqualTo("UNKNOWN_SCHEMA");
            assertThat(why.reason()).contains("id " + UNHEARD_OF);
        });
    }

    @Test
    void aSchemaAtWhichTheRegistryFailsKeepsNoOtherRecordWaiting() {
        // Given: two that wait, of which the registry will be able to tell about the second only
        byte[] job = client.write(Specs.generation("new-client", 10, 10));
        byte[] stuck = {0, 0, 0, STUCK >> 8, STUCK & 0xFF, 1, 2, 3};
        registry.down = true;
        send(Topic.GENERATION_JOBS, stuck);
        send(Topic.GENERATION_JOBS, job);

        // When
        registry.down = false;
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        driver.advanceWallClockTime(Duration.ofSeconds(1));

        // Then
        assertThat(events()).isNotEmpty().extracting(JobEvent::job).containsOnly("new-client");
        assertThat(written(Topic.DEAD_LETTERS)).isEmpty();
    }

    @Test
    void whatWaitsSurvivesARestart() {
        // Given
        byte[] job = client.write(Specs.generation("new-client", 10, 10));
        registry.down = true;
        send(Topic.GENERATION_JOBS, job);
        byte[] kept = written("test-unread-changelog").getFirst().value();

        // Then: the changelog has the record, whole
        assertThat(new String(kept, StandardCharsets.ISO_8859_1)).contains(new String(job, StandardCharsets.ISO_8859_1)).contains("traceparent");
    }

    private List<TestRecord<byte[], byte[]>> written(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer()).readRecordsToList();
    }
}
