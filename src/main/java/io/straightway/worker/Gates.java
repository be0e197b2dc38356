package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.job.Artifact;
import io.straightway.job.Distance;
import io.straightway.job.Gate;
import io.straightway.job.WorkOrder;
import io.straightway.json.Json;
import io.straightway.recipe.Sampling;
import java.util.List;
import java.util.Optional;

/**
 * The gates of a pipeline, as a worker sees them. The coordinator comes to the same verdict from the same numbers and decides whether the
 * job goes on; what a gate means for the model is done here, where the store is.
 */
final class Gates {
    private Gates() {}

    /** Why a model must not pass; nothing if it may. */
    static List<String> objections(Workbench bench, WorkOrder order, Optional<Gate> gate, Optional<Distance> measured) {
        return gate.map(given -> given.objections(measured, given.bar() instanceof Gate.Beside ? earlier(bench, order) : Optional.empty())).orElse(List.of());
    }

    /** The only report among a unit's inputs is that of the evaluation which its gate looks back to. */
    private static Optional<Distance> earlier(Workbench bench, WorkOrder order) {
        return Uploads.of(order.inputs(), Artifact.Role.REPORT).stream().findFirst()
                .flatMap(report -> Json.read(Uploads.get(bench.store(), report), EvaluateRunner.Report.class).distance());
    }

    /**
     * Notes the distance in the card of a model that this job made, and makes a model that passes the newest version of its name. The card of a
     * model that the job only began with stays as it is: others use it.
     *
     * @return the card as it is judged, whether or not that is noted
     */
    static ModelCard pass(Workbench bench, WorkOrder order, ModelCard model, Sampling sampling, Optional<Distance> distance, boolean open) {
        ModelCard card = distance.map(measured -> model.judged(measured, sampling)).orElse(model);
        if (ours(order, model)) {
            bench.catalog().put(card);
        }
        if (open) {
            bench.catalog().makeLatest(card.modelName());
        }
        return card;
    }

    /** Whether this job made the model. */
    static boolean ours(WorkOrder order, ModelCard model) {
        return model.job().equals(order.job().id());
    }
}
