package io.straightway.worker;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.ModelCard;
import io.straightway.flow.Sampler;
import io.straightway.generate.ManifestLines;
import io.straightway.job.Artifact;
import io.straightway.job.GenerationSpec;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.recipe.Sampling;
import io.straightway.store.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws the images of one shard; encodes meanwhile; measures features on the very pixels that are written. */
record GenerateShardRunner(Workbench bench) implements UnitRunner {

    @Override
    public Completion run(RunningUnit unit) throws Exception {
        GenerationSpec spec = (GenerationSpec) unit.order().job();
        Work.GenerateShard work = (Work.GenerateShard) unit.order().work();
        ModelCard model = bench.models().card(spec.model());
        Sampling sampling = spec.sampling().orElseThrow();
        Sampler sampler = bench.models().sampler(model, sampling, spec.precision(), spec.batch());
        Drawing drawing = new Drawing(sampler, model.network(), new Labels(spec.classes(), spec.seeds().first(), model.network().classes()), spec.batch());
        String id = unit.order().unit().toString();
        Encoder encoder = new Encoder(Keys.shard(spec.id(), work.index(), unit.order().attempt(), bench.run()));
        int shards = (int) Math.ceilDiv(spec.seeds().count(), spec.shardImages());
        Measurement measurement = Measurement.of(() -> card(spec).flatMap(card -> bench.references().extractor(card, spec.statistics().extractor())), id,
                Measured.keepsVectors(spec.statistics(), shards));
        Optional<References.Reference> reference = measurement.fault().isPresent() ? Optional.empty()
                : card(spec).flatMap(card -> bench.references().reference(card, spec.statistics().extractor()));
        long begin = System.nanoTime();
        long done = 0;
        try {
            while (done < work.seeds().count() && !unit.mustStop()) {
                Drawing.Drawn drawn = drawing.draw(work.seeds(), done, List.of());
                measurement.add(drawn.images());
                encoder.add(drawn.seeds(), drawn.images());
                done += drawn.images().count();
                bench.running().tell(unit, measurement, reference);
                unit.progressed(done);
            }
            bench.running().add(unit, measurement);
        } catch (Exception | Error e) {
            encoder.abandon();
            throw e;
        }
        Usage usage = new Usage((System.nanoTime() - begin) / 1e9, done * sampler.networkEvaluations());
        long amount = done;
        return () -> complete(unit, encoder, measurement, amount, usage);
    }

    private UnitResult complete(RunningUnit unit, Encoder encoder, Measurement measurement, long amount, Usage usage) throws Exception {
        if (amount == 0) {
            encoder.abandon();
            return UnitResult.nothing();
        }
        Work.GenerateShard work = (Work.GenerateShard) unit.order().work();
        String job = unit.order().job().id();
        int attempt = unit.order().attempt();
        Encoder.Shard shard = encoder.finish();
        List<Artifact> written = new ArrayList<>();
        written.add(Uploads.put(bench.store(), Artifact.Role.SHARD, Keys.shard(job, work.index(), attempt, bench.run()), shard.zip(), amount));
        written.add(Uploads.put(bench.store(), Artifact.Role.MANIFEST_PART, Keys.shardLines(job, work.index(), attempt, bench.run()),
                ManifestLines.write(shard.entries()), amount));
        written.addAll(measurement.store(bench.store(), Keys.stats(job, work.index(), attempt, bench.run()),
                Keys.features(job, work.index(), attempt, bench.run()), amount));
        return new UnitResult(amount, written, Optional.empty(), usage, measurement.fault(), Optional.empty());
    }

    private Optional<DatasetCard> card(GenerationSpec spec) {
        return spec.reference().map(bench.datasets()::card);
    }
}
