package io.straightway.cli;

import io.straightway.config.ConfigLoader;
import io.straightway.event.JobStatus;
import io.straightway.event.Submission;
import io.straightway.event.Topic;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.Counts;
import io.straightway.job.JobEvent;
import io.straightway.job.JobSpec;
import io.straightway.job.Outcome;
import io.straightway.job.Usage;
import io.straightway.node.Settings;
import io.straightway.store.ObjectStore;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Runs the commands that people run most, against a broker of its own, and prints nothing: what is loaded on the way goes into the archive
 * that makes commands start fast.
 */
@Command(name = "rehearse", hidden = true, description = "Loads what commands need, for scripts/straightway to keep.")
final class RehearseCommand implements Callable<Integer> {
    private static final String ID = "rehearsal";
    private static final String JOB = "id: " + ID + "\nmodel: none\nimages: 1\nsampling: {nfe: 9}\n";

    private static final List<List<String>> COMMANDS = List.of(
            List.of("submit", "--model", "none", "--seeds", "0-0", "--id", ID),
            List.of("get", ID), List.of("get"), List.of("describe", ID), List.of("logs", ID), List.of("logs", ID, "-o", "yaml"), List.of("watch", ID));

    @Override
    public Integer call() {
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        try (RehearsalBroker broker = RehearsalBroker.open(ID, records())) {
            Straightway.commandLine().usage(System.out);
            ObjectStore.of(Settings.store(ConfigLoader.load())).close();
            return COMMANDS.stream().mapToInt(command -> run(broker, command)).max().orElseThrow();
        } finally {
            System.setOut(out);
        }
    }

    private static int run(RehearsalBroker broker, List<String> command) {
        String[] args = Stream.concat(command.stream(), Stream.of("--bootstrap-server", broker.address())).toArray(String[]::new);
        return Straightway.commandLine(args).execute(args);
    }

    /** A job that has succeeded. */
    private static Map<Topic, byte[]> records() {
        JobSpec spec = switch (JobDocument.read("job.yaml", JOB.getBytes(StandardCharsets.UTF_8)).getFirst().submission()) {
            case Submission.Readable readable -> readable.spec();
            case Submission.Unreadable unreadable -> throw new IllegalStateException(unreadable.violations().toString());
        };
        Instant now = Instant.now();
        Outcome outcome = new Outcome(Outcome.Ending.SUCCEEDED, new Counts("images", 1, 1, 0, 0, 0), List.of(), Optional.empty(), Usage.NONE, Optional.empty(), List.of());
        JobEvent ended = new JobEvent(ID, 0, now, new JobEvent.Ended(outcome, Optional.of(new JobEvent.Accepted(spec, 1, 1))));
        JobStatus status = new JobStatus(ID, "generation", "SUCCEEDED", 0, now, now, "none", Optional.empty(), 0, 0, Optional.empty(), 1, 1, 0,
                Optional.empty(), Map.of(), List.of(), Optional.of(outcome), List.of());
        Wire wire = new Wire(new WireFormat.SingleObject());
        return Map.of(Topic.STATUS, wire.write(status), Topic.EVENTS, wire.write(ended));
    }
}
