package io.straightway.worker;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.ModelCard;
import io.straightway.data.Images;
import io.straightway.job.Artifact;
import io.straightway.job.Classes;
import io.straightway.job.Distance;
import io.straightway.job.ModelName;
import io.straightway.job.Seeds;
import io.straightway.job.Statistics;
import io.straightway.job.TrainingSpec;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.metric.MetricException;
import io.straightway.recipe.Sampling;
import io.straightway.store.Keys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Closes a training job: judges the final model, shows a grid, and makes it the newest version of its name. */
record AssembleModelRunner(Workbench bench) implements UnitRunner {
    private static final int BATCH = 64;

    /** Images of one class in the grid, at most. */
    private static final int COLUMNS = 10;

    @Override
    public Completion run(RunningUnit unit) {
        TrainingSpec spec = (TrainingSpec) unit.order().job();
        Work.AssembleModel work = (Work.AssembleModel) unit.order().work();
        Sampling sampling = spec.evaluation().sampling();
        ModelCard model = Parents.teacher(bench, unit.order());
        DatasetCard dataset = bench.datasets().card(spec.dataset());
        Statistics statistics = spec.evaluation().statistics();
        Measurement measurement = Measurement.of(() -> bench.references().extractor(dataset, statistics.extractor()), unit.order().unit().toString(),
                Measured.keepsVectors(statistics, 1));
        long begin = System.nanoTime();
        Seeds seeds = new Seeds(0, work.images());
        Drawing uniform = drawing(spec, model, model.network().classes() > 0 ? new Classes.Uniform() : new Classes.None());
        long done = 0;
        while (done < seeds.count() && !unit.mustStop()) {
            Images images = uniform.draw(seeds, done, List.of()).images();
            measurement.add(images);
            done += images.count();
            unit.progressed(done);
        }
        if (done < seeds.count()) {
            return UnitResult::nothing;
        }
        Distance.Drawn drawn = new Distance.Drawn(model.modelName().toString(), model.weightsSha256(), model.emaHalfLife(), sampling, spec.precision(), seeds, BATCH);
        Measured measured = Measured.of(bench.references(), () -> bench.references().reference(dataset, statistics.extractor()), statistics,
                Optional.of(drawn), () -> taken(measurement));
        byte[] grid = grid(spec, model);
        Usage usage = new Usage((System.nanoTime() - begin) / 1e9, done * uniform.networkEvaluations());
        return () -> complete(spec, work, model, measured, grid, usage);
    }

    private static Measured.Taken taken(Measurement measurement) {
        measurement.fault().ifPresent(fault -> {
            throw new MetricException(fault.message());
        });
        return new Measured.Taken(measurement.moments().stream().toList(), measurement.vectors());
    }

    private Drawing drawing(TrainingSpec spec, ModelCard model, Classes classes) {
        return new Drawing(bench, model, spec.evaluation().sampling(), spec.precision(), new Labels(classes, 0, model.network().classes()), BATCH);
    }

    private byte[] grid(TrainingSpec spec, ModelCard model) {
        int classes = model.network().classes();
        if (classes == 0) {
            return Grids.square(drawing(spec, model, new Classes.None()).draw(new Seeds(0, BATCH), 0, List.of()).images(), BATCH);
        }
        int columns = Math.clamp(BATCH / classes, 1, COLUMNS);
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < Math.min(BATCH, columns * classes); i++) {
            labels.add(i / columns);
        }
        Images images = drawing(spec, model, new Classes.Listed(labels)).draw(new Seeds(0, labels.size()), 0, List.of()).images();
        return Grids.byClass(images, labels.size(), columns);
    }

    private UnitResult complete(TrainingSpec spec, Work.AssembleModel work, ModelCard model, Measured measured, byte[] grid, Usage usage) {
        ModelCard judged = measured.distance().map(distance -> model.judged(distance, spec.evaluation().sampling())).orElse(model);
        bench.catalog().put(judged);
        bench.catalog().makeLatest(judged.modelName());
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("job", spec.id());
        report.put("model", judged);
        measured.note().ifPresent(note -> report.put("note", note));
        measured.distance().ifPresent(distance -> report.put("besideItsParent", besideParent(model, distance)));
        List<Artifact> written = List.of(
                Uploads.put(bench.store(), Artifact.Role.GRID, Keys.grid(spec.id()), grid, 1),
                Uploads.report(bench.store(), spec.id(), report));
        return new UnitResult(work.images(), written, measured.distance(), usage, measured.lacking(), measured.note());
    }

    /** What became of the distance in this training; values that were measured differently are not compared. */
    private Map<String, Object> besideParent(ModelCard model, Distance distance) {
        Optional<ModelCard> parent = model.parent().map(ModelName::parse).flatMap(bench.catalog()::card);
        Optional<Distance> before = parent.flatMap(ModelCard::distance);
        if (before.isEmpty()) {
            return Map.of("refused", "the model it began with has no distance");
        }
        List<String> reasons = distance.incomparable(before.get());
        return reasons.isEmpty()
                ? Map.of("parent", parent.get().modelName().toString(), "distance", before.get().value(), "ratio", distance.value() / before.get().value())
                : Map.of("parent", parent.get().modelName().toString(), "refused", reasons);
    }
}
