package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.event.Topic;
import io.straightway.job.Artifact;
import io.straightway.job.Failure;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.net.Safetensors;
import io.straightway.net.Weights;
import io.straightway.store.Keys;
import io.straightway.store.ObjectInfo;
import io.straightway.store.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application as a process that is killed, started again, and stopped. */
class ProcessIT {
    private static final long IMAGES = 6_400;
    private static final long CHECKPOINT = 800;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern CHECKPOINT_KEY = Pattern.compile(".*/(\\d+)-[^/]+/(\\d+)/state\\.safetensors");

    @TempDir
    Path folder;

    @Test
    void aKilledTrainingGoesOnFromItsCheckpointAsIfNothingHadBeen() throws Exception {
        try (NodeProcess node = new NodeProcess(folder, Map.of("STRAIGHTWAY_UNITS_LEASE", "PT6S", "STRAIGHTWAY_WORKER_HEARTBEAT", "PT0.3S")).start();
                ObjectStore store = node.store()) {
            // Given: a training with a checkpoint that the coordinator knows of
            TinyWorld.stock(store);
            try (Outside outside = new Outside(node.clients())) {
                outside.submit(Topic.TRAINING_JOBS, "killed", TinyWorld.teacher("killed", "killed", IMAGES, CHECKPOINT));
                Awaitility.await("a checkpoint").atMost(PATIENCE).until(() -> !checkpoints(store, "killed", 1).isEmpty());
                Thread.sleep(1_000);
                assertThat(outside.events("killed").stream().noneMatch(event -> event.what().terminal())).as("still in training").isTrue();
            }

            // When
            node.kill();
            node.start();

            // Then: another attempt does the rest
            try (Outside outside = new Outside(node.clients())) {
                Outcome outcome = outside.awaitEnd("killed");
                assertThat(outcome.ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
                List<JobEvent> events = outside.events("killed");
                assertThat(events).extracting(JobEvent::sequence).containsExactlyElementsOf(LongStream.range(0, events.size()).boxed().toList());
                assertThat(events.stream().filter(event -> event.what().terminal())).hasSize(1);
                JobEvent.UnitRetried retried = (JobEvent.UnitRetried) outside.await("killed", event -> event.what() instanceof JobEvent.UnitRetried).what();
                assertThat(retried.failedAttempt()).isEqualTo(1);
                assertThat(retried.failure()).isInstanceOf(Failure.LeaseLapsed.class);
                assertThat(checkpoints(store, "killed", 2)).isNotEmpty().allMatch(images -> images > CHECKPOINT);

                // Then: the weights are those of a training that nobody disturbed
                outside.submit(Topic.TRAINING_JOBS, "calm", TinyWorld.teacher("calm", "calm", IMAGES, CHECKPOINT));
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

            // Then: 143 is how the JVM says that SIGTERM ended it
            assertThat(node.crashFiles()).as(node::log).isEmpty();
            assertThat(code).as(node::log).isIn(0, 143);
        }
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
