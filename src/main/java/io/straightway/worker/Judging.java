package io.straightway.worker;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.ModelCard;
import io.straightway.data.Images;
import io.straightway.job.Classes;
import io.straightway.job.Distance;
import io.straightway.job.Seeds;
import io.straightway.job.Statistics;
import io.straightway.job.TrainingSpec;
import io.straightway.job.Usage;
import io.straightway.metric.MetricException;
import io.straightway.recipe.Sampling;
import java.util.List;
import java.util.Optional;

/** Draws images from a model of a pipeline and compares them with the data set that it learned. */
record Judging(Workbench bench, TrainingSpec spec, ModelCard model, Sampling sampling, Statistics statistics, int images) {
    static final int BATCH = 64;

    record Judged(Measured measured, Usage usage) {}

    /** @return empty if the unit had to stop */
    Optional<Judged> judge(RunningUnit unit) {
        DatasetCard dataset = bench.datasets().card(spec.dataset());
        Measurement measurement = Measurement.of(() -> bench.references().extractor(dataset, statistics.extractor()), unit.order().unit().toString(),
                Measured.keepsVectors(statistics, 1));
        long begin = System.nanoTime();
        Seeds seeds = new Seeds(0, images);
        Classes classes = model.network().classes() > 0 ? new Classes.Uniform() : new Classes.None();
        Drawing drawing = new Drawing(bench, model, sampling, spec.precision(), new Labels(classes, 0, model.network().classes()), BATCH);
        long done = 0;
        while (done < seeds.count() && !unit.mustStop()) {
            Images drawn = drawing.draw(seeds, done, List.of()).images();
            measurement.add(drawn);
            done += drawn.count();
            unit.progressed(done);
        }
        if (done < seeds.count()) {
            return Optional.empty();
        }
        Distance.Drawn drawn = new Distance.Drawn(model.modelName().toString(), model.weightsSha256(), model.emaHalfLife(), sampling, spec.precision(), seeds, BATCH);
        Measured measured = Measured.of(bench.references(), () -> bench.references().reference(dataset, statistics.extractor()), statistics,
                Optional.of(drawn), () -> taken(measurement));
        return Optional.of(new Judged(measured, new Usage((System.nanoTime() - begin) / 1e9, done * drawing.networkEvaluations())));
    }

    private static Measured.Taken taken(Measurement measurement) {
        measurement.fault().ifPresent(fault -> {
            throw new MetricException(fault.message());
        });
        return new Measured.Taken(measurement.moments().stream().toList(), measurement.vectors());
    }
}
