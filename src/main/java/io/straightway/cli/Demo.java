package io.straightway.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.ModelCard;
import io.straightway.catalog.ModelShelf;
import io.straightway.catalog.StoreCatalog;
import io.straightway.config.StraightwayConfig;
import io.straightway.data.EmojiOptions;
import io.straightway.data.EmojiPacker;
import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.JobJson;
import io.straightway.event.Submission;
import io.straightway.event.Submitter;
import io.straightway.job.JobSpec;
import io.straightway.json.Json;
import io.straightway.node.Node;
import io.straightway.node.NodeLifecycle;
import io.straightway.node.Settings;
import io.straightway.store.Keys;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** The main job: data set, first images, training pipeline, bulk generation; told to a person as it happens. */
public final class Demo implements QuarkusApplication {
    private static final String DATASET = "emoji-16";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final NodeLifecycle lifecycle;
    private final StraightwayConfig config;

    @Inject
    Demo(NodeLifecycle lifecycle, StraightwayConfig config) {
        this.lifecycle = lifecycle;
        this.config = config;
    }

    @Override
    public int run(String... args) throws Exception {
        Instant begin = Instant.now();
        Node node = lifecycle.node();
        System.out.println("""

                Straightway runs in this process: Kafka at %s, objects at %s.
                First images within a minute; then, about 4 minutes on 2 cores: teacher 0.5 min, pairs 1 min, reflow 2 min, images 0.5 min.
                """.formatted(node.clients().get("bootstrap.servers"), config.store().endpoint()));
        ship(node, "first");
        String stamp = STAMP.format(begin);
        Path folder = Path.of(config.data()).resolve("demo");
        Files.createDirectories(folder);
        boolean done;
        try (EventReader events = new EventReader(node.clients(), Settings.wire(config), From.END);
                Submitter submitter = new Submitter(node.clients(), Settings.wire(config))) {
            JobFollower follower = new JobFollower(events, new ProgressDisplay(System.out)::show, job -> Optional.empty());
            done = follow("First images, of the shipped model emoji-32 (docs/results).", job("first.json", stamp), submitter, follower);
            if (done) {
                System.out.printf("%nLook at them after %d s, while the pipeline runs:%n", Duration.between(begin, Instant.now()).toSeconds());
                save(node, Keys.grid("demo-first-" + stamp), folder.resolve("first-grid.png"));
                dataset(node);
                ModelCard teacher = ship(node, "teacher");
                System.out.printf("The pipeline goes on from the shipped teacher %s (%d kimg, docs/examples/emoji-teacher.yaml).%n", teacher.modelName(), teacher.images() / 1000);
                done = follow("A training pipeline: teacher, pairs, reflow.", job("training.json", stamp), submitter, follower)
                        && follow("A bulk generation job with the model that came out.", job("generation.json", stamp), submitter, follower);
            }
        }
        if (done) {
            System.out.println("\nLook at them, sorted by class:");
            save(node, Keys.grid("demo-train-" + stamp), folder.resolve("training-grid.png"));
            save(node, Keys.grid("demo-images-" + stamp), folder.resolve("grid.png"));
        }
        System.out.printf("%nThe demo %s after %d s.%n", done ? "is complete" : "failed", Duration.between(begin, Instant.now()).toSeconds());
        if (done && DemoCommand.keep) {
            System.out.println("It goes on running: http://" + "127.0.0.1:18080/, ./scripts/straightway get. Stop it with Ctrl-C.");
            Quarkus.waitForExit();
        }
        return done ? 0 : 1;
    }

    private static void dataset(Node node) {
        StoreCatalog catalog = new StoreCatalog(node.store());
        if (catalog.datasetCard(DATASET).isPresent()) {
            System.out.println("The data set " + DATASET + " is already in the object store.");
            return;
        }
        Instant begin = Instant.now();
        boolean terminal = Terminal.attached();
        System.out.println("Rendering the data set " + DATASET + " from SVG…");
        DatasetCard card = new DatasetShelf(node.store(), catalog).put(DATASET, EmojiPacker.pack(DemoCommand.emoji.orElseThrow(), EmojiOptions.of(16), (done, total) -> {
            if (terminal && done % 100 == 0) {
                System.out.print("\r\033[K" + done + "/" + total);
            }
        }).train());
        System.out.printf("%s%d images of 16x16, classes %s (%d s)%n", terminal ? "\r\033[K" : "", card.images(), card.classes(),
                Duration.between(begin, Instant.now()).toSeconds());
    }

    /** A model that is trained from nothing in minutes draws only blots, so the demo begins with ones that were trained for longer. */
    private static ModelCard ship(Node node, String folder) throws IOException {
        ModelCard card = Json.read(resource(folder + "/" + ModelCommand.CARD), ModelCard.class);
        StoreCatalog catalog = new StoreCatalog(node.store());
        if (catalog.card(card.modelName()).isEmpty()) {
            new ModelShelf(node.store(), catalog).put(card, resource(folder + "/" + ModelCommand.WEIGHTS));
        }
        return card;
    }

    private static boolean follow(String what, String json, Submitter submitter, JobFollower follower) {
        System.out.println("\n" + what + "\n" + json.strip());
        return switch (JobJson.read(json.getBytes(StandardCharsets.UTF_8))) {
            case Submission.Unreadable unreadable -> throw new IllegalStateException("the demo's own job is wrong: " + unreadable.violations());
            case Submission.Readable readable -> {
                JobSpec spec = readable.spec();
                submitter.submit(spec);
                yield follower.follow(List.of(spec.id())).values().stream().allMatch(end -> ExitCodes.of(end.what()) == ExitCodes.SUCCEEDED);
            }
        };
    }

    private static String job(String name, String stamp) throws IOException {
        return new String(resource(name), StandardCharsets.UTF_8).replace("STAMP", stamp);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Demo.class.getResourceAsStream("/demo/" + name)) {
            return in.readAllBytes();
        }
    }

    private static void save(Node node, String key, Path file) throws IOException {
        Files.write(file, node.store().get(key).orElseThrow(() -> new IllegalStateException("the job left no " + key)));
        System.out.println("  " + file);
    }
}
