package io.straightway.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
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
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.junit.jupiter.api.Test;

class StateBytesTest {
    private static final RetryPolicy POLICY =
            new RetryPolicy(Duration.ofSeconds(20), 3, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofMinutes(10));
    private static final Wire WIRE = new Wire(new WireFormat.SingleObject());
    private static final String LONGEST_ID = "x".repeat(128);

    private final Deque<WorkOrder> queue = new ArrayDeque<>();

    @Test
    void theLargestJobFitsIntoARecord() {
        // Given: every shard but one has handed in its four objects
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
    void allThatIsSaidOfTheLargestJobFitsIntoRecords() {
        // Given: the last shard is about to be handed in
        Job job = next(admitted(Specs.generation(LONGEST_ID, 1_000_000, 1_000_000 / GenerationSpec.MOST_SHARDS)));
        while (queue.size() > 1) {
            WorkOrder order = queue.poll();
            job = next(((Active) job).reported(new UnitReport.Started(order.unit(), 1, "worker"), Instant.EPOCH, POLICY));
            job = next(((Active) job).reported(new UnitReport.Finished(order.unit(), 1, "worker", result(order)), Instant.EPOCH, POLICY));
        }
        WorkOrder left = queue.poll();
        job = next(((Active) job).reported(new UnitReport.Started(left.unit(), 1, "worker"), Instant.EPOCH, POLICY));

        // When: the step's end is published and its successor, which merges all that was handed in, is issued
        Transition last = ((Active) job).reported(new UnitReport.Finished(left.unit(), 1, "worker", result(left)), Instant.EPOCH, POLICY);
        List<byte[]> records = last.effects().stream().map(effect -> switch (effect) {
            case Effect.Publish publish -> WIRE.write(publish.event());
            case Effect.Issue issue -> WIRE.write(issue.order());
        }).toList();

        // Then: each is taken by a broker with its default limit once it is compressed as the coordinator does, and is read
        assertThat(last.effects()).extracting(Object::getClass).contains(Effect.Publish.class, Effect.Issue.class);
        assertThat(records).allSatisfy(record -> assertThat(MemoryRecords.withRecords(Coordinator.COMPRESSION, new SimpleRecord(record)).sizeInBytes())
                .isLessThan(1 << 20));
        for (int i = 0; i < records.size(); i++) {
            switch (last.effects().get(i)) {
                case Effect.Publish publish -> assertThat(WIRE.readEvent(records.get(i)).what()).hasSameClassAs(publish.event().what());
                case Effect.Issue issue -> assertThat(WIRE.readUnit(records.get(i))).isEqualTo(issue.order());
            }
        }
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

    @Test
    void whatWasWrittenBeforeThereWasAHeadStartIsReadWithoutOne() {
        // Given
        Job job = next(admitted(Specs.generation("small", 100, 50)));
        String now = new String(StateBytes.write(job), StandardCharsets.UTF_8);

        // When
        String before = now.replaceFirst("\"headStart\":\\{[^}]*},", "");

        // Then
        assertThat(before).isNotEqualTo(now);
        assertThat(StateBytes.read(before.getBytes(StandardCharsets.UTF_8))).isEqualTo(job);
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
                artifact(Artifact.Role.MOMENTS, Keys.stats(LONGEST_ID, index, 1, "abcdef")),
                artifact(Artifact.Role.FEATURES, Keys.features(LONGEST_ID, index, 1, "abcdef"))),
                Optional.empty(), new Usage(12.345678, 4_500), Optional.empty());
    }

    private static Artifact artifact(Artifact.Role role, String key) {
        return new Artifact(role, key, Digest.of(key.getBytes(StandardCharsets.UTF_8)), 1_234_567, 500);
    }
}
