package io.straightway.cli;

import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.job.JobEvent;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "watch", mixinStandardHelpOptions = true, description = "Follows a job to its end. Exit code 0 only if it succeeds.")
final class WatchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "a job's id")
    private String id;

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
            // A conflict does not end a job, and answers to later signals and submissions follow an end.
            int last = IntStream.range(0, history.size()).filter(i -> history.get(i).what().terminal()).findFirst().orElse(history.size() - 1);
            ProgressDisplay display = new ProgressDisplay(System.out, Terminal.attached(), false);
            Consumer<JobEvent> told = output.table() ? display::show : event -> {};
            worthTelling(history.subList(0, last + 1)).forEach(told);
            JobEvent end = history.get(last).what().terminal()
                    ? history.get(last)
                    : Objects.requireNonNull(new JobFollower(events, told, job -> Optional.empty()).follow(List.of(id)).get(id));
            Following.print(Map.of(id, end), output);
            return ExitCodes.of(end.what());
        }
    }

    /** Without the progress that others have overtaken. */
    private static List<JobEvent> worthTelling(List<JobEvent> history) {
        return IntStream.range(0, history.size())
                .filter(i -> !(history.get(i).what() instanceof JobEvent.Progress) || i == history.size() - 1)
                .mapToObj(history::get).toList();
    }
}
