package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.data.Images;
import io.straightway.job.Artifact;
import io.straightway.job.Classes;
import io.straightway.job.Distance;
import io.straightway.job.ModelName;
import io.straightway.job.Seeds;
import io.straightway.job.TrainingSpec;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
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
        ModelCard model = Parents.teacher(bench, unit.order());
        Judging.Judged judged = new Judging(bench, model, spec.dataset(), sampling(spec, model), spec.precision(), spec.evaluation().statistics(),
                new Seeds(0, work.images())).judge(unit);
        if (judged.measured().isEmpty()) {
            return () -> UnitResult.nothing(judged.usage());
        }
        byte[] grid = grid(spec, model);
        return () -> complete(unit.order(), work, model, judged.measured().get(), judged.usage(), grid);
    }

    /** What tuning has found is in the model. One from elsewhere may be a consistency model, which has no flow to follow. */
    private static Sampling sampling(TrainingSpec spec, ModelCard model) {
        Sampling asked = spec.evaluation().sampling();
        boolean flowless = model.sampling().solver() instanceof Solver.Consistency && !(asked.solver() instanceof Solver.Consistency);
        return spec.evaluation().tuned() || flowless ? model.sampling() : asked;
    }

    private Drawing drawing(TrainingSpec spec, ModelCard model, Classes classes) {
        return new Drawing(bench, model, sampling(spec, model), spec.precision(), new Labels(classes, 0, model.network().classes()), BATCH);
    }

    private byte[] grid(TrainingSpec spec, ModelCard model) {
        int classes = model.network().classes();
        if (classes == 0) {
            return Grids.square(drawing(spec, model, new Classes.None()).all(new Seeds(0, BATCH)), BATCH);
        }
        int columns = Math.clamp(BATCH / classes, 1, COLUMNS);
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < Math.min(BATCH, columns * classes); i++) {
            labels.add(i / columns);
        }
        Images images = drawing(spec, model, new Classes.Listed(labels)).all(new Seeds(0, labels.size()));
        return Grids.byClass(images, labels.size(), columns);
    }

    private UnitResult complete(WorkOrder order, Work.AssembleModel work, ModelCard model, Measured measured, Usage usage, byte[] grid) {
        TrainingSpec spec = (TrainingSpec) order.job();
        List<String> objections = Gates.objections(bench, order, spec.evaluation().gate(), measured.distance());
        // A model from elsewhere is the newest version only where a gate was given for that.
        boolean open = objections.isEmpty() && (Gates.ours(order, model) || spec.evaluation().gate().isPresent());
        ModelCard card = Gates.pass(bench, order, model, sampling(spec, model), measured.distance(), open);
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("job", spec.id());
        report.put("model", card);
        measured.note().ifPresent(note -> report.put("note", note));
        spec.evaluation().gate().ifPresent(gate -> report.put("gateObjections", objections));
        measured.distance().ifPresent(distance -> report.put("besideItsParent", besideParent(model, distance)));
        List<Artifact> written = List.of(
                Uploads.put(bench.store(), Artifact.Role.GRID, Keys.grid(spec.id()), grid, 1),
                Uploads.report(bench.store(), Keys.report(spec.id()), report));
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
