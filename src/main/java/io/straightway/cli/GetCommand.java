package io.straightway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.event.EventJson;
import io.straightway.event.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "get", mixinStandardHelpOptions = true, description = "Lists jobs, the newest first.")
final class GetCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "ID", description = "jobs to show; all if left out")
    private List<String> ids = List.of();

    @Option(names = "--state", split = ",", paramLabel = "STATE", description = "only jobs in these states, such as RUNNING,WAITING")
    private List<String> states = List.of();

    @Option(names = "--kind", paramLabel = "KIND", description = "only generation, training, evaluation or ablation jobs")
    private Optional<String> kind = Optional.empty();

    @Mixin
    private Output output;

    @Mixin
    private Connection connection;

    @Override
    public Integer call() {
        Map<String, JobStatus> all = ids.size() == 1
                ? Statuses.of(connection, ids.getFirst()).map(status -> Map.of(status.job(), status)).orElse(Map.of())
                : Statuses.all(connection);
        List<String> unknown = ids.stream().filter(id -> !all.containsKey(id)).toList();
        unknown.forEach(id -> System.err.println("No job has the id " + id + ". straightway get lists all jobs."));
        List<JobStatus> jobs = all.values().stream().filter(job -> ids.isEmpty() || ids.contains(job.job()))
                .filter(job -> states.isEmpty() || states.stream().anyMatch(job.state()::equalsIgnoreCase))
                .filter(job -> kind.isEmpty() || kind.get().equalsIgnoreCase(job.kind()))
                .sorted(Comparator.comparing(JobStatus::received).reversed()).toList();
        if (ids.size() != 1 || !jobs.isEmpty()) {
            List<JsonNode> trees = jobs.stream().map(job -> Output.tree(EventJson.bytes(job))).toList();
            if (ids.size() == 1) {
                output.print(trees.getFirst(), () -> table(jobs, Instant.now()));
            } else {
                output.print(trees, () -> table(jobs, Instant.now()));
            }
        }
        return unknown.isEmpty() ? ExitCodes.SUCCEEDED : ExitCodes.FAILED;
    }

    static String table(List<JobStatus> jobs, Instant now) {
        Table table = new Table("ID", "KIND", "STATE", "STEP", "DONE", "RATE/S", "ETA", "AGE");
        jobs.forEach(job -> table.row(job.job(), job.kind(), job.state(),
                job.stepName().map(name -> name + " " + job.step() + "/" + job.steps()).orElse("-"),
                job.done() + "/" + job.total(),
                job.perSecond() > 0 ? String.format(Locale.ROOT, "%.1f", job.perSecond()) : "-",
                job.etaSeconds().map(seconds -> Age.of(Duration.ofSeconds(seconds.longValue()))).orElse("-"),
                Age.of(job.received(), now)));
        return table.toString();
    }
}
