package io.straightway.drill;

import io.straightway.job.Active;
import io.straightway.job.Admission;
import io.straightway.job.Artifact;
import io.straightway.job.Catalog;
import io.straightway.job.Classes;
import io.straightway.job.Effect;
import io.straightway.job.GenerationSpec;
import io.straightway.job.Job;
import io.straightway.job.ModelName;
import io.straightway.job.Pending;
import io.straightway.job.RetryPolicy;
import io.straightway.job.Seeds;
import io.straightway.job.Transition;
import io.straightway.job.UnitReport;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.WorkOrder;
import io.straightway.json.Json;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The largest job of a million images: how long its plan takes, and how large its state becomes. */
final class Planning {
    private static final int IMAGES = 1_000_000;
    private static final int SHARD = IMAGES / GenerationSpec.MOST_SHARDS;
    private static final RetryPolicy POLICY =
            new RetryPolicy(Duration.ofSeconds(20), 5, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofHours(1));

    private Planning() {}

    private static final Catalog CATALOG = new Catalog() {
        @Override
        public Optional<Model> model(ModelName name) {
            return Optional.of(new Model(StandIn.MODEL, Network.small(32, 3, 10), Sampling.reflow(9), Optional.empty()));
        }

        @Override
        public Optional<Dataset> dataset(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<StoredPairs> pairs(String name) {
            return Optional.empty();
        }
    };

    static Map<String, Object> measure() {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            long begin = System.nanoTime();
            admit();
            times.add((System.nanoTime() - begin) / 1e9);
        }
        Transition admitted = admit();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("images", IMAGES);
        figures.put("shards", IMAGES / SHARD);
        figures.put("firstSeconds", times.getFirst());
        figures.put("seconds", Quantiles.of(times).figures());
        figures.put("stateBytes", bytes(admitted.next()));
        figures.putAll(life(admitted));
        return figures;
    }

    private static Transition admit() {
        GenerationSpec spec = new GenerationSpec("a-job-of-a-million-images-with-a-long-name", StandIn.MODEL, new Seeds(0, IMAGES), new Classes.Uniform(),
                Optional.empty(), Precision.FP32, SHARD, 250, Optional.empty());
        Pending pending = new Pending(spec, Instant.EPOCH, 0);
        return pending.admitted(Admission.of(spec, CATALOG, Set.of("default")), Instant.EPOCH);
    }

    /** Every unit started and finished once. */
    private static Map<String, Object> life(Transition admitted) {
        Job job = admitted.next();
        Deque<WorkOrder> queue = new ArrayDeque<>();
        long largest = 0;
        int transitions = 0;
        long begin = System.nanoTime();
        queue.addAll(orders(admitted));
        while (!queue.isEmpty() && job instanceof Active) {
            WorkOrder order = queue.poll();
            if (order.unit().step() > 0) {
                break;
            }
            for (UnitReport report : List.of(new UnitReport.Started(order.unit(), order.attempt(), "worker-12345-abcdef"),
                    new UnitReport.Finished(order.unit(), order.attempt(), "worker-12345-abcdef", result(order)))) {
                Transition next = ((Active) job).reported(report, Instant.EPOCH, POLICY);
                job = next.next();
                queue.addAll(orders(next));
                transitions++;
            }
            if (order.unit().index() % 100 == 0) {
                largest = Math.max(largest, bytes(job));
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("largestStateBytes", Math.max(largest, bytes(job)));
        figures.put("microsPerTransition", seconds / transitions * 1e6);
        return figures;
    }

    private static List<WorkOrder> orders(Transition transition) {
        return transition.effects().stream().flatMap(effect -> effect instanceof Effect.Issue issue ? java.util.stream.Stream.of(issue.order())
                : java.util.stream.Stream.empty()).toList();
    }

    private static UnitResult result(WorkOrder order) {
        String job = order.job().id();
        int index = order.unit().index();
        return new UnitResult(SHARD, List.of(
                artifact(Artifact.Role.SHARD, Keys.shard(job, index, 1, "abcdef"), 1_234_567),
                artifact(Artifact.Role.MANIFEST_PART, Keys.shardLines(job, index, 1, "abcdef"), 123_456),
                artifact(Artifact.Role.MOMENTS, Keys.stats(job, index, 1, "abcdef"), 67_584)),
                Optional.empty(), new Usage(12.3456789, 9L * SHARD), Optional.empty());
    }

    private static Artifact artifact(Artifact.Role role, String key, long bytes) {
        return new Artifact(role, key, Digest.of(key.getBytes(StandardCharsets.UTF_8)), bytes, SHARD);
    }

    private static long bytes(Job job) {
        return Json.bytes(job, Job.class).length;
    }
}
