package io.straightway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.event.EventJson;
import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.job.JobEvent;
import io.straightway.json.Json;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", mixinStandardHelpOptions = true,
        description = "Prints what happened to a job, one line per event, the oldest first: time, sequence, type, words. With -o json, one event per line.")
final class LogsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "a job's id")
    private String id;

    @Option(names = {"-f", "--follow"}, description = "go on with new events until the job ends")
    private boolean follow;

    @Option(names = "--no-progress", description = "leave out progress events")
    private boolean quiet;

    @Mixin
    private Output output;

    @Mixin
    private Connection connection;

    @Override
    public Integer call() {
        try (EventReader events = new EventReader(connection.kafka(), connection.wire(), From.BEGINNING, Optional.of(id))) {
            List<JobEvent> history = Histories.of(events, id);
            if (history.isEmpty()) {
                System.err.println("No job has the id " + id + ". straightway get lists all jobs.");
                return ExitCodes.FAILED;
            }
            history.forEach(this::print);
            boolean ended = history.stream().anyMatch(event -> event.what().terminal());
            while (follow && !ended) {
                for (JobEvent event : events.poll(Duration.ofMillis(500))) {
                    print(event);
                    ended |= event.what().terminal();
                }
            }
            return ExitCodes.SUCCEEDED;
        }
    }

    private void print(JobEvent event) {
        if (!quiet || !(event.what() instanceof JobEvent.Progress)) {
            System.out.println(text(event, output.format()));
        }
    }

    static String text(JobEvent event, Output.Format format) {
        JsonNode tree = Output.tree(EventJson.bytes(event));
        return switch (format) {
            case TABLE -> "%s  %3d  %-19s  %s".formatted(event.time().truncatedTo(ChronoUnit.MILLIS), event.sequence(),
                    EventJson.type(event).toUpperCase(Locale.ROOT).replace('-', '_'), EventWords.of(event.what()));
            case JSON -> Json.line(tree);
            case YAML -> "---\n" + YamlText.of(tree).stripTrailing();
        };
    }
}
