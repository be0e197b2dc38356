package io.straightway.cli;

import io.straightway.audit.LedgerReader;
import io.straightway.config.StraightwayConfig;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobEvent;
import io.straightway.json.Json;
import io.straightway.node.Settings;
import io.straightway.store.ObjectStore;
import io.straightway.worker.Likeness;
import io.straightway.worker.Verification;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "verify", mixinStandardHelpOptions = true,
        description = "Draws some images of a finished generation job again and compares them. Exit code 0 only if all are equal within the contract.")
final class VerifyCommand implements Callable<Integer> {
    @Option(names = "--job", paramLabel = "ID", required = true, description = "a generation job that has ended")
    private String job;

    @Option(names = "--sample", paramLabel = "K", defaultValue = "16", description = "how many images; default ${DEFAULT-VALUE}")
    private int sample;

    @Option(names = "--seed", defaultValue = "0", description = "chooses the images; default ${DEFAULT-VALUE}")
    private long seed;

    @Mixin
    private Output output;

    @Mixin
    private Connection connection;

    @Override
    public Integer call() {
        if (sample < 1) {
            throw new IllegalArgumentException("--sample is " + sample + ", allowed: 1 or more");
        }
        StraightwayConfig config = connection.config();
        JobEvent.Ended ended = LedgerReader.read(connection.kafka(), connection.wire(), Optional.of(job), Settings.rules(config).retention())
                .ended(job).orElseThrow(() -> new IllegalArgumentException("job is " + job + ", allowed: one whose terminal event is on the topic"));
        if (!(ended.ran().orElseThrow().pinned() instanceof GenerationSpec spec)) {
            throw new IllegalArgumentException("job is " + job + ", allowed: a generation job");
        }
        try (ObjectStore store = connection.store()) {
            List<Verification.Checked> images = new Verification(store, Settings.devices(config).all().getFirst(), config.worker().threads())
                    .check(spec, ended.outcome(), sample, seed);
            boolean holds = images.stream().noneMatch(image -> image.verdict() == Likeness.Verdict.DIFFERENT);
            output.print(json(images, holds), () -> text(images, holds));
            return holds ? ExitCodes.SUCCEEDED : ExitCodes.FAILED;
        }
    }

    private static String text(List<Verification.Checked> images, boolean holds) {
        StringBuilder text = new StringBuilder();
        images.forEach(image -> text.append("seed %d  label %d  %s  %s%n".formatted(image.seed(), image.label(), image.verdict(), image.words())));
        counts(images).forEach((verdict, count) -> text.append("%-16s %6d%n".formatted(verdict, count)));
        return text.append(holds ? "The images are what the job says." : "Some images are not what the job says.").toString();
    }

    private static String json(List<Verification.Checked> images, boolean holds) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("holds", holds);
        object.put("counts", counts(images));
        object.put("images", images);
        return Json.line(object);
    }

    private static Map<Likeness.Verdict, Long> counts(List<Verification.Checked> images) {
        Map<Likeness.Verdict, Long> counts = new LinkedHashMap<>();
        Arrays.stream(Likeness.Verdict.values()).forEach(verdict -> counts.put(verdict, images.stream().filter(image -> image.verdict() == verdict).count()));
        return counts;
    }
}
