package io.straightway.cli;

import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.JobStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "describe", mixinStandardHelpOptions = true,
        description = "Tells everything about a job: pending attempt, last failure and last heartbeat first, then the job itself, its steps, units, distance and outputs.")
final class DescribeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "a job's id")
    private String id;

    @Mixin
    private Output output;

    @Mixin
    private Connection connection;

    @Override
    public Integer call() {
        Optional<JobStatus> status = Statuses.of(connection, id);
        if (status.isEmpty()) {
            System.err.println("No job has the id " + id + ". straightway get lists all jobs.");
            return ExitCodes.FAILED;
        }
        try (EventReader events = new EventReader(connection.kafkaForOnce(), connection.wire(), From.BEGINNING, Optional.of(id))) {
            Description description = new Description(status.get(), Histories.of(events, id), connection.config().units().lease(), Instant.now());
            output.print(description.tree(), description::text);
        }
        return ExitCodes.SUCCEEDED;
    }
}
