package io.straightway.tracking;

import io.straightway.telemetry.Meters;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends runs to an MLflow server. Trainings put what they have to say into a queue and go on; a thread of its own sends it. What finds the
 * queue full, or the server deaf, is lost, and counted: {@code stats.jsonl} has it all.
 */
public final class Mlflow implements Tracker {
    private static final Logger LOG = LoggerFactory.getLogger(Mlflow.class);

    /** By this the server finds a run again that another process began. */
    static final String RUN_TAG = "straightway.run";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration CLOSING = Duration.ofSeconds(3);
    private static final int QUEUE = 1_000;
    private static final int BATCH = 100;

    private sealed interface Message {
        Run run();
    }

    private record Said(Run run, Point point) implements Message {}

    private record Ended(Run run, End end, Instant at) implements Message {}

    /** A run as the server knows it. */
    private record Open(String id, long lastStep) {}

    private final MlflowApi api;
    private final String experimentName;
    private final Meters meters;
    private final BlockingQueue<Message> queue;
    private final Map<String, Open> runs = new HashMap<>();
    private final Thread thread;
    private Optional<String> experiment = Optional.empty();
    private boolean failing;
    private volatile boolean closing;

    /**
     * @param server where MLflow answers, without {@code /api}
     * @param token sent as {@code Authorization: Bearer}
     * @param experiment all runs belong to; made if there is none
     */
    public static Mlflow connect(URI server, Optional<String> token, String experiment, Meters meters) {
        return new Mlflow(new MlflowApi(server, token, PATIENCE), experiment, meters, QUEUE);
    }

    Mlflow(MlflowApi api, String experiment, Meters meters, int queue) {
        this.api = api;
        this.experimentName = experiment;
        this.meters = meters;
        this.queue = new ArrayBlockingQueue<>(queue);
        thread = Thread.ofPlatform().name("mlflow").daemon().start(this::send);
    }

    @Override
    public void point(Run run, Point point) {
        if (!queue.offer(new Said(run, point))) {
            meters.points(Meters.Point.DROPPED, 1);
        }
    }

    @Override
    public void end(Run run, End end, Instant at) {
        if (!queue.offer(new Ended(run, end, at))) {
            LOG.debug("the end of a run found the queue full: run={}", run.name());
        }
    }

    private void send() {
        List<Message> batch = new ArrayList<>();
        try {
            while (!closing || !queue.isEmpty()) {
                Message first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH - 1);
                    send(batch);
                    batch.clear();
                }
            }
        } catch (InterruptedException e) {
            meters.points(Meters.Point.DROPPED, Math.max(0, queue.stream().filter(Said.class::isInstance).count()));
        }
    }

    /** In order: points of one run that follow each other go together. */
    private void send(List<Message> batch) throws InterruptedException {
        int from = 0;
        while (from < batch.size()) {
            Run run = batch.get(from).run();
            List<Point> points = new ArrayList<>();
            while (from < batch.size() && batch.get(from) instanceof Said said && said.run().name().equals(run.name())) {
                points.add(said.point());
                from++;
            }
            if (points.isEmpty()) {
                end((Ended) batch.get(from++));
            } else {
                log(run, points);
            }
        }
    }

    private void log(Run run, List<Point> points) throws InterruptedException {
        try {
            Open open = open(run);
            List<Point> fresh = points.stream().filter(point -> point.step() > open.lastStep()).toList();
            if (!fresh.isEmpty()) {
                api.log(open.id(), fresh);
                runs.put(run.name(), new Open(open.id(), fresh.getLast().step()));
            }
            meters.points(Meters.Point.SENT, fresh.size());
            worked();
        } catch (IOException | RuntimeException e) {
            meters.points(Meters.Point.FAILED, points.size());
            failed(e);
        }
    }

    private void end(Ended ended) throws InterruptedException {
        try {
            api.end(open(ended.run()).id(), ended.end(), ended.at());
            runs.remove(ended.run().name());
            worked();
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    private Open open(Run run) throws IOException, InterruptedException {
        Open known = runs.get(run.name());
        if (known == null) {
            if (experiment.isEmpty()) {
                experiment = Optional.of(api.experiment(experimentName));
            }
            known = join(experiment.get(), run);
            runs.put(run.name(), known);
        }
        return known;
    }

    /** The run that an earlier attempt began, perhaps in another process; or a new one. */
    private Open join(String experiment, Run run) throws IOException, InterruptedException {
        Optional<MlflowApi.Known> before = api.find(experiment, RUN_TAG, run.name());
        if (before.isPresent()) {
            api.reopen(before.get().id());
            return new Open(before.get().id(), before.get().lastStep());
        }
        Map<String, String> tags = new HashMap<>(run.tags());
        tags.put(RUN_TAG, run.name());
        return new Open(api.create(experiment, run, tags), -1);
    }

    /** Said once for each time that it stops working. */
    private void failed(Exception e) {
        if (!failing) {
            failing = true;
            LOG.warn("runs are not tracked for now, trainings go on: reason={}", e.toString());
        }
    }

    private void worked() {
        if (failing) {
            failing = false;
            LOG.info("runs are tracked again");
        }
    }

    /** Gives what is queued a moment. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(CLOSING)) {
                thread.interrupt();
                thread.join(CLOSING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        api.close();
    }
}
