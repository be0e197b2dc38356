package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.job.Artifact;
import io.straightway.job.Distance;
import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.job.UnitResult;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import io.straightway.json.Json;
import io.straightway.recipe.Sampling;
import io.straightway.store.Keys;
import java.nio.charset.StandardCharsets;
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
        Judging judging = new Judging(bench, spec, model, sampling, stage.statistics(), work.images());
        return judging.judge(unit).map(judged -> (Completion) () -> complete(order, stage, model, sampling, judged)).orElse(UnitResult::nothing);
    }

    private UnitResult complete(WorkOrder order, Stage.Evaluate stage, ModelCard model, Sampling sampling, Judging.Judged judged) {
        Measured measured = judged.measured();
        List<String> objections = Gates.objections(bench, order, stage.gate(), measured.distance());
        Gates.pass(bench, model, sampling, measured.distance(), stage.gate().isPresent() && objections.isEmpty());
        String label = ((TrainingSpec) order.job()).label(order.unit().step());
        Report report = new Report(order.job().id(), label, model.modelName().toString(), measured.distance(), objections, measured.note());
        Artifact written = Uploads.put(bench.store(), Artifact.Role.REPORT, Keys.evaluation(order.job().id(), label),
                Json.pretty(report).getBytes(StandardCharsets.UTF_8), 1);
        return new UnitResult(stage.images(), List.of(written), measured.distance(), judged.usage(), measured.lacking(), measured.note());
    }
}
