package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.flow.Sampler;
import io.straightway.generate.ManifestLines;
import io.straightway.job.Artifact;
import io.straightway.job.GenerationSpec;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.metric.FeatureExtractor;
import io.straightway.metric.Moments;
import io.straightway.metric.MomentsFile;
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
        Optional<FeatureExtractor> extractor = spec.reference().flatMap(reference -> bench.references().extractor(bench.datasets().card(reference)));
        Sampler sampler = bench.models().sampler(model, sampling, spec.precision(), spec.batch());
        Drawing drawing = new Drawing(sampler, model.network(), new Labels(spec.classes(), spec.seeds().first(), model.network().classes()), spec.batch());
        String id = unit.order().unit().toString();
        Encoder encoder = new Encoder(Keys.shard(spec.id(), work.index(), unit.order().attempt(), bench.run()));
        Optional<Moments> moments = extractor.map(network -> Moments.empty(network.dimensions(), id));
        long begin = System.nanoTime();
        long done = 0;
        try {
            while (done < work.seeds().count() && !unit.mustStop()) {
                Drawing.Drawn drawn = drawing.draw(work.seeds(), done, List.of());
                moments = moments.map(m -> m.plus(extractor.orElseThrow().features(drawn.images().pixels(), drawn.images().count(),
                        drawn.images().channels(), drawn.images().height(), drawn.images().width())));
                encoder.add(drawn.seeds(), drawn.images());
                done += drawn.images().count();
                unit.progressed(done);
            }
        } catch (Exception | Error e) {
            encoder.abandon();
            throw e;
        }
        Usage usage = new Usage((System.nanoTime() - begin) / 1e9, done * sampler.networkEvaluations());
        long amount = done;
        Optional<Moments> measured = moments;
        return () -> complete(unit, encoder, measured, amount, usage);
    }

    private UnitResult complete(RunningUnit unit, Encoder encoder, Optional<Moments> moments, long amount, Usage usage) throws Exception {
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
        moments.ifPresent(m -> written.add(Uploads.put(bench.store(), Artifact.Role.MOMENTS,
                Keys.stats(job, work.index(), attempt, bench.run()), MomentsFile.write(m), amount)));
        return new UnitResult(amount, written, Optional.empty(), usage, Optional.empty());
    }
}
