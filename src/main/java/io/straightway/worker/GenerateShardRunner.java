package io.straightway.worker;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.ModelCard;
import io.straightway.generate.ManifestLines;
import io.straightway.job.Artifact;
import io.straightway.job.GenerationSpec;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.store.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Draws the images of one shard; encodes meanwhile; measures features on the very pixels that are written. A shard that takes long leaves
 * checkpoints, from which another attempt goes on with the first image that is missing.
 */
record GenerateShardRunner(Workbench bench) implements UnitRunner {
    private static final Duration CHECKPOINTS = Duration.ofSeconds(20);

    @Override
    public Completion run(RunningUnit unit) throws Exception {
        GenerationSpec spec = (GenerationSpec) unit.order().job();
        Work.GenerateShard work = (Work.GenerateShard) unit.order().work();
        ModelCard model = bench.models().card(spec.model());
        Drawing drawing = new Drawing(bench, model, spec.sampling().orElseThrow(), spec.precision(),
                new Labels(spec.classes(), spec.seeds().first(), model.network().classes()), spec.batch());
        ShardCheckpoint.Resumed resumed = unit.order().checkpoint().map(checkpoint -> ShardCheckpoint.resume(bench.store(), checkpoint))
                .orElse(ShardCheckpoint.Resumed.NOTHING);
        Encoder encoder = new Encoder(key(unit), resumed.pictures());
        Optional<DatasetCard> card = spec.reference().map(bench.datasets()::card);
        Measurement measurement = Measurement.of(() -> card.flatMap(known -> bench.references().extractor(known, spec.statistics().extractor())),
                unit.order().unit().toString(),
                Measured.keepsVectors(spec.statistics(), (int) Math.ceilDiv(spec.seeds().count(), spec.shardImages())), resumed.earlier());
        Progress progress = new Progress(unit, encoder, measurement, resumed.checkpoint());
        long begin = System.nanoTime();
        long first = resumed.pictures().size();
        long done;
        try {
            done = drawing.<Exception>from(first, work.seeds(), unit::mustStop, drawn -> {
                measurement.add(drawn.images());
                encoder.add(drawn.seeds(), drawn.images(), drawn.batch());
                bench.running().tell(unit, measurement, () -> card.flatMap(known -> bench.references().reference(known, spec.statistics().extractor())));
                unit.progressed(drawn.done());
                if (drawn.done() < work.seeds().count()) {
                    progress.save(drawn.done(), false);
                }
            });
            if (done < work.seeds().count() && unit.resumes() && done > first) {
                progress.save(done, true);
            }
            bench.running().add(unit, measurement);
        } catch (Exception | Error e) {
            encoder.abandon();
            throw e;
        }
        Usage usage = new Usage((System.nanoTime() - begin) / 1e9, (done - first) * drawing.networkEvaluations());
        return () -> complete(unit, encoder, measurement, done, usage);
    }

    /** Keeps what is finished of a shard that isn't. */
    private final class Progress {
        private final RunningUnit unit;
        private final Encoder encoder;
        private final Measurement measurement;
        private ShardCheckpoint newest;
        private long last = System.nanoTime();

        Progress(RunningUnit unit, Encoder encoder, Measurement measurement, ShardCheckpoint newest) {
            this.unit = unit;
            this.encoder = encoder;
            this.measurement = measurement;
            this.newest = newest;
        }

        void save(long images, boolean now) throws Exception {
            if (now || System.nanoTime() - last > CHECKPOINTS.toNanos()) {
                unit.checkpointed(newest.next(bench.store(), key(unit), encoder.part(), measurement, images, next -> newest = next));
                last = System.nanoTime();
            }
        }
    }

    private String key(RunningUnit unit) {
        Work.GenerateShard work = (Work.GenerateShard) unit.order().work();
        return Keys.shard(unit.order().job().id(), work.index(), unit.order().attempt(), bench.run());
    }

    private UnitResult complete(RunningUnit unit, Encoder encoder, Measurement measurement, long amount, Usage usage) throws Exception {
        Work.GenerateShard work = (Work.GenerateShard) unit.order().work();
        boolean handedOver = amount < work.seeds().count() && unit.resumes();
        if (amount == 0 || handedOver) {
            encoder.abandon();
            return UnitResult.nothing(usage);
        }
        String job = unit.order().job().id();
        int attempt = unit.order().attempt();
        Encoder.Shard shard = encoder.finish();
        List<Artifact> written = new ArrayList<>();
        written.add(Uploads.put(bench.store(), Artifact.Role.SHARD, key(unit), shard.zip(), amount));
        written.add(Uploads.put(bench.store(), Artifact.Role.MANIFEST_PART, Keys.shardLines(job, work.index(), attempt, bench.run()),
                ManifestLines.write(shard.entries()), amount));
        written.addAll(measurement.store(bench.store(), Keys.stats(job, work.index(), attempt, bench.run()),
                Keys.features(job, work.index(), attempt, bench.run()), amount));
        return new UnitResult(amount, written, Optional.empty(), usage, measurement.fault(), Optional.empty());
    }
}
