package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.data.DataException;
import io.straightway.job.Artifact;
import io.straightway.job.ModelName;
import io.straightway.job.TrainingSpec;
import io.straightway.job.WorkOrder;
import java.util.List;

/** The model that a unit of a training begins with: what the job's latest training stage made, else the teacher it names. */
final class Parents {
    private Parents() {}

    static ModelCard teacher(Workbench bench, WorkOrder order) {
        TrainingSpec spec = Trainings.of(order);
        List<Artifact> trained = Uploads.of(order.inputs(), Artifact.Role.MODEL);
        if (!trained.isEmpty()) {
            // models/<name>/<version>/model.safetensors
            String[] key = trained.getLast().key().split("/");
            ModelCard card = bench.models().card(ModelName.of(key[1], key[2]));
            if (!card.weightsSha256().equals(trained.getLast().sha256())) {
                throw new DataException(trained.getLast().key(), "its card names other weights than the stage reported");
            }
            return card;
        }
        return bench.models().card(spec.teacher().orElseThrow(() -> new DataException(order.unit().toString(), "no earlier stage left a model")));
    }
}
