package io.straightway.cli;

import io.straightway.audit.Audit;
import io.straightway.audit.Bucket;
import io.straightway.audit.Ledger;
import io.straightway.audit.LedgerReader;
import io.straightway.audit.Report;
import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import io.straightway.node.Settings;
import io.straightway.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "audit", mixinStandardHelpOptions = true,
        description = "Replays topics and bucket, and reports what is lost, there twice, or not as promised. Exit code 0 only if the guarantee holds.")
final class AuditCommand implements Callable<Integer> {
    @Option(names = "--job", paramLabel = "ID", description = "only this job; all of them if left out")
    private Optional<String> job = Optional.empty();

    @Option(names = "--grace", defaultValue = "PT1M", description = "age below which a submission may be without an answer; default ${DEFAULT-VALUE}")
    private Duration grace;

    @Option(names = "--strict", description = "leftovers and what is not auditable any more fail too")
    private boolean strict;

    @Option(names = "--json", description = "print one JSON object and nothing else")
    private boolean json;

    @Override
    public Integer call() {
        StraightwayConfig config = ConfigLoader.load();
        Instant begin = Instant.now();
        Ledger ledger = LedgerReader.read(Settings.kafka(config), Settings.wire(config), job, Settings.rules(config).retention());
        Report report;
        try (ObjectStore store = ObjectStore.of(Settings.store(config))) {
            report = Audit.of(ledger, Bucket.of(store), job, begin, grace);
        }
        if (job.isPresent() && report.jobs() == 0) {
            System.err.println("No topic tells about a job with the id " + job.get() + ".");
            return 1;
        }
        System.out.println(json ? report.json() : report.text());
        return report.holds() && !(strict && !report.findings().isEmpty()) ? 0 : 1;
    }
}
