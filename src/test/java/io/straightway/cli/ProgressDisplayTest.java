package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.job.Artifact;
import io.straightway.job.Counts;
import io.straightway.job.Failure;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.job.UnitId;
import io.straightway.job.Usage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private ProgressDisplay display(boolean moves, boolean named) {
        return new ProgressDisplay(new PrintStream(bytes, true, StandardCharsets.UTF_8), moves, named);
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static JobEvent event(JobEvent.What what) {
        return new JobEvent("a", 0, Instant.EPOCH, what);
    }

    private static JobEvent progress(String step, int number, long done) {
        return event(new JobEvent.Progress(step, number, 2, done, 1_000, 12.4, Optional.of(75.0), Map.of("loss", 0.123456)));
    }

    @Test
    void withoutATerminalOnlyChangesMakeALine() {
        ProgressDisplay display = display(false, false);

        display.show(event(new JobEvent.Started()));
        IntStream.rangeClosed(0, 1_000).forEach(done -> display.show(progress("teacher", 1, done)));
        display.show(progress("generate", 2, 0));

        assertThat(shown()).doesNotContain("\r", "\033").isEqualTo("""
                started
                [1/2] teacher 0 %, 0.0 kimg of 1.0 kimg  12/s  loss 0.1235  ETA 1:15
                [1/2] teacher 10 %, 0.1 kimg of 1.0 kimg  12/s  loss 0.1235  ETA 1:15
                [1/2] teacher 20 %, 0.2 kimg of 1.0 kimg  12/s  loss 0.1235  ETA 1:15
                [1/2] teacher 30 %, 0.3 kimg of 1.0 kimg  12/s  loss 0.1235  ETA 1:15
                [1/2] teacher 40 %, 0.4 kimg of 1.0 kimg  12/s  loss 0.1235  ETA 1:15
                [1/2] teacher 50 %, 0.5 kimg of 1.0 kimg  12/s  loss 0.1235  ETA 1:15
                [1/2] teacher 60 %, 0.6 kimg of 1.0 kimg  12/s  loss 0.1235  ETA 1:15
                [1/2] teacher 70 %, 0.7 kimg of 1.0 kimg  12/s  loss 0.1235  ETA 1:15
                [1/2] teacher 80 %, 0.8 kimg of 1.0 kimg  12/s  loss 0.1235  ETA 1:15
                [1/2] teacher 90 %, 0.9 kimg of 1.0 kimg  12/s  loss 0.1235  ETA 1:15
                [1/2] teacher 100 %, 1.0 kimg of 1.0 kimg  12/s  loss 0.1235  ETA 1:15
                [2/2] generate 0 %, 0 of 1000  12/s  loss 0.1235  ETA 1:15
                """);
    }

    @Test
    void onATerminalOneLineMoves() {
        ProgressDisplay display = display(true, false);

        display.show(progress("generate", 1, 250));
        display.show(progress("generate", 1, 500));
        display.show(event(new JobEvent.UnitRetried(new UnitId("a", 0, 3), 1, new Failure.Transient("the \033[31mstore\nfell"))));

        assertThat(shown()).isEqualTo("\r\033[K[1/2] generate ██████░░░░░░░░░░░░░░░░░░ 250/1000  12/s  loss 0.1235  ETA 1:15"
                + "\r\033[K[1/2] generate ████████████░░░░░░░░░░░░ 500/1000  12/s  loss 0.1235  ETA 1:15\n"
                + "unit a/0/3: attempt 1 failed with TRANSIENT, another follows: the  [31mstore fell\n");
    }

    @Test
    void severalJobsAreNamed() {
        ProgressDisplay display = display(false, true);

        display.show(event(new JobEvent.Waiting(List.of("b", "c"))));

        assertThat(shown()).isEqualTo("a  waits for the end of b, c\n");
    }

    @Test
    void theEndIsAShortTable() {
        List<Artifact> outputs = IntStream.range(0, 5).mapToObj(i -> new Artifact(i < 4 ? Artifact.Role.SHARD : Artifact.Role.GRID, "jobs/a/" + i, "ab", 1, 1)).toList();
        Outcome outcome = new Outcome(Outcome.Ending.PARTIALLY_SUCCEEDED, new Counts("images", 10, 7, 0, 3, 0), outputs, Optional.empty(), new Usage(1.25, 12_345),
                Optional.of(new Failure.Cancelled("s-1")), List.of("rested"));

        display(false, false).show(event(new JobEvent.Ended(outcome, Optional.empty())));

        assertThat(shown()).isEqualTo("""
                a          PARTIALLY_SUCCEEDED
                  failure  CANCELLED: cancelled by signal s-1
                  images   7 of 10 succeeded, 3 cancelled
                  cost     1.3 device seconds, 12,345 network evaluations
                  outputs  shard  jobs/a/0
                           shard  jobs/a/1
                           shard  jobs/a/2
                           shard  … and 1 more
                           grid   jobs/a/4
                  note     rested
                """);
        assertThat(ExitCodes.of(outcome)).isEqualTo(ExitCodes.FAILED);
    }
}
