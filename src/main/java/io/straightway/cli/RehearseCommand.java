package io.straightway.cli;

import io.straightway.config.ConfigLoader;
import io.straightway.event.EventJson;
import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.Submission;
import io.straightway.event.Submitter;
import io.straightway.job.Counts;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.job.Usage;
import io.straightway.node.Settings;
import io.straightway.store.ObjectStore;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine.Command;

/** Uses what commands use, and connects to nothing: what is loaded on the way goes into the archive of classes that makes commands start fast. */
@Command(name = "rehearse", hidden = true, description = "Loads what commands need, for scripts/straightway to keep.")
final class RehearseCommand implements Callable<Integer> {
    private static final String JOB = "id: rehearsal\nmodel: none\nimages: 1\nsampling: {nfe: 9}\n";

    /** Nothing listens there. */
    private static final String NOWHERE = "127.0.0.1:1";

    @Override
    public Integer call() {
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        try {
            Straightway.commandLine().usage(System.out);
            for (String command : List.of("submit", "get", "describe", "logs")) {
                Straightway.commandLine(command).execute(command, "--bootstrap-server", NOWHERE, "--help");
            }
            values();
            clients();
        } finally {
            System.setOut(out);
        }
        return ExitCodes.SUCCEEDED;
    }

    private static void values() {
        JobDocument document = JobDocument.read("job.yaml", JOB.getBytes(StandardCharsets.UTF_8)).getFirst();
        if (document.submission() instanceof Submission.Readable readable) {
            Outcome outcome = new Outcome(Outcome.Ending.SUCCEEDED, new Counts("images", 1, 1, 0, 0, 0), List.of(), Optional.empty(), Usage.NONE, Optional.empty(), List.of());
            JobEvent event = new JobEvent("rehearsal", 0, Instant.now(),
                    new JobEvent.Ended(outcome, Optional.of(new JobEvent.Accepted(readable.spec(), 1, 1))));
            ProgressDisplay display = new ProgressDisplay(System.out);
            display.show(event);
            System.out.println(YamlText.of(Output.tree(EventJson.bytes(event))));
            System.out.println(LogsCommand.text(event, Output.Format.TABLE));
            System.out.println(GetCommand.table(List.of(), Instant.now()));
        }
    }

    private static void clients() {
        var config = ConfigLoader.load();
        Map<String, Object> client = new HashMap<>(Settings.kafka(config));
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, NOWHERE);
        client.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 200);
        client.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 200);
        try (EventReader events = new EventReader(client, Settings.wire(config), From.END)) {
            throw new IllegalStateException("a broker answers at " + NOWHERE);
        } catch (TimeoutException e) {
            // As it must.
        }
        client.remove(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
        new Submitter(client, Settings.wire(config)).close();
        ObjectStore.of(Settings.store(config)).close();
    }
}
