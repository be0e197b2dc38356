package io.straightway.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.job.Artifact;
import io.straightway.job.WorkOrder;
import io.straightway.json.Json;
import io.straightway.store.Keys;
import io.straightway.store.ObjectStore;
import io.straightway.telemetry.Meters;
import io.straightway.tracking.Tracker;
import io.straightway.train.StatsLine;
import io.straightway.train.StepResult;
import io.straightway.train.TrainingStats;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a training tells of itself while it runs: {@code stats.jsonl} beside the job's objects, points to a tracker, and the counter. */
final class Figures {
    private static final Logger LOG = LoggerFactory.getLogger(Figures.class);

    /** Of a checkpoint's notes. */
    static final String NOTE = "stats";

    private final ObjectStore store;
    private final Meters meters;
    private final Tracker tracker;
    private final Tracker.Run run;
    private final String key;
    private final TrainingStats stats;

    private Figures(Workbench bench, Tracker.Run run, String key, TrainingStats stats) {
        store = bench.store();
        meters = bench.meters();
        tracker = bench.tracker();
        this.run = run;
        this.key = key;
        this.stats = stats;
    }

    /** @param before the lines up to the checkpoint that the training goes on from; empty text without one */
    static Figures of(Workbench bench, WorkOrder order, Lesson lesson, String before) {
        InstantSource clock = InstantSource.system();
        Tracker.Run run = new Tracker.Run(order.job().id() + "/" + lesson.place(), clock.instant(), parameters(lesson), Map.of(
                "straightway.job", order.job().id(),
                "straightway.stage", lesson.stage().kind(),
                "straightway.model", lesson.spec().model() + ":" + lesson.version(),
                "straightway.dataset", lesson.spec().dataset()));
        return new Figures(bench, run, Keys.trainingStats(order.job().id(), lesson.place()), stats(lesson, clock, before));
    }

    private static TrainingStats stats(Lesson lesson, InstantSource clock, String before) {
        long total = lesson.stage().schedule().images();
        try {
            return TrainingStats.resume(total, clock, before);
        } catch (UncheckedIOException e) {
            LOG.warn("a checkpoint's figures are not usable, they begin again: reason={}", e.getMessage());
            return TrainingStats.begin(total, clock);
        }
    }

    /** Every option of the stage, of the network and of the training, by its path. */
    private static Map<String, String> parameters(Lesson lesson) {
        Map<String, String> parameters = new HashMap<>(Map.of(
                "seed", Long.toString(lesson.spec().seed()), "precision", lesson.spec().precision().name()));
        flatten("stage", Json.read(Json.line(lesson.stage()).getBytes(StandardCharsets.UTF_8), JsonNode.class), parameters);
        lesson.spec().network().ifPresent(
                network -> flatten("network", Json.read(Json.line(network).getBytes(StandardCharsets.UTF_8), JsonNode.class), parameters));
        return parameters;
    }

    private static void flatten(String path, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            node.properties().forEach(entry -> flatten(path + "." + entry.getKey().replace("@", ""), entry.getValue(), into));
        } else if (!node.isNull()) {
            into.put(path, node.isValueNode() ? node.asText() : node.toString());
        }
    }

    void add(StepResult step, int batch) {
        meters.trained(batch);
        stats.add(step);
        if (stats.due()) {
            tick();
        }
    }

    private void tick() {
        StatsLine line = stats.tick();
        tracker.point(run, new Tracker.Point(line.images(), line.at(), line.figures().entrySet().stream()
                .filter(figure -> Double.isFinite(figure.getValue().mean()))
                .collect(Collectors.toMap(Map.Entry::getKey, figure -> figure.getValue().mean()))));
    }

    /** The lines up to now, for a checkpoint. */
    String note() {
        if (stats.open()) {
            tick();
        }
        return stats.text();
    }

    /**
     * Makes the lines up to now an object that everybody finds under one key; not for one whose lease is lost, since another may have written
     * there. Should both write at once, the next checkpoint sets it right.
     */
    void publish(RunningUnit unit) {
        if (!unit.leaseLost()) {
            note();
            Uploads.put(store, Artifact.Role.REPORT, key, stats.bytes(), 1);
        }
    }

    void ended(Tracker.End end) {
        tracker.end(run, end, InstantSource.system().instant());
    }
}
