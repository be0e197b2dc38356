package io.straightway.cli;

import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.Submitter;
import io.straightway.job.JobEvent;
import io.straightway.job.Signal;
import io.straightway.node.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sends an order about a job and waits for the answer. */
abstract sealed class SignalCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Parameters(paramLabel = "ID", description = "a job's id")
    private String id;

    private final Signal.Kind kind;

    private SignalCommand(Signal.Kind kind) {
        this.kind = kind;
    }

    @Command(name = "cancel", description = "Cancels a job; finished images are kept. Waits for the answer.", mixinStandardHelpOptions = true)
    static final class Cancel extends SignalCommand {
        Cancel() {
            super(Signal.Kind.CANCEL);
        }
    }

    @Command(name = "pause", description = "Stops a job's units at their next safe point and holds the job. Waits for the answer.", mixinStandardHelpOptions = true)
    static final class Pause extends SignalCommand {
        Pause() {
            super(Signal.Kind.PAUSE);
        }
    }

    @Command(name = "resume", description = "Lets a paused job go on. Waits for the answer.", mixinStandardHelpOptions = true)
    static final class Resume extends SignalCommand {
        Resume() {
            super(Signal.Kind.RESUME);
        }
    }

    @Override
    public Integer call() {
        StraightwayConfig config = ConfigLoader.load();
        String signal = kind.name().toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID();
        try (EventReader events = new EventReader(Settings.kafka(config), Settings.wire(config), From.END);
                Submitter submitter = new Submitter(Settings.kafka(config), Settings.wire(config))) {
            submitter.signal(new Signal(signal, id, kind));
            Instant end = Instant.now().plus(PATIENCE);
            while (Instant.now().isBefore(end)) {
                for (JobEvent event : events.poll(Duration.ofMillis(200))) {
                    if (event.what() instanceof JobEvent.SignalAnswered answer && answer.signal().equals(signal)) {
                        System.out.println((answer.taken() ? "taken: " : "refused: ") + answer.reason());
                        return answer.taken() ? 0 : 1;
                    }
                }
            }
        }
        System.err.println("No answer within " + PATIENCE.toSeconds() + " s: is a coordinator running? The signal stays on the topic.");
        return 1;
    }
}
