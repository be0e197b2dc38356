package io.straightway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.event.JobStatus;
import io.straightway.job.Terms;
import io.straightway.job.UnitId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaitingLineTest {
    private static final Map<String, Terms> TERMS = Map.of("urgent", new Terms(Terms.Priority.HIGH, Terms.DEFAULT_POOL, Optional.empty()),
            "elsewhere", new Terms(Terms.Priority.NORMAL, "gpu", Optional.empty()));

    @Test
    void priorityComesBeforeTimeAndEachPoolHasALineOfItsOwn() {
        // Given
        List<JobStatus> jobs = List.of(job("late", "RUNNING", 3, false), job("early", "RUNNING", 1, false), job("urgent", "RUNNING", 9, false),
                job("elsewhere", "RUNNING", 5, false), job("held", "RUNNING", 0, true), job("over", "SUCCEEDED", 0, false), job("paused", "PAUSED", 0, false));

        // Then
        assertThat(WaitingLine.of(jobs, id -> TERMS.getOrDefault(id, Terms.STANDARD))).isEqualTo(Map.of(
                "urgent", new WaitingLine.Place(1, 3), "early", new WaitingLine.Place(2, 3), "late", new WaitingLine.Place(3, 3),
                "elsewhere", new WaitingLine.Place(1, 1)));
    }

    private static JobStatus job(String id, String state, int received, boolean held) {
        Instant time = Instant.EPOCH.plusSeconds(received);
        List<JobStatus.Lease> leases = held ? List.of(new JobStatus.Lease(new UnitId(id, 0, 0), 1, "w", time, time, 0)) : List.of();
        return new JobStatus(id, "generation", state, 1, time, time, "m@1", Optional.empty(), 1, 2, Optional.of("generate"), 0, 10, 0, Optional.empty(), Map.of(),
                leases, Optional.empty(), List.of());
    }
}
