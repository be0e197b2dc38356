package io.straightway.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.straightway.event.JobStatus;
import io.straightway.event.Topic;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.Artifact;
import io.straightway.job.Catalog;
import io.straightway.job.Counts;
import io.straightway.job.Failure;
import io.straightway.job.Input;
import io.straightway.job.JobEvent;
import io.straightway.job.ModelName;
import io.straightway.job.Outcome;
import io.straightway.job.Retention;
import io.straightway.job.RetryPolicy;
import io.straightway.job.Signal;
import io.straightway.job.Specs;
import io.straightway.job.TrainingSpec;
import io.straightway.job.UnitReport;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.WorkOrder;
import io.straightway.telemetry.Meters;
import io.straightway.telemetry.Telemetry;
import io.straightway.telemetry.Tracing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoordinatorTopologyTest {
    private static final RetryPolicy POLICY =
            new RetryPolicy(Duration.ofSeconds(20), 3, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofMinutes(10));
    private static final Rules RULES = new Rules(POLICY, new Retention(Duration.ofDays(1), Duration.ofDays(2)), Set.of("default", "gpu"));
    private static final Wire WIRE = new Wire(new WireFormat.SingleObject());

    /** A catalog that can be switched off, as a store can be. */
    private static final class Switchable implements Catalog {
        boolean down;

        @Override
        public Optional<Model> model(ModelName name) {
            answer();
            return Specs.CATALOG.model(name);
        }

        @Override
        public Optional<StoredPairs> pairs(String name) {
            answer();
            return Specs.CATALOG.pairs(name);
        }

        @Override
        public Optional<Dataset> dataset(String name) {
            answer();
            return Specs.CATALOG.dataset(name);
        }

        private void answer() {
            if (down) {
                throw new Unanswered("connection refused", new RuntimeException());
            }
        }
    }

    private final Switchable catalog = new Switchable();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    Path state;

    private TopologyTestDriver driver;
    private TestOutputTopic<byte[], byte[]> events;
    private TestOutputTopic<byte[], byte[]> units;
    private TestOutputTopic<byte[], byte[]> status;
    private final Map<String, JobStatus> newest = new HashMap<>();

    @BeforeEach
    void start() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        // With one partition every record is at home.
        driver = new TopologyTestDriver(CoordinatorTopology.build(WIRE, catalog, RULES, 1, new Telemetry(new Meters(registry), Tracing.off())), settings, Instant.parse("2026-01-01T00:00:00Z"));
        events = out(Topic.EVENTS);
        units = out(Topic.UNITS);
        status = out(Topic.STATUS);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private TestOutputTopic<byte[], byte[]> out(Topic topic) {
        return driver.createOutputTopic(topic.topic(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void send(Topic topic, byte[] value) {
        TestInputTopic<byte[], byte[]> input = driver.createInputTopic(topic.topic(), new ByteArraySerializer(), new ByteArraySerializer());
        input.pipeInput("g".getBytes(StandardCharsets.UTF_8), value);
    }

    private List<JobEvent> events() {
        return events.readValuesToList().stream().map(WIRE::readEvent).toList();
    }

    private List<JobEvent.What> whats() {
        return events().stream().map(JobEvent::what).toList();
    }

    private List<WorkOrder> orders() {
        return units.readValuesToList().stream().map(WIRE::readUnit).toList();
    }

    private void run(WorkOrder order) {
        run(order, new Artifact(Artifact.Role.SHARD, "k", "00", 1, 1));
    }

    private void run(WorkOrder order, Artifact written) {
        send(Topic.UNIT_REPORTS, WIRE.write(new UnitReport.Started(order.unit(), order.attempt(), "w")));
        send(Topic.UNIT_REPORTS, WIRE.write(new UnitReport.Finished(order.unit(), order.attempt(), "w", new UnitResult(order.work().amount(),
                List.of(written), Optional.empty(), new Usage(1, 2), Optional.empty()))));
    }

    @Test
    void aJobWrittenAsALineOfJsonRunsToItsEnd() {
        // Given
        send(Topic.GENERATION_JOBS, "{\"id\":\"g\",\"model\":\"emoji\",\"images\":100,\"shardImages\":60}".getBytes(StandardCharsets.UTF_8));
        List<WorkOrder> shards = orders();

        // When
        shards.forEach(this::run);
        orders().forEach(this::run);

        // Then
        List<JobEvent> all = events();
        assertThat(shards).hasSize(2);
        assertThat(all.getFirst().what()).isInstanceOf(JobEvent.Accepted.class);
        assertThat(all).extracting(JobEvent::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(all.getLast().what()).isInstanceOfSatisfying(JobEvent.Ended.class, ended -> {
            assertThat(ended.outcome().ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
            assertThat(ended.outcome().counts()).isEqualTo(new Counts("images", 100, 100, 0, 0, 0));
        });
        assertThat(WIRE.readStatus(status.readValuesToList().getLast()).state()).isEqualTo("SUCCEEDED");
    }

    @Test
    void aJobBeginsWhenTheJobItBuildsOnHasEnded() {
        // Given: a job that builds on one that nobody has submitted yet
        send(Topic.TRAINING_JOBS, """
                {"id": "second", "model": "emoji", "dataset": "emoji-16",
                 "stages": [{"kind": "pairs", "from": "job:first", "count": 10, "forward": 0}]}""".getBytes(StandardCharsets.UTF_8));
        driver.advanceWallClockTime(Duration.ofSeconds(5));
        assertThat(whats()).containsExactly(new JobEvent.Waiting(List.of("first")));
        assertThat(statusOf("second").state()).isEqualTo("WAITING");

        // When: that one is submitted and runs
        send(Topic.TRAINING_JOBS, """
                {"id": "first", "model": "emoji", "dataset": "emoji-16", "stages": [{"kind": "teacher", "images": 64}]}""".getBytes(StandardCharsets.UTF_8));
        run(orders().getFirst(), new Artifact(Artifact.Role.MODEL, "models/emoji/first-0-teacher/model.safetensors", "00", 1, 1));
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        assertThat(statusOf("second").state()).as("one step is not the end").isEqualTo("WAITING");
        orders().forEach(this::run);
        driver.advanceWallClockTime(Duration.ofSeconds(1));

        // Then
        WorkOrder pairs = orders().getFirst();
        assertThat(pairs.unit().job()).isEqualTo("second");
        assertThat(((TrainingSpec) pairs.job()).modelOf(0)).contains(new Input.OfModel(ModelName.of("emoji", "first-0-teacher")));
    }

    @Test
    void jobsThatWaitForEachOtherAreRefusedAsSoonAsThatIsKnown() {
        // When
        for (String[] jobs : new String[][] {{"one", "two"}, {"two", "one"}}) {
            send(Topic.TRAINING_JOBS, """
                    {"id": "%s", "model": "emoji", "dataset": "emoji-16",
                     "stages": [{"kind": "pairs", "from": "job:%s", "count": 10, "forward": 0}]}""".formatted((Object[]) jobs).getBytes(StandardCharsets.UTF_8));
        }
        driver.advanceWallClockTime(Duration.ofSeconds(2));

        // Then
        List<JobEvent> all = events();
        assertThat(all).filteredOn(event -> event.what() instanceof JobEvent.Rejected).extracting(JobEvent::job).containsExactlyInAnyOrder("one", "two");
        assertThat(all).filteredOn(event -> event.what() instanceof JobEvent.Rejected).first().extracting(event -> ((JobEvent.Rejected) event.what()).failure().message())
                .asString().contains("a job that does not wait for this one");
        assertThat(statusOf("one").state()).isEqualTo("REJECTED");
    }

    @Test
    void aWaitingJobIsRefusedIfTheOtherOneFails() {
        // Given
        send(Topic.TRAINING_JOBS, """
                {"id": "second", "model": "emoji", "dataset": "emoji-16",
                 "stages": [{"kind": "pairs", "from": "job:g", "count": 10, "forward": 0}]}""".getBytes(StandardCharsets.UTF_8));

        // When
        send(Topic.GENERATION_JOBS, "{\"id\":\"g\",\"model\":\"nobody\",\"images\":1}".getBytes(StandardCharsets.UTF_8));
        driver.advanceWallClockTime(Duration.ofSeconds(1));

        // Then
        assertThat(events()).filteredOn(event -> event.job().equals("second")).last().extracting(JobEvent::what)
                .isInstanceOfSatisfying(JobEvent.Rejected.class, rejected -> assertThat(rejected.failure().message())
                        .isEqualTo("stages[0].from is job:g, allowed: a job that succeeds; g is REJECTED"));
    }

    private JobStatus statusOf(String job) {
        status.readValuesToList().stream().map(WIRE::readStatus).forEach(state -> newest.put(state.job(), state));
        return newest.get(job);
    }

    @Test
    void eventsCarryCloudEventsHeaders() {
        // When
        send(Topic.GENERATION_JOBS, WIRE.write(Specs.generation("g", 10, 10)));

        // Then
        TestRecord<byte[], byte[]> event = events.readRecord();
        assertThat(event.key()).isEqualTo("g".getBytes(StandardCharsets.UTF_8));
        assertThat(event.headers()).extracting(Header::key)
                .contains("ce_id", "ce_source", "ce_type", "ce_time", "ce_subject", "ce_specversion", "content-type");
    }

    @Test
    void garbageBecomesADeadLetterAndTheNextJobRuns() {
        // Given
        byte[] garbage = {(byte) 0xC3, 1, 7, 7, 7};

        // When
        send(Topic.GENERATION_JOBS, garbage);
        send(Topic.GENERATION_JOBS, WIRE.write(Specs.generation("g", 10, 10)));

        // Then
        TestRecord<byte[], byte[]> letter = out(Topic.DEAD_LETTERS).readRecord();
        assertThat(letter.value()).isEqualTo(garbage);
        assertThat(letter.headers()).extracting(Header::key).contains("dead-letter-reason", "dead-letter-topic", "dead-letter-offset");
        assertThat(whats()).hasOnlyElementsOfTypes(JobEvent.Accepted.class);
    }

    @Test
    void aJobWithBadFieldsIsRejectedWithAllReasons() {
        // When
        send(Topic.GENERATION_JOBS, "{\"id\":\"g\",\"model\":\"nobody!\",\"images\":0,\"sampling\":{\"solver\":{\"name\":\"magic\"},\"nfe\":9}}".getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(whats()).singleElement().isInstanceOfSatisfying(JobEvent.Rejected.class,
                rejected -> assertThat(rejected.failure().message()).contains("model is nobody!").contains("magic").contains("0"));
    }

    @Test
    void whileTheStoreIsDownAJobWaits() {
        // Given
        catalog.down = true;
        send(Topic.GENERATION_JOBS, WIRE.write(Specs.generation("g", 10, 10)));
        assertThat(events.isEmpty()).isTrue();

        // When
        catalog.down = false;
        driver.advanceWallClockTime(Duration.ofSeconds(1));

        // Then
        assertThat(whats()).singleElement().isInstanceOf(JobEvent.Accepted.class);
    }

    @Test
    void aLapsedLeaseIsIssuedAgain() {
        // Given
        send(Topic.GENERATION_JOBS, WIRE.write(Specs.generation("g", 10, 10)));
        WorkOrder first = orders().getFirst();
        send(Topic.UNIT_REPORTS, WIRE.write(new UnitReport.Started(first.unit(), 1, "w")));

        // When
        driver.advanceWallClockTime(Duration.ofSeconds(21));
        driver.advanceWallClockTime(Duration.ofSeconds(2));

        // Then
        assertThat(orders()).singleElement().satisfies(order -> assertThat(order.attempt()).isEqualTo(2));
    }

    @Test
    void unitsGoToTheTopicOfTheirPoolAndPriority() {
        // When
        send(Topic.GENERATION_JOBS, "{\"id\":\"g\",\"model\":\"emoji\",\"images\":1,\"pool\":\"gpu\",\"priority\":\"high\"}".getBytes(StandardCharsets.UTF_8));
        send(Topic.GENERATION_JOBS, "{\"id\":\"h\",\"model\":\"emoji\",\"images\":1,\"pool\":\"moon\"}".getBytes(StandardCharsets.UTF_8));

        // Then
        TestOutputTopic<byte[], byte[]> high = driver.createOutputTopic("straightway.units.gpu.high", new ByteArrayDeserializer(), new ByteArrayDeserializer());
        assertThat(high.readValuesToList()).hasSize(1);
        assertThat(units.isEmpty()).isTrue();
        assertThat(whats()).last().isInstanceOfSatisfying(JobEvent.Rejected.class,
                rejected -> assertThat(rejected.failure().message()).contains("pool is moon").contains("default, gpu"));
    }

    @Test
    void anEndedJobIsForgottenInTime() {
        // Given
        send(Topic.GENERATION_JOBS, WIRE.write(Specs.generation("g", 10, 10)));
        orders().forEach(this::run);
        orders().forEach(this::run);
        events();

        // When: its retention is over
        driver.advanceWallClockTime(Duration.ofDays(1).plusSeconds(1));
        send(Topic.GENERATION_JOBS, WIRE.write(Specs.generation("g", 10, 10)));
        send(Topic.SIGNALS, WIRE.write(new Signal("s", "g", Signal.Kind.CANCEL)));

        // Then: it is another answer than that to an unknown id
        assertThat(WIRE.readStatus(status.readValuesToList().getLast()).state()).isEqualTo("FORGOTTEN");
        assertThat(whats()).satisfiesExactly(
                rejected -> assertThat(((JobEvent.Rejected) rejected).failure()).isInstanceOfSatisfying(Failure.Forgotten.class,
                        forgotten -> assertThat(forgotten.message()).contains("expired from retention")),
                answered -> assertThat(((JobEvent.SignalAnswered) answered).reason()).contains("expired from retention"));

        // When: the time of its id is over as well
        driver.advanceWallClockTime(Duration.ofDays(2));

        // Then: the id is free, and nothing is left of the job
        assertThat(status.readValuesToList().getLast()).isNull();
        send(Topic.GENERATION_JOBS, WIRE.write(Specs.generation("g", 10, 10)));
        assertThat(whats()).hasOnlyElementsOfTypes(JobEvent.Accepted.class);
    }

    @Test
    void cancellingAQueuedJobEndsItAtOnce() {
        // Given
        send(Topic.GENERATION_JOBS, WIRE.write(Specs.generation("g", 10, 10)));

        // When
        send(Topic.SIGNALS, WIRE.write(new Signal("s", "g", Signal.Kind.CANCEL)));

        // Then
        assertThat(whats()).last().isInstanceOfSatisfying(JobEvent.Ended.class,
                ended -> assertThat(ended.outcome().counts()).isEqualTo(new Counts("images", 10, 0, 0, 10, 0)));
    }

    @Test
    void whatBecomesOfJobsIsCounted() {
        // When: a job succeeds, one is refused by the catalog, one makes no sense, and one record is none
        send(Topic.GENERATION_JOBS, WIRE.write(Specs.generation("g", 100, 60)));
        orders().forEach(this::run);
        orders().forEach(this::run);
        send(Topic.GENERATION_JOBS, "{\"id\":\"h\",\"model\":\"nobody\",\"images\":1}".getBytes(StandardCharsets.UTF_8));
        send(Topic.GENERATION_JOBS, "{\"id\":\"i\",\"model\":\"emoji\",\"images\":0,\"sampling\":{\"solver\":{\"name\":\"magic\"}}}".getBytes(StandardCharsets.UTF_8));
        send(Topic.GENERATION_JOBS, new byte[] {(byte) 0xC3, 1, 7});

        // Then
        assertThat(jobs("succeeded", "none")).isOne();
        assertThat(jobs("rejected", "invalid")).isEqualTo(2);
        assertThat(count("straightway_jobs_ended_total")).isEqualTo(3);
        assertThat(count("straightway_images_generated_total")).isEqualTo(100);
        assertThat(registry.get("straightway_dead_letters_total").tag("topic", Topic.GENERATION_JOBS.topic()).counter().count()).isOne();
        assertThat(registry.get("straightway_job_admission_seconds").timer().count()).isEqualTo(3);
    }

    @Test
    void aLapsedLeaseIsCountedOnceAndALateReportNotAtAll() {
        // Given
        send(Topic.GENERATION_JOBS, WIRE.write(Specs.generation("g", 10, 10)));
        WorkOrder first = orders().getFirst();
        send(Topic.UNIT_REPORTS, WIRE.write(new UnitReport.Started(first.unit(), 1, "w")));

        // When: its lease lapses, and then its worker says that it is done
        driver.advanceWallClockTime(Duration.ofSeconds(21));
        driver.advanceWallClockTime(Duration.ofSeconds(2));
        send(Topic.UNIT_REPORTS, WIRE.write(new UnitReport.Finished(first.unit(), 1, "w", new UnitResult(10, List.of(), Optional.empty(), new Usage(1, 2),
                Optional.empty()))));

        // Then
        assertThat(count("straightway_lease_lost_total")).isOne();
        assertThat(registry.get("straightway_unit_retries_total").tag("reason", "lease_lapsed").counter().count()).isOne();
        assertThat(count("straightway_images_generated_total")).isZero();
    }

    private double jobs(String outcome, String reason) {
        return registry.get("straightway_jobs_ended_total").tags("kind", "generation", "outcome", outcome, "reason", reason).counter().count();
    }

    private double count(String name) {
        return registry.get(name).counters().stream().mapToDouble(Counter::count).sum();
    }
}
