package io.straightway.cli;

import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.Submission;
import io.straightway.event.Submitter;
import io.straightway.job.AblationSpec;
import io.straightway.job.JobSpec;
import io.straightway.node.Settings;
import io.straightway.recipe.Violation;
import io.straightway.store.Keys;
import io.straightway.store.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "submit", description = "Submits a job written as JSON.", mixinStandardHelpOptions = true)
final class SubmitCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "a JSON file with the fields of schemas/GenerationJob.avsc, TrainingJob.avsc, EvaluationJob.avsc or AblationJob.avsc; - reads standard input")
    private String file;

    @Option(names = "--wait", description = "follow the job; exit code 0 only if it succeeds")
    private boolean wait;

    @Option(names = "--dry-run", description = "check the job by itself and send nothing")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException {
        byte[] json = file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
        return switch (JobFile.read(json)) {
            case Submission.Unreadable unreadable -> refuse(unreadable.violations());
            case Submission.Readable readable -> {
                JobSpec spec = readable.spec();
                List<Violation> violations = spec.violations();
                if (!violations.isEmpty()) {
                    yield refuse(violations);
                }
                if (dryRun) {
                    System.out.println(spec.id() + " is a valid job");
                    yield 0;
                }
                yield send(spec);
            }
        };
    }

    private int send(JobSpec spec) {
        StraightwayConfig config = ConfigLoader.load();
        try (EventReader events = new EventReader(Settings.kafka(config), Settings.wire(config), From.END);
                Submitter submitter = new Submitter(Settings.kafka(config), Settings.wire(config))) {
            submitter.submit(spec);
            System.out.println("submitted " + spec.id());
            boolean well = !wait || new JobFollower(events, new ProgressDisplay(System.out)).follow(spec.id());
            if (wait && spec instanceof AblationSpec) {
                report(config, spec.id());
            }
            return well ? 0 : 1;
        }
    }

    /** The table, if the job came as far as that. */
    private static void report(StraightwayConfig config, String job) {
        try (ObjectStore store = ObjectStore.of(Settings.store(config))) {
            store.get(Keys.reportText(job)).ifPresent(text -> System.out.println("\n" + new String(text, StandardCharsets.UTF_8)));
        }
    }

    private static int refuse(List<Violation> violations) {
        violations.forEach(violation -> System.err.println(violation));
        return 1;
    }
}
