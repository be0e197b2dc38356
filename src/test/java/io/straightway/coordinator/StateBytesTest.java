package io.straightway.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.job.Active;
import io.straightway.job.Admission;
import io.straightway.job.Artifact;
import io.straightway.job.Effect;
import io.straightway.job.GenerationSpec;
import io.straightway.job.Job;
import io.straightway.job.Pending;
import io.straightway.job.RetryPolicy;
import io.straightway.job.Specs;
import io.straightway.job.Transition;
import io.straightway.job.UnitReport;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.WorkOrder;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateBytesTest {
    private static final RetryPolicy POLICY =
            new RetryPolicy(Duration.ofSeconds(20), 3, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofMinutes(10));
    private static final String LONGEST_ID = "x".repeat(128);

    private final Deque<WorkOrder> queue = new ArrayDeque<>();

    @Test
    void theLargestJobFitsIntoARecord() {
        // Given: every shard but one has handed in its three objects
        Job job = next(admitted(Specs.generation(LONGEST_ID, 1_000_000, 1_000_000 / GenerationSpec.MOST_SHARDS)));
        while (queue.size() > 1) {
            WorkOrder order = queue.poll();
            job = next(((Active) job).reported(new UnitReport.Started(order.unit(), 1, "worker"), Instant.EPOCH, POLICY));
            job = next(((Active) job).reported(new UnitReport.Finished(order.unit(), 1, "worker", result(order)), Instant.EPOCH, POLICY));
        }

        // When
        byte[] bytes = StateBytes.write(job);

        // Then: what Kafka takes by default is 1 MiB
        assertThat(bytes.length).isLessThan(1_000_000);
        assertThat(StateBytes.read(bytes)).isEqualTo(job);
    }

    @Test
    void aSmallJobStaysReadable() {
        // Given
        Job job = next(admitted(Specs.generation("small", 100, 50)));

        // When
        byte[] bytes = StateBytes.write(job);

        // Then
        assertThat(new String(bytes, StandardCharsets.UTF_8)).startsWith("{").contains("\"small\"");
        assertThat(StateBytes.read(bytes)).isEqualTo(job);
    }

    private Job next(Transition transition) {
        transition.effects().forEach(effect -> {
            if (effect instanceof Effect.Issue issue) {
                queue.add(issue.order());
            }
        });
        return transition.next();
    }

    private static Transition admitted(GenerationSpec spec) {
        return new Pending(spec, Instant.EPOCH, 0).admitted(Admission.of(spec, Specs.CATALOG, Specs.POOLS), Instant.EPOCH);
    }

    private static UnitResult result(WorkOrder order) {
        int index = order.unit().index();
        return new UnitResult(order.work().amount(), List.of(
                artifact(Artifact.Role.SHARD, Keys.shard(LONGEST_ID, index, 1, "abcdef")),
                artifact(Artifact.Role.MANIFEST_PART, Keys.shardLines(LONGEST_ID, index, 1, "abcdef")),
                artifact(Artifact.Role.MOMENTS, Keys.stats(LONGEST_ID, index, 1, "abcdef"))),
                Optional.empty(), new Usage(12.345678, 4_500), Optional.empty());
    }

    private static Artifact artifact(Artifact.Role role, String key) {
        return new Artifact(role, key, Digest.of(key.getBytes(StandardCharsets.UTF_8)), 1_234_567, 500);
    }
}
