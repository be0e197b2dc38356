package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.job.Artifact;
import io.straightway.job.Distance;
import io.straightway.job.Seeds;
import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import io.straightway.recipe.Sampling;
import io.straightway.store.Keys;
import java.util.List;
import java.util.Optional;

/** Judges a model in the middle of a pipeline. One that passes the stage's gate becomes the newest version of its name. */
record EvaluateRunner(Workbench bench) implements UnitRunner {

    /**
     * What the stage found.
     *
     * @param gateObjections why the gate stays closed; nothing if it is open, or if there is none
     */
    record Report(String job, String stage, String model, Optional<Distance> distance, List<String> gateObjections, Optional<String> note) {}

    @Override
    public Completion run(RunningUnit unit) {
        WorkOrder order = unit.order();
        TrainingSpec spec = (TrainingSpec) order.job();
        Work.Evaluate work = (Work.Evaluate) order.work();
        Stage.Evaluate stage = (Stage.Evaluate) spec.stages().get(work.stage());
        ModelCard model = Parents.teacher(bench, order);
        // What a search has found is in the model.
        Sampling sampling = stage.sampling().orElse(model.sampling());
        Judging.Judged judged = new Judging(bench, model, spec.dataset(), sampling, spec.precision(), stage.statistics(), new Seeds(0, work.images())).judge(unit);
        return judged.measured().map(measured -> (Completion) () -> complete(order, stage, model, sampling, measured, judged.usage()))
                .orElse(() -> UnitResult.nothing(judged.usage()));
    }

    private UnitResult complete(WorkOrder order, Stage.Evaluate stage, ModelCard model, Sampling sampling, Measured measured, Usage usage) {
        List<String> objections = Gates.objections(bench, order, stage.gate(), measured.distance());
        Gates.pass(bench, order, model, sampling, measured.distance(), stage.gate().isPresent() && objections.isEmpty());
        String label = ((TrainingSpec) order.job()).label(order.unit().step());
        Report report = new Report(order.job().id(), label, model.modelName().toString(), measured.distance(), objections, measured.note());
        Artifact written = Uploads.report(bench.store(), Keys.evaluation(order.job().id(), label), report);
        return new UnitResult(stage.images(), List.of(written), measured.distance(), usage, measured.lacking(), measured.note());
    }
}
