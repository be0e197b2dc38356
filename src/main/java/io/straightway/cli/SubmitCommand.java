package io.straightway.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.straightway.catalog.StoreCatalog;
import io.straightway.event.EventJson;
import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.JobStatus;
import io.straightway.event.Submission;
import io.straightway.event.Submitter;
import io.straightway.event.Wire;
import io.straightway.job.AblationSpec;
import io.straightway.job.Admission;
import io.straightway.job.JobEvent;
import io.straightway.job.JobSpec;
import io.straightway.recipe.Violation;
import io.straightway.store.Keys;
import io.straightway.store.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "submit", mixinStandardHelpOptions = true,
        description = "Submits jobs from files, or a generation job from options. Nothing is sent unless everything is valid by itself.")
final class SubmitCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "0..*", description = "YAML or JSON with the fields of schemas/GenerationJob.avsc, TrainingJob.avsc, EvaluationJob.avsc or "
            + "AblationJob.avsc; several YAML documents are several jobs; - reads standard input")
    private List<String> files = List.of();

    @Option(names = "--id", description = "id of the job, instead of that in the file; made up for a job from options without one")
    private Optional<String> id = Optional.empty();

    @Option(names = {"-w", "--wait"}, description = "follow the jobs to their ends; exit code 0 only if all succeed")
    private boolean wait;

    @Option(names = "--dry-run", description = "check the jobs by themselves and send nothing")
    private boolean dryRun;

    @Option(names = "--online", description = "with --dry-run: ask the object store too, as the coordinator will, and print the jobs with everything filled in")
    private boolean online;

    @ArgGroup(validate = false, heading = "A generation job, or changes to the one in a file:%n")
    private GenerationFlags flags = new GenerationFlags();

    @Mixin
    private Output output;

    @Mixin
    private Connection connection;

    @Override
    public Integer call() throws IOException {
        if (online && !dryRun) {
            throw new IllegalArgumentException("--online is given, allowed: only with --dry-run");
        }
        List<JobSpec> jobs = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JobDocument document : documents()) {
            Optional<JobSpec> job = read(document, refused);
            job.ifPresent(jobs::add);
            job.map(JobSpec::id).filter(name -> !ids.add(name)).ifPresent(name -> refused.add("id is " + name + ", allowed: an id for each job"));
        }
        if (!refused.isEmpty()) {
            refused.forEach(System.err::println);
            return ExitCodes.USAGE;
        }
        return dryRun ? tried(jobs) : sent(jobs);
    }

    private List<JobDocument> documents() throws IOException {
        List<JobDocument> found = new ArrayList<>();
        for (String file : files) {
            found.addAll(file.equals("-") ? JobDocument.read("standard input", System.in.readAllBytes()) : JobDocument.read(file, Files.readAllBytes(Path.of(file))));
        }
        if (files.isEmpty()) {
            String model = flags.model().orElseThrow(() -> new IllegalArgumentException("FILE is missing, allowed: a job file, - for standard input, or --model and its options"));
            found.add(new JobDocument("--model " + model, "{\"id\":\"%s\"}".formatted(madeUp(model)).getBytes(StandardCharsets.UTF_8), Map.of()));
        }
        if (id.isPresent() && found.size() != 1) {
            throw new IllegalArgumentException("--id is " + id.get() + ", allowed: nothing for " + found.size() + " jobs, which have ids of their own");
        }
        return found.stream().map(document -> document.with(job -> {
            id.ifPresent(name -> job.put("id", name));
            flags.apply(job);
        })).toList();
    }

    private static String madeUp(String model) {
        return model.replaceAll("[^A-Za-z0-9_-]", "-") + DateTimeFormatter.ofPattern("-yyyyMMdd-HHmmss").format(LocalDateTime.now(ZoneId.systemDefault()))
                + "-%04x".formatted(ThreadLocalRandom.current().nextInt(1 << 16));
    }

    private static Optional<JobSpec> read(JobDocument document, List<String> refused) {
        return switch (document.submission()) {
            case Submission.Unreadable unreadable -> {
                unreadable.violations().forEach(violation -> refused.add(document.told(violation)));
                yield Optional.empty();
            }
            case Submission.Readable readable -> {
                readable.spec().violations().forEach(violation -> refused.add(document.told(violation)));
                yield Optional.of(readable.spec());
            }
        };
    }

    private int tried(List<JobSpec> jobs) {
        if (!online) {
            List<ObjectNode> rows = jobs.stream().map(job -> JsonNodeFactory.instance.objectNode().put("id", job.id()).put("valid", true)).toList();
            output.print(rows, () -> String.join("\n", jobs.stream().map(job -> job.id() + " is a valid job").toList()));
            return ExitCodes.SUCCEEDED;
        }
        int worst = ExitCodes.SUCCEEDED;
        try (ObjectStore store = connection.store()) {
            for (JobSpec job : jobs) {
                // Pools are the coordinator's business.
                switch (Admission.of(job, new StoreCatalog(store), Set.of(job.terms().pool()))) {
                    case Admission.Admitted admitted -> {
                        var pinned = Output.tree(EventJson.bytes(admitted.pinned()));
                        output.print(pinned, () -> "# " + job.id() + " would be accepted as\n" + YamlText.of(pinned).stripTrailing());
                    }
                    case Admission.Awaiting awaiting -> System.out.println("# " + job.id() + " would wait for the end of " + String.join(", ", awaiting.jobs()));
                    case Admission.Refused refused -> {
                        refused.violations().stream().map(Violation::toString).forEach(violation -> System.err.println(job.id() + ": " + violation));
                        worst = ExitCodes.USAGE;
                    }
                }
            }
        }
        return worst;
    }

    private int sent(List<JobSpec> jobs) {
        Map<String, Object> client = connection.kafka();
        Wire wire = connection.wire();
        try (Submitter submitter = new Submitter(client, wire)) {
            if (!wait) {
                jobs.forEach(submitter::submit);
                List<ObjectNode> rows = jobs.stream().map(job -> JsonNodeFactory.instance.objectNode().put("id", job.id()).put("topic", Wire.topic(job).topic())).toList();
                output.print(rows, () -> String.join("\n", jobs.stream().map(job -> "submitted " + job.id()).toList()));
                return ExitCodes.SUCCEEDED;
            }
            try (EventReader events = new EventReader(client, wire, From.END, Optional.of(jobs.getFirst().id()).filter(only -> jobs.size() == 1))) {
                jobs.forEach(submitter::submit);
                if (output.table()) {
                    jobs.forEach(job -> System.out.println("submitted " + job.id()));
                }
                Map<String, JobEvent> ends = Following.of(events, output, jobs.size() > 1, job -> Statuses.of(connection, job).flatMap(JobStatus::outcome))
                        .follow(jobs.stream().map(JobSpec::id).toList());
                Following.print(ends, output);
                if (output.table()) {
                    jobs.stream().filter(AblationSpec.class::isInstance).forEach(job -> report(job.id()));
                }
                return ends.values().stream().mapToInt(end -> ExitCodes.of(end.what())).max().orElse(ExitCodes.SUCCEEDED);
            }
        }
    }

    /** The table, if the job came as far as that. */
    private void report(String job) {
        try (ObjectStore store = connection.store()) {
            store.get(Keys.reportText(job)).ifPresent(text -> System.out.println("\n" + new String(text, StandardCharsets.UTF_8)));
        }
    }
}
