package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.config.ConfigLoader;
import io.straightway.coordinator.Coordinator;
import io.straightway.event.SchemaIds;
import io.straightway.event.Submission;
import io.straightway.event.Submitter;
import io.straightway.event.Topic;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.JobEvent;
import io.straightway.job.JobSpec;
import io.straightway.node.Node;
import io.straightway.node.Settings;
import io.straightway.registry.RegistryServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A node whose schema registry goes and comes. Jobs here name a model that is not there: they are answered, and nothing is computed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegistryOutageIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int UNHEARD_OF = 4711;

    @TempDir
    static Path folder;

    static RegistryServer registry;
    static Node node;
    static Wire wire;
    static TopicTape tape;
    static Outside outside;

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryServer.start();
        registry.answerWith(503, "starting");
        node = Node.start(ConfigLoader.load(settings("true")));
        wire = Settings.wire(ConfigLoader.load(settings("true")));
        tape = new TopicTape(node.clients(), Topic.EVENTS, Topic.DEAD_LETTERS);
        outside = new Outside(node.clients());
    }

    @AfterAll
    static void stop() throws Exception {
        outside.close();
        tape.close();
        node.close();
        registry.close();
    }

    private static Map<String, String> settings(String autoRegister) {
        return new HashMap<>(Map.of(
                "straightway.data", folder.resolve("data").toString(),
                "straightway.embedded.kafka-port", "0",
                "straightway.embedded.store-port", "0",
                "straightway.schema-registry.url", registry.url().toString(),
                "straightway.schema-registry.auto-register", autoRegister));
    }

    @Test
    @Order(1)
    void startsWithoutItsRegistryAndIsNotReadyBeforeItAnswers() {
        // Given
        outside.submit(Topic.GENERATION_JOBS, "early", TinyWorld.images("early", "no-such-model", 0, 8, 8));
        assertThat(node.coordinator().map(Coordinator::running)).contains(false);
        assertThat(node.registry().orElseThrow().trouble()).hasValueSatisfying(why -> assertThat(why).contains(registry.url().toString(), "503"));

        // When
        registry.recover();

        // Then
        assertThat(answer("early").what()).isInstanceOf(JobEvent.Rejected.class);
        // The first partition may answer before the last one is taken.
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(node.coordinator().map(Coordinator::running)).contains(true));
        assertThat(node.registry().orElseThrow().trouble()).isEmpty();
    }

    @Test
    @Order(2)
    void whatIsKnownGoesOnWithoutItAndWhatIsNotWaits() throws Exception {
        // Given: a client whose schema has other words in it, and so another id
        String schema = Files.readString(Path.of("schemas/GenerationJob.avsc")) + " ";
        int id = registry.register("straightway.generation-jobs-value", schema);
        byte[] foreign = new Wire(new WireFormat.Confluent(new SchemaIds() {
            @Override
            public int id(String subject, String ours) {
                return id;
            }

            @Override
            public Optional<String> schema(int asked) {
                return Optional.empty();
            }
        })).write(job("foreign"));
        registry.answerWith(503, "down");

        // When
        send("foreign", foreign);
        send("unheard-of", new byte[] {0, 0, 0, (byte) (UNHEARD_OF >> 8), (byte) UNHEARD_OF, 1, 2});
        try (Submitter submitter = new Submitter(node.clients(), new Wire(new WireFormat.SingleObject()))) {
            submitter.submit(job("without-registry"));
        }

        // Then: one is answered, the others wait; nothing is thrown away
        assertThat(answer("without-registry").what()).isInstanceOf(JobEvent.Rejected.class);
        Awaitility.await().atMost(PATIENCE).until(() -> node.registry().orElseThrow().trouble().isPresent());
        assertThat(events("foreign")).isEmpty();
        assertThat(tape.of(Topic.DEAD_LETTERS)).isEmpty();

        // When
        registry.recover();

        // Then
        assertThat(answer("foreign").what()).isInstanceOf(JobEvent.Rejected.class);
        Awaitility.await("the dead letter").atMost(PATIENCE).until(() -> tape.of(Topic.DEAD_LETTERS).size() == 1);
        assertThat(node.registry().orElseThrow().trouble()).isEmpty();
        assertThat(node.board().all()).extracting(status -> status.job()).contains("early", "foreign", "without-registry");
    }

    @Test
    @Order(3)
    void aNodeThatMustNotRegisterDoesNotStartWithoutItsSchemas() throws Exception {
        try (RegistryServer empty = RegistryServer.start()) {
            Map<String, String> settings = settings("false");
            settings.put("straightway.schema-registry.url", empty.url().toString());
            settings.put("straightway.data", folder.resolve("other").toString());

            assertThatThrownBy(() -> Node.start(ConfigLoader.load(settings)).close()).isInstanceOf(SchemaIds.Refused.class)
                    .hasMessageContaining("subject straightway.generation-jobs-value").hasMessageContaining("auto-register=true");
            assertThat(empty.subjects()).isEmpty();
        }
    }

    private static JobSpec job(String id) {
        byte[] json = TinyWorld.images(id, "no-such-model", 0, 8, 8).getBytes(StandardCharsets.UTF_8);
        return ((Submission.Readable) new Wire(new WireFormat.SingleObject()).readJob(Topic.GENERATION_JOBS, json)).spec();
    }

    private static void send(String key, byte[] value) {
        outside.send(new ProducerRecord<>(Topic.GENERATION_JOBS.topic(), key.getBytes(StandardCharsets.UTF_8), value));
    }

    private static JobEvent answer(String job) {
        return Awaitility.await("the answer to " + job).atMost(PATIENCE).until(() -> events(job), found -> !found.isEmpty()).getFirst();
    }

    private static List<JobEvent> events(String job) {
        return tape.of(Topic.EVENTS).stream().map(record -> wire.readEvent(record.value())).filter(event -> event.job().equals(job)).toList();
    }
}
