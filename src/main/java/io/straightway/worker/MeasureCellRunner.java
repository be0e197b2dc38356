package io.straightway.worker;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.ModelCard;
import io.straightway.data.Images;
import io.straightway.job.AblationCell;
import io.straightway.job.AblationSpec;
import io.straightway.job.Classes;
import io.straightway.job.Distance;
import io.straightway.job.Seeds;
import io.straightway.job.Statistics;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.metric.MetricException;
import io.straightway.recipe.Sampling;
import java.util.List;
import java.util.Optional;

/** Measures one distance of an ablation. All cells are drawn from the same seeds, in batches of one size. */
record MeasureCellRunner(Workbench bench) implements UnitRunner {
    static final int BATCH = 64;

    @Override
    public Completion run(RunningUnit unit) {
        AblationSpec spec = (AblationSpec) unit.order().job();
        AblationCell cell = spec.cells().get(((Work.MeasureCell) unit.order().work()).index());
        ModelCard model = Identity.model(bench, unit.order(), cell);
        DatasetCard dataset = bench.datasets().card(spec.dataset().orElseThrow());
        Statistics statistics = spec.judging().statistics();
        Measurement measurement = Measurement.of(() -> bench.references().extractor(dataset, statistics.extractor()), unit.order().unit().toString(),
                Measured.keepsVectors(statistics, 1));
        Sampling sampling = spec.sampling(cell);
        Drawing drawing = new Drawing(bench, model, sampling, spec.precision(), labels(spec, model), BATCH);
        Seeds seeds = spec.judging().seeds();
        long begin = System.nanoTime();
        long done = 0;
        while (done < seeds.count() && !unit.mustStop()) {
            Images images = drawing.draw(seeds, done, List.of()).images();
            measurement.add(images);
            done += images.count();
            unit.progressed(done);
        }
        Usage usage = new Usage((System.nanoTime() - begin) / 1e9, done * drawing.networkEvaluations());
        if (done < seeds.count()) {
            return () -> UnitResult.nothing(usage);
        }
        Distance.Drawn drawn = new Distance.Drawn(model.modelName().toString(), model.weightsSha256(), model.emaHalfLife(), sampling, spec.precision(), seeds, BATCH);
        Distance distance = distance(dataset, statistics, drawn, measurement);
        unit.measured("distance", distance.value());
        return () -> new UnitResult(seeds.count(), List.of(), Optional.of(distance), usage, Optional.empty());
    }

    static Labels labels(AblationSpec spec, ModelCard model) {
        Classes classes = model.network().classes() > 0 ? new Classes.Uniform() : new Classes.None();
        return new Labels(classes, spec.judging().firstSeed(), model.network().classes());
    }

    /** @throws MetricException if there is none: a cell is nothing else */
    private Distance distance(DatasetCard dataset, Statistics statistics, Distance.Drawn drawn, Measurement measurement) {
        Measured measured = Measured.of(bench.references(), () -> bench.references().reference(dataset, statistics.extractor()), statistics,
                Optional.of(drawn), () -> measurement.fault().<Measured.Taken>map(fault -> {
                    throw new MetricException(fault.message());
                }).orElseGet(() -> new Measured.Taken(measurement.moments().stream().toList(), measurement.vectors())));
        return measured.distance().orElseThrow(() -> new MetricException(measured.note().orElse("no distance could be measured")));
    }
}
