package io.straightway.worker;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.ModelCard;
import io.straightway.job.Artifact;
import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import io.straightway.metric.Comparison;
import io.straightway.metric.MetricException;
import io.straightway.store.Keys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Searches for a model's best sampling, and publishes the same weights with it as a new version. */
record TuneRunner(Workbench bench) implements UnitRunner {

    @Override
    public Completion run(RunningUnit unit) {
        WorkOrder order = unit.order();
        TrainingSpec spec = (TrainingSpec) order.job();
        Work.Tune work = (Work.Tune) order.work();
        Stage.Tune stage = (Stage.Tune) spec.stages().get(work.stage());
        ModelCard model = Parents.teacher(bench, order);
        String version = Models.version(order.job().id() + "-" + order.unit().step() + "-tune");
        DatasetCard dataset = bench.datasets().card(spec.dataset());
        Optional<String> asked = spec.evaluation().statistics().extractor();
        References.Reference reference = bench.references().reference(dataset, asked).orElseThrow(() -> new MetricException(
                "there is no feature network for data set " + dataset.name() + ", so nothing to tune by; evaluation.statistics.extractor may name one"));
        if (reference.extractor().comparison() != Comparison.FRECHET) {
            throw new MetricException("a search compares Fréchet distances, which " + reference.extractor().name()
                    + " does not give; evaluation.statistics.extractor may name a feature network");
        }
        Tuning.Task task = new Tuning.Task(spec, stage, work.stage(), model, version, reference, Tuning.usual(stage, model.sampling()));
        Tuning tuning = new Tuning(bench, unit, task,
                order.checkpoint().map(checkpoint -> TuneCheckpoint.resume(bench.store(), checkpoint)).orElse(TuneCheckpoint.NOTHING));
        long begin = System.nanoTime();
        Optional<TuneReport> report = tuning.run();
        Usage usage = new Usage((System.nanoTime() - begin) / 1e9, tuning.networkEvaluations());
        return report.<Completion>map(done -> () -> complete(unit, task, done, usage)).orElse(() -> UnitResult.nothing(usage));
    }

    private UnitResult complete(RunningUnit unit, Tuning.Task task, TuneReport report, Usage usage) {
        TrainingSpec spec = task.spec();
        ModelCard published = bench.models().publish(card(task, report), task.model());
        List<Artifact> written = List.of(
                Uploads.model(bench.store(), Artifact.Role.MODEL, published),
                Uploads.report(bench.store(), Keys.tuning(spec.id(), unit.order().unit().step()), report));
        return new UnitResult(unit.order().work().amount(), written, Optional.of(report.judgement().distance()), usage,
                Optional.of("tuning: " + report.judgement().reason()));
    }

    private static ModelCard card(Tuning.Task task, TuneReport report) {
        ModelCard model = task.model();
        TuneReport.Judgement judgement = report.judgement();
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("stage", task.stage());
        options.put("kept", judgement.kept());
        options.put("reason", judgement.reason());
        options.put("tried", report.tried().stream().map(TuneReport.Tried::sampling).distinct().count());
        options.put("default", judgement.usual());
        options.put("defaultDistance", judgement.usualDistance().value());
        options.put("best", judgement.best());
        judgement.bestDistance().ifPresent(distance -> options.put("bestDistance", distance.value()));
        judgement.difference().ifPresent(difference -> options.put("difference", difference));
        return new ModelCard(task.spec().model(), task.version(), model.network(), judgement.chosen(), model.dataset(), model.datasetSha256(), "tune",
                task.spec().id(), Optional.of(model.modelName().toString()), model.images(), options, model.precision(), model.seed(), "",
                Optional.of(judgement.distance()), model.emaHalfLife());
    }
}
