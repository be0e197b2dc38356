package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.event.Topic;
import io.straightway.generate.ManifestEntry;
import io.straightway.generate.ManifestLines;
import io.straightway.job.Artifact;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CancelIT {
    @RegisterExtension
    static final EmbeddedNode NODE = new EmbeddedNode();

    private static final long MANY = 24_000;
    private static final int SHARD = 800;

    private final Outside outside = NODE.outside();

    @Test
    void aRunningJobEndsAndKeepsWhatItHas() {
        // Given: a job with finished shards, and one in the works
        NODE.trained();
        outside.submit(Topic.GENERATION_JOBS, "stop-me", TinyWorld.images("stop-me", EmbeddedNode.MODEL, 0, MANY, SHARD));
        outside.await("stop-me", event -> event.what() instanceof JobEvent.Progress progress && progress.done() > SHARD + 50);

        // When
        outside.cancel("signal-1", "stop-me");
        Outcome outcome = outside.awaitEnd("stop-me");

        // Then
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.CANCELLED);
        assertThat(outcome.counts().requested()).isEqualTo(MANY);
        assertThat(outcome.counts().succeeded()).isBetween((long) SHARD, MANY - 1);
        assertThat(outcome.counts().succeeded() + outcome.counts().cancelled()).isEqualTo(MANY);
        assertThat(outside.await("stop-me", event -> event.what() instanceof JobEvent.SignalAnswered).what())
                .isInstanceOfSatisfying(JobEvent.SignalAnswered.class, answer -> {
                    assertThat(answer.signal()).isEqualTo("signal-1");
                    assertThat(answer.taken()).isTrue();
                });

        // Then: every image that counts is in the manifest, and in the store
        Artifact lines = outcome.outputs().stream().filter(a -> a.key().equals(Keys.manifestLines("stop-me"))).findFirst().orElseThrow();
        List<ManifestEntry> entries = ManifestLines.read(lines.key(), NODE.store().get(lines.key()).orElseThrow());
        assertThat(entries).hasSize((int) outcome.counts().succeeded()).extracting(ManifestEntry::seed).doesNotHaveDuplicates();
        assertThat(entries.stream().map(ManifestEntry::shard).distinct()).allSatisfy(shard -> assertThat(NODE.store().stat(shard)).isPresent());
        assertThat(Digest.of(NODE.store().get(lines.key()).orElseThrow())).isEqualTo(lines.sha256());
    }

    @Test
    void aJobOfVeryManyShardsEndsToo() {
        // Given
        NODE.trained();
        outside.submit(Topic.GENERATION_JOBS, "many-shards", TinyWorld.images("many-shards", EmbeddedNode.MODEL, 0, 100_000, 100));
        outside.await("many-shards", event -> event.what() instanceof JobEvent.Progress progress && progress.done() > 150);

        // When
        outside.cancel("signal-5", "many-shards");
        Outcome outcome = outside.awaitEnd("many-shards");

        // Then
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.CANCELLED);
    }

    @Test
    void aTrainingEnds() {
        // Given
        outside.submit(Topic.TRAINING_JOBS, "stop-training", TinyWorld.teacher("stop-training", "never", 10_000_000, 100_000));
        outside.await("stop-training", event -> event.what() instanceof JobEvent.Progress progress && progress.done() > 0);

        // When
        outside.cancel("signal-2", "stop-training");
        Outcome outcome = outside.awaitEnd("stop-training");

        // Then
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.CANCELLED);
        assertThat(outcome.counts().cancelled()).isEqualTo(1);
        assertThat(outcome.usage().evaluations()).isPositive();
        assertThat(NODE.store().list(Keys.modelVersions("never"))).isEmpty();
    }

    @Test
    void aSignalToNobodyIsAnswered() {
        outside.cancel("signal-3", "never-heard-of");

        JobEvent event = outside.await("never-heard-of", any -> true);
        assertThat(event.what()).isEqualTo(new JobEvent.SignalAnswered("signal-3", false, "no job has this id"));
        assertThat(outside.status("never-heard-of")).isEmpty();
    }

    @Test
    void aSignalToAJobThatHasEndedChangesNothing() {
        // Given
        NODE.trained();
        outside.submit(Topic.GENERATION_JOBS, "too-late", TinyWorld.images("too-late", EmbeddedNode.MODEL, 0, 8, 8));
        outside.awaitEnd("too-late");

        // When
        outside.cancel("signal-4", "too-late");

        // Then
        JobEvent answer = outside.await("too-late", event -> event.what() instanceof JobEvent.SignalAnswered);
        assertThat(((JobEvent.SignalAnswered) answer.what()).taken()).isFalse();
        Awaitility.await().until(() -> outside.status("too-late").map(s -> s.state()), Optional.of("SUCCEEDED")::equals);
    }
}
