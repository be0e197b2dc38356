package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.straightway.event.Topic;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.Artifact;
import io.straightway.job.Failure;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.job.UnitReport;
import io.straightway.net.Safetensors;
import io.straightway.net.Weights;
import io.straightway.store.Keys;
import io.straightway.store.ObjectInfo;
import io.straightway.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application as a process that is killed, started again, and stopped. */
class ProcessIT {
    private static final long IMAGES = 1_120;
    private static final long CHECKPOINT = 320;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TOKEN = "token-3b91ce";
    private static final Wire WIRE = new Wire(new WireFormat.SingleObject());
    private static final Pattern CHECKPOINT_KEY = Pattern.compile(".*/(\\d+)-[^/]+/(\\d+)/state\\.safetensors");

    @TempDir
    Path folder;

    @Test
    void aTrainingThatIsKilledInEachOfItsStagesEndsAsIfNothingHadBeen() throws Exception {
        try (NodeProcess node = new NodeProcess(folder, NodeProcess.SHORT_LEASE).start();
                ObjectStore store = node.store()) {
            // Given
            TinyWorld.stock(store);
            try (Outside outside = new Outside(node.clients()); TopicTape reports = new TopicTape(node.clients(), Topic.UNIT_REPORTS)) {
                outside.submit(Topic.TRAINING_JOBS, "killed", TinyWorld.stages("killed", "killed", IMAGES, CHECKPOINT));
                awaitCheckpoint(reports, "0-teacher");
            }

            // When: it is killed after a checkpoint of the teacher that the coordinator knows of, in the middle of the pairs, and likewise in the reflow
            node.kill();
            node.start();
            try (Outside outside = new Outside(node.clients())) {
                outside.await("killed", event -> within(event, "pairs"));
            }
            node.kill();
            node.start();
            try (Outside outside = new Outside(node.clients()); TopicTape reports = new TopicTape(node.clients(), Topic.UNIT_REPORTS)) {
                outside.await("killed", event -> within(event, "reflow"));
                awaitCheckpoint(reports, "2-reflow");
                assertThat(outside.events("killed").stream().noneMatch(event -> event.what().terminal())).as("still in training").isTrue();
            }
            node.kill();
            node.start();

            // Then: other attempts do the rest, and teacher and reflow go on from their checkpoints
            try (Outside outside = new Outside(node.clients())) {
                Outcome outcome = outside.awaitEnd("killed");
                assertThat(outcome.ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
                List<JobEvent> events = outside.events("killed");
                assertThat(events).extracting(JobEvent::sequence).containsExactlyElementsOf(LongStream.range(0, events.size()).boxed().toList());
                assertThat(events.stream().filter(event -> event.what().terminal())).hasSize(1);
                assertThat(events.stream().map(JobEvent::what).filter(JobEvent.UnitRetried.class::isInstance).map(JobEvent.UnitRetried.class::cast)
                        .filter(retried -> retried.failure() instanceof Failure.LeaseLapsed)).extracting(retried -> retried.unit().step(), JobEvent.UnitRetried::failedAttempt)
                        .contains(tuple(0, 1), tuple(1, 1), tuple(2, 1));
                assertThat(checkpoints(store, "killed", 2)).isNotEmpty().allMatch(images -> images > CHECKPOINT);

                // Then: the weights are those of a training that nobody disturbed
                outside.submit(Topic.TRAINING_JOBS, "calm", TinyWorld.stages("calm", "calm", IMAGES, CHECKPOINT));
                Map<String, Weights.Array> calm = weights(store, outside.awaitEnd("calm"));
                assertThat(checkpoints(store, "calm", 2)).isEmpty();
                Map<String, Weights.Array> killed = weights(store, outcome);
                assertThat(killed.keySet()).isEqualTo(calm.keySet());
                killed.forEach((name, array) -> assertThat(array.values()).as(name).isEqualTo(calm.get(name).values()));
            }

            // Then: what an operator sees
            assertThat(node.page("/q/health/live")).contains("\"UP\"");
            assertThat(node.page("/q/health/ready")).contains("\"UP\"");
            assertThat(node.page("/q/metrics")).contains("straightway_jobs");
            assertThat(node.page("/jobs")).contains("\"killed\"").contains("\"calm\"");
            assertThat(node.page("/jobs/killed")).contains("SUCCEEDED");
        }
    }

    private static boolean within(JobEvent event, String step) {
        return event.what() instanceof JobEvent.Progress progress && progress.step().equals(step) && progress.done() > 0 && progress.done() < progress.total();
    }

    @Test
    void aTerminatedNodeLetsGoOfARunningTrainingInPeace() throws Exception {
        try (NodeProcess node = new NodeProcess(folder, Map.of()).start()) {
            // Given
            try (ObjectStore store = node.store(); Outside outside = new Outside(node.clients())) {
                TinyWorld.stock(store);
                outside.submit(Topic.TRAINING_JOBS, "long", TinyWorld.teacher("long", "long", 10_000_000, 1_000_000));
                outside.await("long", event -> event.what() instanceof JobEvent.Progress progress && progress.done() > 0);
            }

            // When
            int code = node.terminate(Duration.ofSeconds(30));

            // Then
            assertThat(node.crashFiles()).as(node::log).isEmpty();
            assertThat(code).as(node::log).isZero();
        }
    }

    @Test
    void aTerminatedWorkerHandsItsTrainingToAnotherThatGoesOnAtOnce() throws Exception {
        // Given: a coordinator whose leases lapse long after this test, and two workers
        Map<String, String> leases = Map.of("STRAIGHTWAY_UNITS_LEASE", "PT30M", "STRAIGHTWAY_WORKER_HEARTBEAT", "PT0.3S");
        try (NodeProcess main = new NodeProcess(Files.createDirectory(folder.resolve("main")), with(leases, Map.of("STRAIGHTWAY_ROLES", "coordinator"))).start();
                NodeProcess first = worker(main, "first", leases).start();
                TopicTape reports = new TopicTape(main.clients(), Topic.UNIT_REPORTS)) {
            try (ObjectStore store = main.store(); Outside outside = new Outside(main.clients())) {
                TinyWorld.stock(store);
                outside.submit(Topic.TRAINING_JOBS, "handed", TinyWorld.teacher("handed", "handed", 10_000_000, 1_000_000));
                outside.await("handed", event -> event.what() instanceof JobEvent.Progress progress && progress.done() > 0);
                try (NodeProcess second = worker(main, "second", leases).start()) {
                    // When
                    int code = first.terminate(Duration.ofSeconds(30));

                    // Then: the first left a checkpoint, the second goes on from there, and nobody waited for a lease or counts it as a failure
                    assertThat(code).as(first::log).isZero();
                    UnitReport.Stopped stopped = report(reports, UnitReport.Stopped.class, 1);
                    UnitReport.Started again = report(reports, UnitReport.Started.class, 2);
                    long images = Long.parseLong(stopped.checkpoint().orElseThrow().key().replaceFirst("/state[^/]*$", "").replaceFirst(".*/", ""));
                    assertThat(again.worker()).isNotEqualTo(stopped.worker());
                    assertThat(images).isPositive();
                    Awaitility.await("the second worker's progress").atMost(PATIENCE).until(() -> of(reports).anyMatch(
                            report -> report instanceof UnitReport.Progressed progress && progress.attempt() == 2 && progress.done() > images));
                    assertThat(outside.events("handed")).noneMatch(event -> event.what() instanceof JobEvent.UnitRetried || event.what().terminal());

                    // Then: a unit without end is no illness, and pages about jobs need the token
                    assertThat(second.answer("/q/health/live")).startsWith("200");
                    assertThat(second.answer("/q/health/ready")).startsWith("200").contains("\"reachable\"");
                    assertThat(second.answer("/jobs")).startsWith("401");

                    // Then: a worker that may leave when idle does, as a success, although another is busy
                    try (NodeProcess third = worker(main, "third", with(leases, Map.of("STRAIGHTWAY_WORKER_EXIT_WHEN_IDLE", "PT10S"))).start()) {
                        assertThat(third.awaitExit(PATIENCE)).as(third::log).isZero();
                    }

                    // When: broker and store are gone
                    main.kill();

                    // Then: health says so and does not ask for a restart, which would not help
                    Awaitility.await("readiness says what is missing").atMost(PATIENCE)
                            .until(() -> second.answer("/q/health/ready"), answer -> answer.startsWith("503") && answer.contains("\"unreachable\""));
                    assertThat(second.answer("/q/health/live")).startsWith("200");
                    assertThat(first.log() + second.log()).doesNotContain(TOKEN, "straightway-secret");
                }
            }
        }
    }

    /** A process that only works, for the coordinator, broker and store of another. */
    private NodeProcess worker(NodeProcess main, String name, Map<String, String> settings) throws IOException {
        return new NodeProcess(Files.createDirectory(folder.resolve(name)), with(settings, Map.of("STRAIGHTWAY_ROLES", "worker",
                "STRAIGHTWAY_EMBEDDED_ENABLED", "false", "STRAIGHTWAY_KAFKA_BOOTSTRAP_SERVERS", main.broker(), "STRAIGHTWAY_STORE_ENDPOINT", main.storeEndpoint(),
                "STRAIGHTWAY_WEB_TOKEN", TOKEN)));
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> both = new HashMap<>(some);
        both.putAll(more);
        return both;
    }

    private static <R extends UnitReport> R report(TopicTape reports, Class<R> kind, int attempt) {
        return Awaitility.await(kind.getSimpleName() + " of attempt " + attempt).atMost(PATIENCE)
                .until(() -> of(reports).filter(kind::isInstance).map(kind::cast).filter(report -> report.attempt() == attempt).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    /** Once the topic has it, the coordinator finds it there, whatever happens next. */
    private static void awaitCheckpoint(TopicTape reports, String stage) {
        Awaitility.await("a checkpoint of " + stage).atMost(PATIENCE).pollInterval(Duration.ofMillis(50))
                .until(() -> of(reports).anyMatch(report -> report instanceof UnitReport.Progressed progress
                        && progress.checkpoint().filter(checkpoint -> checkpoint.key().contains("/checkpoints/" + stage + "/")).isPresent()));
    }

    private static Stream<UnitReport> of(TopicTape reports) {
        return reports.of(Topic.UNIT_REPORTS).stream().map(record -> WIRE.readReport(record.value()));
    }

    /** How many images the checkpoints of an attempt have seen. */
    private static List<Long> checkpoints(ObjectStore store, String job, int attempt) {
        return store.list(Keys.job(job) + "checkpoints/").stream().map(ObjectInfo::key).map(CHECKPOINT_KEY::matcher)
                .filter(Matcher::matches).filter(key -> Integer.parseInt(key.group(1)) == attempt).map(key -> Long.parseLong(key.group(2))).toList();
    }

    private static Map<String, Weights.Array> weights(ObjectStore store, Outcome outcome) throws Exception {
        Artifact model = outcome.outputs().stream().filter(artifact -> artifact.role() == Artifact.Role.MODEL).findFirst().orElseThrow();
        return Safetensors.read(model.key(), store.get(model.key()).orElseThrow()).weights().arrays();
    }
}
