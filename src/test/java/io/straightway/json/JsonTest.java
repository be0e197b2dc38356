package io.straightway.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.job.Active;
import io.straightway.job.Admission;
import io.straightway.job.Distance;
import io.straightway.job.Job;
import io.straightway.job.JobSpec;
import io.straightway.job.Pending;
import io.straightway.job.RetryPolicy;
import io.straightway.job.Specs;
import io.straightway.job.UnitId;
import io.straightway.job.UnitReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {
    private static final RetryPolicy POLICY =
            new RetryPolicy(Duration.ofSeconds(20), 3, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofMinutes(10));

    static Stream<JobSpec> specs() {
        return Stream.of(Specs.generation("g", 500, 100), Specs.training("t"));
    }

    /** Cells and model cards of earlier versions lie in stores. */
    @Test
    void anIntervalThatWasWrittenBeforeItsPartsWereKeptIsReadWithoutThem() {
        Distance.Interval read = Json.read("{\"standardError\": 0.5, \"lower\": 1, \"upper\": 3, \"shards\": 10}".getBytes(StandardCharsets.UTF_8), Distance.Interval.class);

        assertThat(read).isEqualTo(new Distance.Interval(0.5, 1, 3, 10, List.of()));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void everyStateOfAJobSurvives(JobSpec spec) {
        // Given
        Instant now = Instant.parse("2026-01-01T00:00:00.123Z");
        Pending pending = new Pending(spec, now, 0);
        Active fresh = (Active) pending.admitted(Admission.of(spec, Specs.CATALOG, Specs.POOLS), now).next();
        Job leased = fresh.reported(new UnitReport.Started(new UnitId(spec.id(), 0, 0), 1, "w"), now, POLICY).next();

        // When, then
        for (Job job : new Job[] {pending, fresh, leased}) {
            assertThat(Json.read(Json.bytes(job, Job.class), Job.class)).isEqualTo(job);
        }
    }
}
