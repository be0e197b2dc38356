package io.straightway.event;

import io.straightway.job.AblationSpec;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobSpec;
import io.straightway.job.Seeds;
import io.straightway.job.TrainingSpec;
import io.straightway.job.UnitId;
import io.straightway.job.UnitReport;
import io.straightway.job.UnitResult;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import io.straightway.schema.ReportKind;
import io.straightway.schema.WorkKind;
import io.straightway.schema.WorkUnit;
import java.util.Optional;

/** Units of work and the reports about them, to and from Avro. */
final class UnitMapping {
    private UnitMapping() {}

    static WorkUnit write(WorkOrder order) {
        var written = WorkUnit.newBuilder()
                .setUnit(order.unit().toString())
                .setAttempt(order.attempt())
                .setWork(write(order.work()))
                .setInputs(OutcomeMapping.write(order.inputs()))
                .setCheckpoint(order.checkpoint().map(OutcomeMapping::write).orElse(null));
        JobSpec job = order.job();
        switch (job) {
            case GenerationSpec spec -> written.setGeneration(JobWriter.generation(spec));
            case TrainingSpec spec -> written.setTraining(JobWriter.training(spec));
            case EvaluationSpec spec -> written.setEvaluation(JobWriter.evaluation(spec));
            case AblationSpec spec -> written.setAblation(AblationMapping.write(spec));
        }
        return written.build();
    }

    static WorkOrder read(WorkUnit unit) {
        return new WorkOrder(
                UnitId.parse(unit.getUnit()),
                unit.getAttempt(),
                EventMapping.spec(unit.getGeneration(), unit.getTraining(), unit.getEvaluation(), unit.getAblation()),
                read(unit.getWork()),
                OutcomeMapping.read(unit.getInputs()),
                Optional.ofNullable(unit.getCheckpoint()).map(OutcomeMapping::read));
    }

    private static io.straightway.schema.Work write(Work work) {
        return switch (work) {
            case Work.GenerateShard w ->
                    new io.straightway.schema.Work(WorkKind.GENERATE_SHARD, 0, w.index(), w.seeds().first(), w.seeds().count(), w.nfe());
            case Work.MakePairs w ->
                    new io.straightway.schema.Work(WorkKind.MAKE_PAIRS, w.stage(), w.index(), w.seeds().first(), w.seeds().count(), w.nfe());
            case Work.InvertImages w ->
                    new io.straightway.schema.Work(WorkKind.INVERT_IMAGES, w.stage(), w.index(), w.first(), (long) w.images(), w.nfe());
            case Work.MeasureImages w ->
                    new io.straightway.schema.Work(WorkKind.MEASURE_IMAGES, 0, w.index(), w.first(), (long) w.images(), 0);
            case Work.AssembleEvaluation w -> new io.straightway.schema.Work(WorkKind.ASSEMBLE_EVALUATION, 0, 0, 0L, 0L, 0);
            case Work.TakePairs w -> new io.straightway.schema.Work(WorkKind.TAKE_PAIRS, w.stage(), 0, 0L, 1L, 0);
            case Work.Train w -> new io.straightway.schema.Work(WorkKind.TRAIN, w.stage(), 0, 0L, w.images(), w.evaluationsPerImage());
            case Work.Tune w -> new io.straightway.schema.Work(WorkKind.TUNE, w.stage(), w.trajectories(), 0L, w.images(), w.nfe());
            case Work.Evaluate w -> new io.straightway.schema.Work(WorkKind.EVALUATE, w.stage(), 0, 0L, (long) w.images(), w.nfe());
            case Work.Export w -> new io.straightway.schema.Work(WorkKind.EXPORT, w.stage(), 0, 0L, 1L, 0);
            case Work.TrainStudent w -> new io.straightway.schema.Work(WorkKind.TRAIN_STUDENT, 0, w.index(), 0L, w.images(), 0);
            case Work.MeasureCell w -> new io.straightway.schema.Work(WorkKind.MEASURE_CELL, 0, w.index(), 0L, (long) w.images(), w.nfe());
            case Work.AssembleAblation w -> new io.straightway.schema.Work(WorkKind.ASSEMBLE_ABLATION, 0, 0, 0L, 0L, 0);
            case Work.AssembleImages w -> new io.straightway.schema.Work(WorkKind.ASSEMBLE_IMAGES, 0, 0, 0L, 0L, 0);
            case Work.AssembleModel w -> new io.straightway.schema.Work(WorkKind.ASSEMBLE_MODEL, 0, 0, 0L, (long) w.images(), w.nfe());
        };
    }

    private static Work read(io.straightway.schema.Work w) {
        return switch (w.getKind()) {
            case GENERATE_SHARD -> new Work.GenerateShard(w.getIndex(), new Seeds(w.getFirstSeed(), w.getAmount()), w.getNfe());
            case MAKE_PAIRS -> new Work.MakePairs(w.getStage(), w.getIndex(), new Seeds(w.getFirstSeed(), w.getAmount()), w.getNfe());
            case INVERT_IMAGES -> new Work.InvertImages(w.getStage(), w.getIndex(), w.getFirstSeed(), Math.toIntExact(w.getAmount()), w.getNfe());
            case MEASURE_IMAGES -> new Work.MeasureImages(w.getIndex(), w.getFirstSeed(), Math.toIntExact(w.getAmount()));
            case ASSEMBLE_EVALUATION -> new Work.AssembleEvaluation();
            case TAKE_PAIRS -> new Work.TakePairs(w.getStage());
            case TRAIN -> new Work.Train(w.getStage(), w.getAmount(), w.getNfe());
            case TUNE -> new Work.Tune(w.getStage(), w.getAmount(), w.getNfe(), w.getIndex());
            case EVALUATE -> new Work.Evaluate(w.getStage(), Math.toIntExact(w.getAmount()), w.getNfe());
            case EXPORT -> new Work.Export(w.getStage());
            case TRAIN_STUDENT -> new Work.TrainStudent(w.getIndex(), w.getAmount());
            case MEASURE_CELL -> new Work.MeasureCell(w.getIndex(), Math.toIntExact(w.getAmount()), w.getNfe());
            case ASSEMBLE_ABLATION -> new Work.AssembleAblation();
            case ASSEMBLE_IMAGES -> new Work.AssembleImages();
            case ASSEMBLE_MODEL -> new Work.AssembleModel(Math.toIntExact(w.getAmount()), w.getNfe());
        };
    }

    static io.straightway.schema.UnitReport write(UnitReport report) {
        var written = io.straightway.schema.UnitReport.newBuilder()
                .setUnit(report.unit().toString())
                .setAttempt(report.attempt())
                .setWorker(report.worker());
        switch (report) {
            case UnitReport.Started r -> written.setKind(ReportKind.STARTED);
            case UnitReport.Progressed r -> written.setKind(ReportKind.PROGRESSED)
                    .setDone(r.done())
                    .setMeasures(OutcomeMapping.finite(r.measures()))
                    .setCheckpoint(r.checkpoint().map(OutcomeMapping::write).orElse(null));
            case UnitReport.Finished r -> written.setKind(ReportKind.FINISHED).setResult(write(r.result()))
                    .setFollowing(r.following().map(UnitMapping::write).orElse(null))
                    .setFollowingLacking(r.following().flatMap(UnitResult::lacking).map(OutcomeMapping::write).orElse(null))
                    .setLacking(r.result().lacking().map(OutcomeMapping::write).orElse(null));
            case UnitReport.Stopped r -> written.setKind(ReportKind.STOPPED).setResult(write(r.result()))
                    .setCheckpoint(r.checkpoint().map(OutcomeMapping::write).orElse(null));
            case UnitReport.Failed r -> written.setKind(ReportKind.FAILED).setFailure(OutcomeMapping.write(r.failure()));
        }
        return written.build();
    }

    static UnitReport read(io.straightway.schema.UnitReport r) {
        UnitId unit = UnitId.parse(r.getUnit());
        return switch (r.getKind()) {
            case STARTED -> new UnitReport.Started(unit, r.getAttempt(), r.getWorker());
            case PROGRESSED -> new UnitReport.Progressed(unit, r.getAttempt(), r.getWorker(), r.getDone(), r.getMeasures(),
                    Optional.ofNullable(r.getCheckpoint()).map(OutcomeMapping::read));
            case FINISHED -> new UnitReport.Finished(unit, r.getAttempt(), r.getWorker(), result(r),
                    Optional.ofNullable(r.getFollowing()).map(following -> result(following, Optional.ofNullable(r.getFollowingLacking()))));
            case STOPPED -> new UnitReport.Stopped(unit, r.getAttempt(), r.getWorker(), result(r),
                    Optional.ofNullable(r.getCheckpoint()).map(OutcomeMapping::read));
            case FAILED -> new UnitReport.Failed(unit, r.getAttempt(), r.getWorker(), OutcomeMapping.read(
                    Optional.ofNullable(r.getFailure()).orElseThrow(() -> new IllegalArgumentException("report FAILED has no failure"))));
        };
    }

    private static io.straightway.schema.UnitResult write(UnitResult r) {
        return new io.straightway.schema.UnitResult(r.amount(), OutcomeMapping.write(r.artifacts()),
                r.distance().map(DistanceMapping::write).orElse(null), OutcomeMapping.write(r.usage()), r.note().orElse(null));
    }

    private static UnitResult result(io.straightway.schema.UnitReport report) {
        io.straightway.schema.UnitResult r = Optional.ofNullable(report.getResult())
                .orElseThrow(() -> new IllegalArgumentException("report " + report.getKind() + " has no result"));
        return result(r, Optional.ofNullable(report.getLacking()));
    }

    private static UnitResult result(io.straightway.schema.UnitResult r, Optional<io.straightway.schema.Failure> lacking) {
        return new UnitResult(r.getAmount(), OutcomeMapping.read(r.getArtifacts()), Optional.ofNullable(r.getDistance()).map(DistanceMapping::read),
                OutcomeMapping.read(r.getUsage()), lacking.map(OutcomeMapping::read), Optional.ofNullable(r.getNote()));
    }
}
