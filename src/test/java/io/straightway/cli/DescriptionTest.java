package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.event.JobStatus;
import io.straightway.job.Classes;
import io.straightway.job.Counts;
import io.straightway.job.Failure;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobEvent;
import io.straightway.job.ModelName;
import io.straightway.job.Outcome;
import io.straightway.job.Seeds;
import io.straightway.job.UnitId;
import io.straightway.job.Usage;
import io.straightway.recipe.Precision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DescriptionTest {
    private static final Instant BEGIN = Instant.parse("2026-01-02T03:00:00Z");
    private static final Instant NOW = BEGIN.plusSeconds(200);
    private static final Duration LEASE = Duration.ofSeconds(20);

    private final List<JobEvent> history = new ArrayList<>();

    private void happened(long second, JobEvent.What what) {
        history.add(new JobEvent("a", history.size(), BEGIN.plusSeconds(second), what));
    }

    private static JobStatus status(String state, List<JobStatus.Lease> leases, Optional<Outcome> outcome) {
        return new JobStatus("a", "generation", state, 4, NOW.minusSeconds(1), BEGIN, "m@1", Optional.of("d"), outcome.isPresent() ? 0 : 1, outcome.isPresent() ? 0 : 2,
                outcome.isPresent() ? Optional.empty() : Optional.of("generate"), 30, 100, 1.5, Optional.of(46.0), Map.of(), leases, outcome, List.of());
    }

    private void begun() {
        GenerationSpec spec = new GenerationSpec("a", ModelName.of("m", "1"), new Seeds(0, 100), new Classes.Uniform(), Optional.empty(), Precision.FP32, 50, 64, Optional.of("d"));
        happened(0, new JobEvent.Accepted(spec, 3, 901));
        happened(1, new JobEvent.Started());
        happened(100, new JobEvent.UnitRetried(new UnitId("a", 0, 1), 1, new Failure.LeaseLapsed("w-1")));
        happened(150, new JobEvent.UnitRetried(new UnitId("a", 0, 0), 2, new Failure.OutOfMemory("4 GiB\nare not there")));
    }

    @Test
    void whatIsPendingFailedAndHeardOfComesFirst() {
        begun();
        JobStatus.Lease held = new JobStatus.Lease(new UnitId("a", 0, 0), 3, "w-2", NOW.minusSeconds(30), NOW.plusSeconds(17), 5);

        Description description = new Description(status("RUNNING", List.of(held), Optional.empty()), history, LEASE, NOW);

        assertThat(description.text()).isEqualTo("""
                Id              a
                State           RUNNING, 3m20s after it came, status of 1s ago
                Pending         unit a/0/1, attempt 2 since 100s
                Last failure    unit a/0/0, attempt 2: OUT_OF_MEMORY, 4 GiB are not there (50s ago)
                Last heartbeat  3s ago
                Progress        step 1/2 generate, 30/100, 46s left
                Kind            generation
                Model           m@1
                Data set        d

                Job
                  id: a
                  model: m@1
                  images: 100
                  firstSeed: 0
                  classes: uniform
                  precision: FP32
                  shardImages: 50
                  batch: 64
                  reference: d
                  statistics:
                    interval: false
                    infinity: false
                    kernel: false
                    precisionRecall: false
                  priority: NORMAL
                  pool: default

                Units in the hands of workers
                  UNIT   ATTEMPT  WORKER  FOR  DONE  LEASE LAPSES IN
                  a/0/0  3        w-2     30s  5     17s""");
        assertThat(description.tree().path("pending").path(0).path("unit").asText()).isEqualTo("a/0/1");
        assertThat(description.tree().path("lastFailure").path("code").asText()).isEqualTo("OUT_OF_MEMORY");
        assertThat(description.tree().path("job").path("images").asInt()).isEqualTo(100);
    }

    @Test
    void anEndedJobHasNothingPendingAndATableOfItsSteps() {
        begun();
        Outcome outcome = new Outcome(Outcome.Ending.SUCCEEDED, new Counts("images", 100, 100, 0, 0, 0), List.of(), Optional.empty(), new Usage(9, 900), Optional.empty(), List.of());
        happened(180, new JobEvent.StepCompleted("generate", 1, 2, List.of(), new Usage(8.5, 900), Optional.empty()));
        happened(190, new JobEvent.Ended(outcome, Optional.empty()));

        Description description = new Description(status("SUCCEEDED", List.of(), Optional.of(outcome)), history, LEASE, NOW);

        assertThat(description.pending()).isEmpty();
        assertThat(description.lastHeartbeat()).isEmpty();
        assertThat(description.text()).contains("Pending         no failed attempt\n", "Last failure    unit a/0/0, attempt 2", "Last heartbeat  none, it has ended", """
                Steps
                  STEP  NAME      OBJECTS  DEVICE-S  EVALUATIONS  DISTANCE
                  1/2   generate  0        8.5       900          -

                Outcome
                  a         SUCCEEDED
                    images  100 of 100 succeeded
                    cost    9.0 device seconds, 900 network evaluations""");
    }

    @Test
    void jobsAreListedInColumns() {
        assertThat(GetCommand.table(List.of(status("RUNNING", List.of(), Optional.empty())), NOW)).isEqualTo("""
                ID  KIND        STATE    STEP          DONE    RATE/S  ETA  AGE
                a   generation  RUNNING  generate 1/2  30/100  1.5     46s  3m20s""");
    }

    @Test
    void anEventIsALine() {
        begun();

        assertThat(history.stream().map(event -> LogsCommand.text(event, Output.Format.TABLE))).containsExactly(
                "2026-01-02T03:00:00Z    0  ACCEPTED             accepted: 3 units, 901 network evaluations",
                "2026-01-02T03:00:01Z    1  STARTED              started",
                "2026-01-02T03:01:40Z    2  UNIT_RETRIED         unit a/0/1: attempt 1 failed with LEASE_LAPSED, another follows: worker w-1 was not heard of within its lease",
                "2026-01-02T03:02:30Z    3  UNIT_RETRIED         unit a/0/0: attempt 2 failed with OUT_OF_MEMORY, another follows: 4 GiB are not there");
        assertThat(LogsCommand.text(history.get(1), Output.Format.JSON)).doesNotContain("\n").contains("\"type\":\"started\"");
        assertThat(LogsCommand.text(history.get(1), Output.Format.YAML)).startsWith("---\njobId: a\n");
    }

    @Test
    void timesAreShort() {
        assertThat(List.of(-5, 0, 119, 120, 200, 3_600, 7_500, 200_000).stream().map(seconds -> Age.of(Duration.ofSeconds(seconds))))
                .containsExactly("0s", "0s", "119s", "2m", "3m20s", "1h", "2h5m", "2d");
    }
}
