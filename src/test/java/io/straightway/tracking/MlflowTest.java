package io.straightway.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.straightway.telemetry.Meters;
import io.straightway.telemetry.Metric;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that keeps to the documented contract: the real one is in Python, and no package of Java's brings it. */
class MlflowTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Tracker.Run RUN = new Tracker.Run("job/0-teacher", START, Map.of("stage.optimiser.batch", "64"), Map.of("straightway.job", "job"));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry);
    private MlflowServer server;

    @BeforeEach
    void start() throws IOException {
        server = new MlflowServer("secret");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aTrainingIsARunWithItsOptionsItsPointsAndItsEnd() {
        // When
        try (Mlflow mlflow = connect("secret", 100)) {
            mlflow.point(RUN, point(16));
            mlflow.point(RUN, point(32));
            mlflow.end(RUN, Tracker.End.FINISHED, START.plusSeconds(9));
        }

        // Then
        assertThat(server.runs()).singleElement().satisfies(run -> {
            assertThat(run.name).isEqualTo("job/0-teacher");
            assertThat(run.tags).containsEntry("straightway.job", "job");
            assertThat(run.parameters).containsEntry("stage.optimiser.batch", "64");
            assertThat(run.steps("Loss/loss")).containsExactly(16L, 32L);
            assertThat(run.status).isEqualTo("FINISHED");
        });
        assertThat(counted("sent")).isEqualTo(2);
    }

    @Test
    void anotherAttemptGoesOnWithTheRunAndRepeatsNoPoint() {
        // Given
        try (Mlflow mlflow = connect("secret", 100)) {
            mlflow.point(RUN, point(16));
            mlflow.point(RUN, point(32));
        }

        // When: from a checkpoint before the last point, in another process
        try (Mlflow mlflow = connect("secret", 100)) {
            mlflow.point(RUN, point(32));
            mlflow.point(RUN, point(48));
        }

        // Then
        assertThat(server.runs()).singleElement().satisfies(run -> {
            assertThat(run.steps("Loss/loss")).containsExactly(16L, 32L, 48L);
            assertThat(run.status).isEqualTo("RUNNING");
        });
    }

    @Test
    void manyPointsGoInPartsThatTheServerTakes() {
        // When: more figures than one call may have
        try (Mlflow mlflow = connect("secret", 5_000)) {
            for (int step = 1; step <= 1_500; step++) {
                mlflow.point(RUN, point(step));
            }
        }

        // Then
        assertThat(server.runs().getFirst().steps("Loss/loss")).hasSize(1_500).isSorted();
    }

    @Test
    void aServerThatHangsCostsPointsAndNothingElse() throws Exception {
        // Given
        server.hang();
        try (Mlflow mlflow = connect("secret", 10)) {
            mlflow.point(RUN, point(0));
            server.awaitHangingCall();

            // When: a training says more than the queue holds, and each word returns
            for (int step = 1; step <= 200; step++) {
                mlflow.point(RUN, point(step));
            }

            // Then: what is neither in the queue nor under way is dropped
            assertThat(counted("dropped")).isGreaterThanOrEqualTo(200 - 2 * 10);
            assertThat(counted("sent")).isZero();
        }
    }

    @Test
    void afterTheServerHasRecoveredPointsGoThereAgain() {
        // Given
        server.breakDown(true);
        try (Mlflow mlflow = connect("secret", 100)) {
            mlflow.point(RUN, point(16));
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> counted("failed") == 1);

            // When
            server.breakDown(false);
            mlflow.point(RUN, point(32));
        }

        // Then
        assertThat(server.runs().getFirst().steps("Loss/loss")).containsExactly(32L);
    }

    @Test
    void aWrongTokenIsAFailureThatDoesNotRepeatIt() {
        // When
        try (Mlflow mlflow = connect("wrong-secret", 100)) {
            mlflow.point(RUN, point(16));
        }

        // Then
        assertThat(counted("failed")).isOne();
        assertThat(server.runs()).isEmpty();
    }

    private Mlflow connect(String token, int queue) {
        return new Mlflow(new MlflowApi(server.address(), Optional.of(token), Duration.ofSeconds(5)), "straightway", meters, queue);
    }

    private static Tracker.Point point(long step) {
        return new Tracker.Point(step, START.plusMillis(step), Map.of("Loss/loss", 1.0 / step, "Progress/kimg", step / 1000.0));
    }

    private double counted(String result) {
        return registry.get(Metric.TRACKING_POINTS.id()).tags("result", result).counter().count();
    }
}
