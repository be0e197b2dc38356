package io.straightway.cli;

import io.straightway.audit.Audit;
import io.straightway.audit.Bucket;
import io.straightway.audit.Ledger;
import io.straightway.audit.LedgerReader;
import io.straightway.audit.Report;
import io.straightway.node.Settings;
import io.straightway.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "audit", mixinStandardHelpOptions = true,
        description = "Replays topics and bucket, and reports what is lost, there twice, or not as promised. Exit code 0 only if the guarantee holds.")
final class AuditCommand implements Callable<Integer> {
    @Option(names = "--job", paramLabel = "ID", description = "only this job; all of them if left out")
    private Optional<String> job = Optional.empty();

    @Option(names = "--grace", defaultValue = "PT1M", description = "age below which a submission may be without an answer, and objects without a job; default ${DEFAULT-VALUE}")
    private Duration grace;

    @Option(names = "--strict", description = "leftovers and what is not auditable any more fail too")
    private boolean strict;

    @Mixin
    private Output output;

    @Mixin
    private Connection connection;

    @Override
    public Integer call() {
        Instant begin = Instant.now();
        Ledger ledger = LedgerReader.read(connection.kafka(), connection.wire(), job, Settings.rules(connection.config()).retention());
        Report report;
        try (ObjectStore store = connection.store()) {
            report = Audit.of(ledger, Bucket.of(store), job, begin, grace);
        }
        if (job.isPresent() && report.jobs() == 0) {
            System.err.println("No topic tells about a job with the id " + job.get() + ". straightway get lists all jobs.");
            return ExitCodes.FAILED;
        }
        output.print(report.json(), report::text);
        return report.holds() && !(strict && !report.findings().isEmpty()) ? ExitCodes.SUCCEEDED : ExitCodes.FAILED;
    }
}
