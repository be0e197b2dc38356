package io.straightway.system;

import io.straightway.job.Artifact;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.WorkOrder;
import io.straightway.worker.Runners;
import io.straightway.worker.UnitRunner;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Does units without an engine: says of each that it made a shard.
 *
 * @param torn units that fail
 */
record Paper(Predicate<WorkOrder> torn) implements Runners {

    @Override
    public UnitRunner of(WorkOrder order) {
        return unit -> {
            if (torn.test(order)) {
                throw new IOException("the paper is torn");
            }
            return () -> new UnitResult(order.work().amount(), List.of(new Artifact(Artifact.Role.SHARD, "k", "00", 1, 1)), Optional.empty(), new Usage(1, 2),
                    Optional.empty());
        };
    }

    @Override
    public Optional<UnitRunner> following(WorkOrder order) {
        return Optional.empty();
    }

    @Override
    public String device() {
        return "paper";
    }
}
