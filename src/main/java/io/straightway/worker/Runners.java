package io.straightway.worker;

import io.straightway.job.AblationSpec;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;

/** Which runner does which work. */
public interface Runners {

    UnitRunner of(WorkOrder order);

    /** What they run on, as people should see it, such as {@code cuda:0}. */
    default String device() {
        return "none";
    }

    /** The runners that do the work. */
    static Runners of(Workbench bench) {
        return new Runners() {
            @Override
            public UnitRunner of(WorkOrder order) {
                UnitRunner runner = runner(bench, order.work());
                return order.job() instanceof AblationSpec ? new TakingOver(bench, runner) : runner;
            }

            @Override
            public String device() {
                return bench.device().toString();
            }
        };
    }

    private static UnitRunner runner(Workbench bench, Work work) {
        return switch (work) {
            case Work.GenerateShard shard -> new GenerateShardRunner(bench);
            case Work.MakePairs pairs -> new MakePairsRunner(bench);
            case Work.InvertImages images -> new InvertImagesRunner(bench);
            case Work.TakePairs pairs -> new TakePairsRunner(bench);
            case Work.Tune tune -> new TuneRunner(bench);
            case Work.Train train -> new TrainRunner(bench);
            case Work.Evaluate evaluate -> new EvaluateRunner(bench);
            case Work.Export export -> new ExportRunner(bench);
            case Work.TrainStudent student -> new TrainRunner(bench);
            case Work.MeasureCell cell -> new MeasureCellRunner(bench);
            case Work.AssembleAblation assemble -> new AssembleAblationRunner(bench);
            case Work.MeasureImages images -> new MeasureImagesRunner(bench);
            case Work.AssembleEvaluation assemble -> new AssembleEvaluationRunner(bench);
            case Work.AssembleImages assemble -> new AssembleImagesRunner(bench);
            case Work.AssembleModel assemble -> new AssembleModelRunner(bench);
        };
    }
}
