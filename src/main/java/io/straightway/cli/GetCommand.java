package io.straightway.cli;

import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import io.straightway.event.EventJson;
import io.straightway.event.From;
import io.straightway.event.JobStatus;
import io.straightway.event.StatusReader;
import io.straightway.node.Settings;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Shows all jobs, or one as JSON.", mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "a job's id")
    private String id;

    @Override
    public Integer call() {
        StraightwayConfig config = ConfigLoader.load();
        Map<String, JobStatus> jobs = new LinkedHashMap<>();
        try (StatusReader reader = new StatusReader(Settings.kafka(config), Settings.wire(config), From.BEGINNING)) {
            while (!reader.caughtUp()) {
                reader.poll(Duration.ofMillis(200)).forEach(status -> jobs.put(status.job(), status));
            }
        }
        if (id == null) {
            System.out.printf("%-32s %-11s %-20s %-10s %12s %9s%n", "ID", "KIND", "STATE", "STEP", "DONE", "RATE/S");
            jobs.values().stream().sorted(Comparator.comparing(JobStatus::received).reversed()).forEach(job -> System.out.printf(
                    "%-32s %-11s %-20s %-10s %12s %9.1f%n", job.job(), job.kind(), job.state(), job.stepName().orElse(""), job.done() + "/" + job.total(), job.perSecond()));
            return 0;
        }
        if (!jobs.containsKey(id)) {
            System.err.println("No job has the id " + id + ". Without an id, all jobs are listed.");
            return 1;
        }
        System.out.println(EventJson.pretty(jobs.get(id)));
        return 0;
    }
}
