package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.event.Topic;
import io.straightway.job.Failure;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.recipe.Violation;
import io.straightway.schema.GenerationJob;
import io.straightway.schema.Grid;
import io.straightway.schema.Sampling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever is written to the job topics: it is answered or put aside with a reason, and the next job runs. */
class BadInputIT {
    @RegisterExtension
    static final EmbeddedNode NODE = new EmbeddedNode();

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static int goodJobs;

    private final Outside outside = NODE.outside();

    @BeforeEach
    void aModelIsThere() {
        NODE.trained();
    }

    @AfterEach
    void aGoodJobStillSucceeds() {
        String id = "good-" + goodJobs++;
        outside.submit(Topic.GENERATION_JOBS, id, TinyWorld.images(id, EmbeddedNode.MODEL, 0, 8, 8));
        assertThat(outside.awaitEnd(id).ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
    }

    @TestFactory
    Stream<DynamicTest> whatCannotBeReadIsPutAsideAsItWas() throws IOException {
        ByteBuffer known = GenerationJob.getEncoder().encode(job("cut-short").build());
        byte[] whole = bytes(known);
        byte[] stranger = whole.clone();
        stranger[5] ^= 0x55;
        return Stream.of(
                new Unreadable("garbage", new byte[] {7, 1, 2, (byte) 0xFF}, "UNKNOWN_FORMAT"),
                new Unreadable("a fingerprint of no schema", stranger, "UNKNOWN_SCHEMA"),
                new Unreadable("Avro that is cut short", java.util.Arrays.copyOf(whole, whole.length - 3), "MALFORMED"),
                new Unreadable("an opening brace and no more", Outside.bytes("{"), "MALFORMED"),
                new Unreadable("JSON of another shape", Outside.bytes("{\"hello\": 1}"), "MALFORMED"),
                new Unreadable("no bytes", new byte[0], "EMPTY"),
                new Unreadable("Confluent's format, of which we know no registry", new byte[] {0, 0, 0, 0, 9, 1, 1}, "UNKNOWN_SCHEMA"))
                .map(bad -> DynamicTest.dynamicTest(bad.what, () -> putAside(bad)));
    }

    private record Unreadable(String what, byte[] value, String cause) {}

    private void putAside(Unreadable bad) {
        // Given
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topic.GENERATION_JOBS.topic(), Outside.bytes("key of " + bad.what), bad.value);
        record.headers().add("traceparent", Outside.bytes("00-abc"));

        // When
        RecordMetadata sent = outside.send(record);

        // Then
        ConsumerRecord<byte[], byte[]> letter = Awaitility.await().atMost(PATIENCE)
                .until(() -> outside.deadLetters().stream().filter(r -> Outside.text(r.key()).equals("key of " + bad.what)).findFirst(), Optional::isPresent)
                .orElseThrow();
        assertThat(letter.value()).isEqualTo(bad.value);
        assertThat(header(letter, "traceparent")).isEqualTo("00-abc");
        assertThat(header(letter, "dead-letter-cause")).isEqualTo(bad.cause);
        assertThat(header(letter, "dead-letter-reason")).isNotBlank();
        assertThat(header(letter, "dead-letter-topic")).isEqualTo(sent.topic());
        assertThat(header(letter, "dead-letter-partition")).isEqualTo(Integer.toString(sent.partition()));
        assertThat(header(letter, "dead-letter-offset")).isEqualTo(Long.toString(sent.offset()));
    }

    @TestFactory
    Stream<DynamicTest> whatIsWrongIsRefusedByTheNameOfTheField() throws IOException {
        String longId = "x".repeat(5_000);
        return Stream.of(
                json("an id of 5,000 characters", longId, "\"images\": 8", "id"),
                json("an id that climbs", "../../models/tiny", "\"images\": 8", "id"),
                json("an id of dots", "..", "\"images\": 8", "id"),
                json("no image", "bad-zero", "\"images\": 0", "images"),
                json("less than no image", "bad-negative", "\"images\": -1", "images"),
                json("a milliard images", "bad-milliard", "\"images\": 1000000000", "images"),
                json("images beyond a long", "bad-beyond", "\"images\": 99999999999999999999", "images"),
                json("images as text", "bad-text", "\"images\": \"many\"", "images"),
                json("a seed below 0", "bad-seed", "\"images\": 8, \"firstSeed\": -1", "firstSeed"),
                json("an even NFE for heun", "bad-heun", "\"images\": 8, \"sampling\": {\"solver\": {\"name\": \"heun\"}, \"nfe\": 8}", "sampling.nfe"),
                json("an even NFE for dpm", "bad-dpm", "\"images\": 8, \"sampling\": {\"solver\": {\"name\": \"dpm\"}, \"nfe\": 8}", "sampling.nfe"),
                json("a solver of no name", "bad-solver", "\"images\": 8, \"sampling\": {\"solver\": {\"name\": \"magic\"}}", "sampling.solver"),
                json("a class out of range", "bad-class", "\"images\": 8, \"classes\": \"listed\", \"labels\": [0, 3]", "labels"),
                json("a number beyond a double", "bad-infinite",
                        "\"images\": 8, \"sampling\": {\"grid\": {\"name\": \"sigmoid\", \"kappa\": 1e999}}", "sampling.grid.kappa"),
                json("an unknown field", "bad-field", "\"images\": 8, \"colour\": \"red\"", "colour"),
                json("an unknown reference", "bad-reference", "\"images\": 8, \"reference\": \"nowhere\"", "reference"),
                new Wrong("an unknown model", Topic.GENERATION_JOBS, "bad-model",
                        Outside.bytes(TinyWorld.images("bad-model", "nobody", 0, 8, 8)), "model"),
                new Wrong("a model that climbs", Topic.GENERATION_JOBS, "bad-climb",
                        Outside.bytes(TinyWorld.images("bad-climb", "../../jobs", 0, 8, 8)), "model"),
                new Wrong("an unknown data set", Topic.TRAINING_JOBS, "bad-dataset",
                        Outside.bytes(TinyWorld.pipeline("bad-dataset", "m").replace("\"" + TinyWorld.DATASET + "\"", "\"nowhere\"")), "dataset"),
                new Wrong("pairs without a teacher", Topic.TRAINING_JOBS, "bad-stages",
                        Outside.bytes("{\"id\":\"bad-stages\",\"model\":\"m\",\"dataset\":\"shapes\",\"stages\":[{\"kind\":\"PAIRS\",\"count\":8}]}"), "stages[0]"),
                new Wrong("an empty id in Avro", Topic.GENERATION_JOBS, "", bytes(GenerationJob.getEncoder().encode(job("").build())), "id"),
                new Wrong("NaN in Avro", Topic.GENERATION_JOBS, "bad-nan", bytes(GenerationJob.getEncoder().encode(job("bad-nan")
                        .setSampling(new Sampling(5, null, new Grid("sigmoid", null, Double.NaN, null), null)).build())), "sampling.grid.kappa"))
                .map(wrong -> DynamicTest.dynamicTest(wrong.what, () -> refused(wrong)));
    }

    /** @param field that the refusal must name, or its beginning */
    private record Wrong(String what, Topic topic, String id, byte[] value, String field) {}

    private static Wrong json(String what, String id, String fields, String field) {
        return new Wrong(what, Topic.GENERATION_JOBS, id, Outside.bytes("{\"id\": \"" + id + "\", \"model\": \"" + EmbeddedNode.MODEL + "\", " + fields + "}"), field);
    }

    private void refused(Wrong wrong) {
        outside.send(new ProducerRecord<>(wrong.topic.topic(), Outside.bytes("k"), wrong.value));

        JobEvent event = Awaitility.await().atMost(PATIENCE)
                .until(() -> outside.events(wrong.id).stream().findFirst(), Optional::isPresent).orElseThrow();
        assertThat(event.sequence()).isZero();
        assertThat(event.what()).isInstanceOfSatisfying(JobEvent.Rejected.class, rejected -> {
            assertThat(rejected.terminal()).isTrue();
            assertThat(rejected.failure()).isInstanceOfSatisfying(Failure.Invalid.class,
                    invalid -> assertThat(invalid.violations()).extracting(Violation::field).anyMatch(field -> field.startsWith(wrong.field)));
        });
    }

    /** JSON with an empty id can't be answered under any id when its shape is wrong too; by itself it is refused like any other. */
    @Test
    void anEmptyIdInJsonIsRefused() {
        outside.submit(Topic.GENERATION_JOBS, "k", "{\"id\": \"\", \"model\": \"tiny\", \"images\": 8, \"firstSeed\": 77}");

        assertThat(outside.await("", event -> event.what() instanceof JobEvent.Rejected).what())
                .isInstanceOfSatisfying(JobEvent.Rejected.class, rejected -> assertThat(rejected.failure().message()).contains("id"));
    }

    @Test
    void theSameIdWithOtherContentIsAConflictAndTheSameContentIsNot() {
        // Given: a job that is done
        outside.submit(Topic.GENERATION_JOBS, "twice", TinyWorld.images("twice", EmbeddedNode.MODEL, 0, 8, 8));
        outside.awaitEnd("twice");
        String state = outside.status("twice").orElseThrow().state();

        // When: it comes again, then under its id comes another
        outside.submit(Topic.GENERATION_JOBS, "twice", TinyWorld.images("twice", EmbeddedNode.MODEL, 0, 8, 8));
        outside.submit(Topic.GENERATION_JOBS, "twice", TinyWorld.images("twice", EmbeddedNode.MODEL, 0, 9, 8));

        // Then
        JobEvent conflict = outside.await("twice", event -> event.what() instanceof JobEvent.Rejected);
        assertThat(((JobEvent.Rejected) conflict.what()).failure()).isInstanceOf(Failure.Conflict.class);
        List<JobEvent> events = outside.events("twice");
        assertThat(events.stream().filter(event -> event.what() instanceof JobEvent.SubmissionRepeated)).hasSize(1);
        assertThat(events.stream().filter(event -> event.what().terminal())).hasSize(1);
        assertThat(outside.status("twice").orElseThrow().state()).isEqualTo(state);
    }

    @Test
    void aRecordWithoutAKeyIsAJobAsWell() {
        outside.send(new ProducerRecord<>(Topic.GENERATION_JOBS.topic(), null, Outside.bytes(TinyWorld.images("no-key", EmbeddedNode.MODEL, 0, 8, 8))));

        assertThat(outside.awaitEnd("no-key").ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
    }

    @Test
    void aRecordInAnyPartitionIsAJobAsWell() {
        for (int partition = 0; partition < 4; partition++) {
            String id = "anywhere-" + partition;
            byte[] value = Outside.bytes(TinyWorld.images("anywhere", EmbeddedNode.MODEL, 0, 8, 8));
            outside.send(new ProducerRecord<>(Topic.GENERATION_JOBS.topic(), partition, Outside.bytes(id), value));
        }

        // Then: three of the four were in a wrong partition, and all four met as one job
        assertThat(outside.awaitEnd("anywhere").ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        Awaitility.await().atMost(PATIENCE).untilAsserted(
                () -> assertThat(outside.events("anywhere").stream().filter(event -> event.what() instanceof JobEvent.SubmissionRepeated)).hasSize(3));
        assertThat(outside.events("anywhere").stream().filter(event -> event.what().terminal())).hasSize(1);
    }

    private static GenerationJob.Builder job(String id) {
        return GenerationJob.newBuilder().setId(id).setModel(EmbeddedNode.MODEL).setImages(8);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name)).map(Header::value).map(Outside::text).orElse(null);
    }
}
