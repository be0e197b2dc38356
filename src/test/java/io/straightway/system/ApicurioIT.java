package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.config.ConfigLoader;
import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.Submission;
import io.straightway.event.Submitter;
import io.straightway.event.Topic;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.node.Node;
import io.straightway.node.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node with a real schema registry, and clients that know schemas from there only. */
class ApicurioIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    static Path folder;

    static ApicurioProcess registry;
    static Node node;
    static TopicTape tape;
    static Map<String, String> settings;
    static Wire wire;

    @BeforeAll
    static void start() throws Exception {
        registry = ApicurioProcess.start(folder);
        settings = new HashMap<>(Map.of(
                "straightway.data", folder.resolve("data").toString(),
                "straightway.embedded.kafka-port", "0",
                "straightway.embedded.store-port", "0",
                "straightway.worker.heartbeat", "PT0.5S",
                "straightway.pools", "default,gpu",
                "straightway.schema-registry.url", registry.url().toString()));
        node = Node.start(ConfigLoader.load(settings));
        TinyWorld.stock(node.store());
        tape = new TopicTape(node.clients(), Topic.EVENTS, Topic.STATUS, Topic.UNITS, Topic.UNIT_REPORTS);
        wire = Settings.wire(ConfigLoader.load(settings));
    }

    @AfterAll
    static void stop() throws Exception {
        if (tape != null) {
            tape.close();
        }
        if (node != null) {
            node.close();
        }
        if (registry != null) {
            registry.close();
        }
    }

    @Test
    void everyRecordOfAJobNamesItsSchemaInTheRegistry() throws Exception {
        // When: a job in Confluent's format, written with what the registry gave
        String json = TinyWorld.teacher("registered", "registered", 160, 160);
        Submission job = new Wire(new WireFormat.SingleObject()).readJob(Topic.TRAINING_JOBS, json.getBytes(StandardCharsets.UTF_8));
        try (Submitter submitter = new Submitter(node.clients(), wire)) {
            submitter.submit(((Submission.Readable) job).spec());
        }

        // Then: it runs, and all that the node wrote is in that format
        assertThat(ended("registered").ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        for (Topic topic : List.of(Topic.EVENTS, Topic.STATUS, Topic.UNITS, Topic.UNIT_REPORTS)) {
            assertThat(tape.of(topic)).as(topic.topic()).isNotEmpty().allSatisfy(record -> assertThat(record.value()).startsWith(0));
        }
        assertThat(node.board().of("registered")).hasValueSatisfying(status -> assertThat(status.state()).isEqualTo("SUCCEEDED"));

        // Then: the subjects are those of the topics, one for each unit topic of each pool
        assertThat(registry.get("/subjects")).contains("\"straightway.generation-jobs-value\"", "\"straightway.signals-value\"", "\"straightway.events-value\"",
                "\"straightway.units-value\"", "\"straightway.units.gpu.high-value\"", "\"straightway.unit-reports-value\"").doesNotContain("dead-letters");

        // Then: a node that must not register finds them
        Map<String, String> careful = new HashMap<>(settings);
        careful.put("straightway.schema-registry.auto-register", "false");
        Settings.wire(ConfigLoader.load(careful)).prepare(List.of("default", "gpu"));

        // When: clients of other languages, who read events by the registry's schemas
        Map<String, String> environment = Map.of("BROKER", (String) node.clients().get("bootstrap.servers"), "REGISTRY", registry.url().toString());
        ClientProgram.Run python = ClientProgram.python().run(environment, "by-python", "registered", "8");
        ClientProgram.Run js = ClientProgram.node().run(environment, "by-node", "registered", "8");

        // Then
        for (ClientProgram.Run run : List.of(python, js)) {
            assertThat(run.lines()).last().asString().startsWith("SUCCEEDED: 8 of 8 images, 0 failed; distance ");
            assertThat(run.exit()).isZero();
        }
    }

    private static Outcome ended(String job) {
        try (EventReader events = new EventReader(node.clients(), wire, From.BEGINNING)) {
            return Awaitility.await("the end of " + job).atMost(PATIENCE).pollInterval(Duration.ofMillis(100))
                    .until(() -> events.poll(Duration.ofSeconds(1)).stream().filter(event -> event.job().equals(job)).map(JobEvent::what)
                            .filter(JobEvent.Ended.class::isInstance).map(JobEvent.Ended.class::cast).toList(), found -> !found.isEmpty())
                    .getFirst().outcome();
        }
    }
}
