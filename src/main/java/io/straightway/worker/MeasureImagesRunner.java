package io.straightway.worker;

import io.straightway.catalog.DatasetCard;
import io.straightway.data.Images;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.metric.MetricException;
import io.straightway.store.Keys;
import java.util.Optional;

/** Takes the features of some of a data set's images. Without a feature network there is nothing to do, so that is a failure here. */
record MeasureImagesRunner(Workbench bench) implements UnitRunner {
    private static final int BATCH = 64;

    @Override
    public Completion run(RunningUnit unit) {
        EvaluationSpec spec = (EvaluationSpec) unit.order().job();
        Work.MeasureImages work = (Work.MeasureImages) unit.order().work();
        DatasetCard card = bench.datasets().card(spec.dataset());
        Images images = bench.datasets().load(card).images();
        Measurement measurement = Measurement.of(() -> Optional.of(bench.references().extractor(card, spec.statistics().extractor())
                .orElseThrow(() -> new MetricException("no feature network ships for such images, and the job names none"))),
                unit.order().unit().toString(), Measured.keepsVectors(spec.statistics(), (int) Math.ceilDiv((long) card.images(), spec.shardImages())));
        long begin = System.nanoTime();
        int done = 0;
        while (done < work.images() && !unit.mustStop() && measurement.fault().isEmpty()) {
            int count = Math.min(BATCH, work.images() - done);
            measurement.add(images.part(Math.toIntExact(work.first() + done), count));
            done += count;
            unit.progressed(done);
        }
        if (measurement.fault().isPresent()) {
            throw new MetricException(measurement.fault().get().message());
        }
        Usage usage = new Usage((System.nanoTime() - begin) / 1e9, done);
        if (done < work.images()) {
            return () -> UnitResult.nothing(usage);
        }
        int attempt = unit.order().attempt();
        return () -> new UnitResult(work.images(), measurement.store(bench.store(), Keys.stats(spec.id(), work.index(), attempt, bench.run()),
                Keys.features(spec.id(), work.index(), attempt, bench.run()), work.images()), Optional.empty(), usage, Optional.empty());
    }
}
