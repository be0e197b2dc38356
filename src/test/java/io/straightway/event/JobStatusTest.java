package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.job.Active;
import io.straightway.job.Admission;
import io.straightway.job.Classes;
import io.straightway.job.GenerationSpec;
import io.straightway.job.Job;
import io.straightway.job.ModelName;
import io.straightway.job.Pending;
import io.straightway.job.RetryPolicy;
import io.straightway.job.Seeds;
import io.straightway.job.Signal;
import io.straightway.job.UnitId;
import io.straightway.job.UnitReport;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobStatusTest {
    private static final Instant NOW = Samples.TIME;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final RetryPolicy POLICY = new RetryPolicy(LEASE, 3, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofHours(1));
    private static final GenerationSpec JOB = new GenerationSpec("g", ModelName.of("m", "1"), new Seeds(0, 20), new Classes.Uniform(),
            Optional.of(Sampling.reflow(9)), Precision.FP32, 10, 10, Optional.of("d"));
    private static final Pending PENDING = new Pending(JOB, NOW, 0);

    @Test
    void aPendingJobWaits() {
        JobStatus status = JobStatus.of(PENDING, NOW);
        assertThat(status.state()).isEqualTo("PENDING");
        assertThat(status.sequence()).isEqualTo(-1);
        assertThat(status.total()).isEqualTo(20);
        assertThat(status.ended()).isFalse();
    }

    @Test
    void aRunningJobShowsItsLeasesRateAndRest() {
        // Given
        Job job = PENDING.admitted(new Admission.Admitted(JOB), NOW).next();
        UnitId unit = new UnitId("g", 0, 1);
        job = ((Active) job).reported(new UnitReport.Started(unit, 1, "w"), NOW, POLICY).next();
        Instant later = NOW.plusSeconds(2);
        // When
        job = ((Active) job).reported(new UnitReport.Progressed(unit, 1, "w", 4, Map.of("x", 1.0), Optional.empty()), later, POLICY).next();
        // Then
        JobStatus status = JobStatus.of(job, later);
        assertThat(status.state()).isEqualTo("RUNNING");
        assertThat(status.step()).isEqualTo(1);
        assertThat(status.steps()).isEqualTo(2);
        assertThat(status.stepName()).contains("generate");
        assertThat(status.done()).isEqualTo(4);
        assertThat(status.perSecond()).isEqualTo(2);
        assertThat(status.etaSeconds().orElseThrow()).isBetween(8.0, 8.1);
        assertThat(status.leases()).containsExactly(new JobStatus.Lease(unit, 1, "w", NOW, later.plus(LEASE), 4));
        assertThat(status.measures()).containsEntry("x", 1.0);
    }

    @Test
    void aClosedJobShowsItsOutcome() {
        JobStatus status = JobStatus.of(PENDING.signalled(new Signal("s", "g", Signal.Kind.CANCEL), NOW).next(), NOW);
        assertThat(status.state()).isEqualTo("CANCELLED");
        assertThat(status.ended()).isTrue();
        assertThat(status.sequence()).isEqualTo(1);
        assertThat(status.done()).isZero();
    }
}
