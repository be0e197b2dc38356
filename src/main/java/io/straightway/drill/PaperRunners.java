package io.straightway.drill;

import io.straightway.job.Artifact;
import io.straightway.job.JobSpec;
import io.straightway.job.UnitId;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import io.straightway.worker.Runners;
import io.straightway.worker.RunningUnit;
import io.straightway.worker.UnitRunner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runners that take their time and write nothing: they report objects of the usual number, with keys and digests of the usual length. So
 * what is measured with them is the control plane alone, and not the store. Notes when units begin and end.
 */
final class PaperRunners implements Runners {
    private final Duration perImage;
    private final Map<UnitId, Long> begun = new ConcurrentHashMap<>();
    private final Map<UnitId, Long> ended = new ConcurrentHashMap<>();

    PaperRunners(Duration perImage) {
        this.perImage = perImage;
    }

    /** {@link System#nanoTime()} when a worker began with the unit. */
    Optional<Long> begun(UnitId unit) {
        return Optional.ofNullable(begun.get(unit));
    }

    /** {@link System#nanoTime()} just before a worker reported the unit's end. */
    Optional<Long> ended(UnitId unit) {
        return Optional.ofNullable(ended.get(unit));
    }

    @Override
    public UnitRunner of(WorkOrder order) {
        return switch (order.work()) {
            case Work.GenerateShard shard -> unit -> run(unit, shard.seeds().count());
            case Work.AssembleImages assemble -> unit -> run(unit, 1);
            default -> throw new IllegalArgumentException("work is " + order.work() + ", allowed here: shards of images and their assembly");
        };
    }

    @Override
    public Optional<UnitRunner> following(WorkOrder order) {
        return Optional.of(of(order));
    }

    private UnitRunner.Completion run(RunningUnit unit, long amount) throws InterruptedException {
        begun.put(unit.order().unit(), System.nanoTime());
        boolean shard = unit.order().work() instanceof Work.GenerateShard;
        if (shard) {
            Thread.sleep(perImage.multipliedBy(amount));
        }
        UnitResult result = new UnitResult(amount, shard ? shard(unit.order(), amount) : assembly(unit.order().job()), Optional.empty(),
                new Usage(perImage.toNanos() * amount / 1e9, amount), Optional.empty());
        return () -> {
            ended.put(unit.order().unit(), System.nanoTime());
            return result;
        };
    }

    private static List<Artifact> shard(WorkOrder order, long amount) {
        String job = order.job().id();
        int index = order.unit().index();
        return List.of(
                artifact(Artifact.Role.SHARD, Keys.shard(job, index, order.attempt(), "paper0"), amount),
                artifact(Artifact.Role.MANIFEST_PART, Keys.shardLines(job, index, order.attempt(), "paper0"), amount));
    }

    private static List<Artifact> assembly(JobSpec job) {
        return List.of(
                artifact(Artifact.Role.MANIFEST, Keys.manifest(job.id()), 1),
                artifact(Artifact.Role.MANIFEST, Keys.manifestLines(job.id()), 1),
                artifact(Artifact.Role.GRID, Keys.grid(job.id()), 1),
                artifact(Artifact.Role.REPORT, Keys.report(job.id()), 1));
    }

    private static Artifact artifact(Artifact.Role role, String key, long count) {
        return new Artifact(role, key, Digest.of(key.getBytes(StandardCharsets.UTF_8)), 4_096, count);
    }
}
