package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.job.Artifact;
import io.straightway.job.JobEvent;
import io.straightway.job.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventHistoryTest {
    private final EventHistory history = new EventHistory();

    @Test
    void progressIsThinnedButKeepsItsShape() {
        // When
        history.add(event("long", 0, new JobEvent.Started()));
        for (int i = 1; i <= 10_000; i++) {
            history.add(progress("long", i));
        }

        // Then
        EventBoard.Heard heard = history.of("long", -1).orElseThrow();
        assertThat(heard.thinned()).isTrue();
        assertThat(heard.events()).hasSizeBetween(Story.MOST_PROGRESS / 2, Story.MOST_PROGRESS + 1).extracting(JobEvent::sequence).isSorted().contains(0L, 1L);
        assertThat(heard.events().getLast().sequence()).isGreaterThan(9_900);
    }

    @Test
    void ofWhatWasToldTheBeginningAndTheNewestAreKept() {
        for (int i = 0; i < 1_000; i++) {
            history.add(event("told", i, new JobEvent.SubmissionRepeated("RUNNING")));
        }

        assertThat(history.of("told", -1).orElseThrow().events()).hasSize(Story.MOST_TOLD).extracting(JobEvent::sequence).contains(0L, 59L, 999L).doesNotContain(60L);
    }

    @Test
    void aStepWithThousandsOfObjectsIsToldWithThoseThatPeopleLookAt() {
        // Given
        List<Artifact> outputs = new ArrayList<>(IntStream.range(0, 5_000).mapToObj(i -> artifact(Artifact.Role.SHARD, "jobs/x/shards/" + i)).toList());
        outputs.add(artifact(Artifact.Role.GRID, "jobs/x/grid.png"));

        // When
        history.add(event("x", 0, new JobEvent.StepCompleted("generate", 1, 2, outputs, new Usage(1, 1), Optional.empty())));

        // Then
        JobEvent.StepCompleted kept = (JobEvent.StepCompleted) history.of("x", -1).orElseThrow().events().getFirst().what();
        assertThat(kept.outputs()).hasSize(Story.MOST_OUTPUTS).extracting(Artifact::role).startsWith(Artifact.Role.GRID, Artifact.Role.SHARD);
    }

    @Test
    void theJobsThatWereQuietForLongestAreForgottenFirst() {
        int jobs = EventHistory.MOST_EVENTS / Story.MOST_TOLD + 2;
        for (int job = 0; job < jobs; job++) {
            for (int i = 0; i < Story.MOST_TOLD; i++) {
                history.add(event("job-" + job, i, new JobEvent.Started()));
            }
        }

        assertThat(history.of("job-0", -1)).isEmpty();
        assertThat(history.of("job-" + (jobs - 1), -1)).isPresent();
    }

    @Test
    void whoComesAgainWithTheLastNumberMissesNothingAndHearsNothingTwice() {
        // Given
        IntStream.range(0, 4).forEach(i -> history.add(event("a", i, new JobEvent.Started())));
        List<Long> heard = new ArrayList<>();

        // When
        Runnable end = history.listen("a", 1, event -> heard.add(event.sequence()));
        history.add(event("b", 0, new JobEvent.Started()));
        history.add(event("a", 3, new JobEvent.Started()));
        history.add(event("a", 4, new JobEvent.Started()));
        end.run();
        history.add(event("a", 5, new JobEvent.Started()));

        // Then
        assertThat(heard).containsExactly(2L, 3L, 4L);
    }

    private static Artifact artifact(Artifact.Role role, String key) {
        return new Artifact(role, key, "0".repeat(64), 1, 1);
    }

    private static JobEvent progress(String job, long sequence) {
        return event(job, sequence, new JobEvent.Progress("teacher", 1, 2, sequence, 10_000, 1, Optional.empty(), Map.of("loss", 1.0 / sequence)));
    }

    private static JobEvent event(String job, long sequence, JobEvent.What what) {
        return new JobEvent(job, sequence, Instant.EPOCH.plusSeconds(sequence), what);
    }
}
