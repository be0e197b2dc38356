package io.straightway.cli;

import io.straightway.event.From;
import io.straightway.event.JobStatus;
import io.straightway.event.StatusReader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The newest state of jobs, read once from the status topic. */
final class Statuses {
    private Statuses() {}

    static Map<String, JobStatus> all(Connection connection) {
        return read(connection, Optional.empty());
    }

    static Optional<JobStatus> of(Connection connection, String job) {
        return Optional.ofNullable(read(connection, Optional.of(job)).get(job));
    }

    private static Map<String, JobStatus> read(Connection connection, Optional<String> job) {
        Map<String, JobStatus> jobs = new LinkedHashMap<>();
        try (StatusReader reader = new StatusReader(connection.kafkaForOnce(), connection.wire(), From.BEGINNING, job)) {
            while (!reader.caughtUp()) {
                reader.poll(Duration.ofMillis(200), jobs::remove).forEach(status -> jobs.put(status.job(), status));
            }
        }
        return jobs;
    }
}
