package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.job.AblationCell;
import io.straightway.job.AblationSpec;
import io.straightway.job.Distance;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.metric.MetricException;
import java.util.List;
import java.util.Optional;

/** Measures one distance of an ablation. All cells are drawn from the same seeds, in batches of one size. */
record MeasureCellRunner(Workbench bench) implements UnitRunner {

    @Override
    public Completion run(RunningUnit unit) {
        AblationSpec spec = (AblationSpec) unit.order().job();
        AblationCell cell = spec.cells().get(((Work.MeasureCell) unit.order().work()).index());
        ModelCard model = Identity.model(bench, unit.order(), cell);
        Judging.Judged judged = new Judging(bench, model, spec.dataset().orElseThrow(), spec.sampling(cell), spec.precision(), spec.judging().statistics(),
                spec.judging().seeds()).judge(unit);
        Usage usage = judged.usage();
        if (judged.measured().isEmpty()) {
            return () -> UnitResult.nothing(usage);
        }
        Distance distance = distance(judged.measured().get());
        unit.measured("distance", distance.value());
        return () -> new UnitResult(spec.judging().images(), List.of(), Optional.of(distance), usage, Optional.empty());
    }

    /** @throws MetricException if there is none: a cell is nothing else */
    private static Distance distance(Measured measured) {
        return measured.distance().orElseThrow(() -> new MetricException(measured.note().orElse("no distance could be measured")));
    }
}
