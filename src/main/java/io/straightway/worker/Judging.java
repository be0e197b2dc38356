package io.straightway.worker;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.ModelCard;
import io.straightway.job.Distance;
import io.straightway.job.Seeds;
import io.straightway.job.Statistics;
import io.straightway.job.Usage;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import java.util.Optional;

/** Draws images from a model and compares them with the data set that it learned. */
record Judging(Workbench bench, ModelCard model, String dataset, Sampling sampling, Precision precision, Statistics statistics, Seeds seeds) {
    static final int BATCH = 64;

    /** @param measured empty if the unit had to stop */
    record Judged(Optional<Measured> measured, Usage usage) {}

    Judged judge(RunningUnit unit) {
        DatasetCard card = bench.datasets().card(dataset);
        Measurement measurement = Measurement.of(() -> bench.references().extractor(card, statistics.extractor()), unit.order().unit().toString(),
                Measured.keepsVectors(statistics, 1));
        long begin = System.nanoTime();
        Drawing drawing = new Drawing(bench, model, sampling, precision, Labels.uniform(model.network()), BATCH);
        long done = drawing.from(0, seeds, unit::mustStop, drawn -> {
            measurement.add(drawn.images());
            unit.progressed(drawn.done());
        });
        Usage usage = new Usage((System.nanoTime() - begin) / 1e9, done * drawing.networkEvaluations());
        if (done < seeds.count()) {
            return new Judged(Optional.empty(), usage);
        }
        Distance.Drawn provenance = new Distance.Drawn(model.modelName().toString(), model.weightsSha256(), model.emaHalfLife(), sampling, precision, seeds, BATCH);
        return new Judged(Optional.of(Measured.of(bench.references(), () -> bench.references().reference(card, statistics.extractor()), statistics,
                Optional.of(provenance), measurement::taken)), usage);
    }
}
