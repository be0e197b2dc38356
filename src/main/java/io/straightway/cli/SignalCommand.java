package io.straightway.cli;

import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.Submitter;
import io.straightway.event.Wire;
import io.straightway.job.JobEvent;
import io.straightway.job.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sends an order about jobs and waits for the answers. */
abstract sealed class SignalCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Parameters(paramLabel = "ID", arity = "1..*", description = "ids of jobs")
    private List<String> ids;

    @Mixin
    private Connection connection;

    private final Signal.Kind kind;

    private SignalCommand(Signal.Kind kind) {
        this.kind = kind;
    }

    @Command(name = "cancel", description = "Cancels jobs; finished images are kept. Waits for the answer.", mixinStandardHelpOptions = true)
    static final class Cancel extends SignalCommand {
        Cancel() {
            super(Signal.Kind.CANCEL);
        }
    }

    @Command(name = "pause", description = "Stops jobs' units at their next safe point and holds the jobs. Waits for the answer.", mixinStandardHelpOptions = true)
    static final class Pause extends SignalCommand {
        Pause() {
            super(Signal.Kind.PAUSE);
        }
    }

    @Command(name = "resume", description = "Lets paused jobs go on. Waits for the answer.", mixinStandardHelpOptions = true)
    static final class Resume extends SignalCommand {
        Resume() {
            super(Signal.Kind.RESUME);
        }
    }

    @Override
    public Integer call() {
        Map<String, Object> client = connection.kafka();
        Wire wire = connection.wire();
        Map<String, String> open = new LinkedHashMap<>();
        int worst = ExitCodes.SUCCEEDED;
        try (EventReader events = new EventReader(client, wire, From.END); Submitter submitter = new Submitter(client, wire)) {
            for (String id : ids) {
                String signal = kind.name().toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID();
                submitter.signal(new Signal(signal, id, kind));
                open.put(signal, id);
            }
            Instant end = Instant.now().plus(PATIENCE);
            while (!open.isEmpty() && Instant.now().isBefore(end)) {
                for (JobEvent event : events.poll(Duration.ofMillis(200))) {
                    if (event.what() instanceof JobEvent.SignalAnswered answer && open.remove(answer.signal()) != null) {
                        String told = (ids.size() > 1 ? event.job() + " " : "") + (answer.taken() ? "taken: " : "refused: ") + answer.reason();
                        (answer.taken() ? System.out : System.err).println(EventWords.printable(told));
                        worst = answer.taken() ? worst : ExitCodes.FAILED;
                    }
                }
            }
        }
        open.values().forEach(id -> System.err.println("No answer about " + id + " within " + PATIENCE.toSeconds()
                + " s: is a coordinator running? The signal stays on the topic."));
        return open.isEmpty() ? worst : ExitCodes.FAILED;
    }
}
