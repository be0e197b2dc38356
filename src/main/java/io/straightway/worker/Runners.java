package io.straightway.worker;

import io.straightway.job.AblationSpec;
import io.straightway.job.GenerationSpec;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import java.util.Optional;

/** Which runner does which work. */
public interface Runners {

    UnitRunner of(WorkOrder order);

    /**
     * Who does what follows a unit ({@link WorkOrder#following}) on its heels: without the device, which has the next unit by then, and so
     * that nothing is replaced that another attempt has written. Empty if the unit has to go through the queue.
     */
    Optional<UnitRunner> following(WorkOrder order);

    /** Where they compute, such as {@code cpu} or {@code cuda:0}. */
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
            public Optional<UnitRunner> following(WorkOrder order) {
                // To measure a distance may take the feature network, and so the device.
                boolean plain = order.work() instanceof Work.AssembleImages && order.job() instanceof GenerationSpec spec && spec.reference().isEmpty();
                return plain ? Optional.of(AssembleImagesRunner.first(bench)) : Optional.empty();
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
            case Work.AssembleImages assemble -> AssembleImagesRunner.replacing(bench);
            case Work.AssembleModel assemble -> new AssembleModelRunner(bench);
        };
    }
}
