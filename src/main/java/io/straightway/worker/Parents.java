package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.catalog.PairsCard;
import io.straightway.data.DataException;
import io.straightway.job.Artifact;
import io.straightway.job.Input;
import io.straightway.job.ModelName;
import io.straightway.job.TrainingSpec;
import io.straightway.job.WorkOrder;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import io.straightway.store.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** What a unit of a training job builds on: a model and pairs, made by earlier stages or brought in from outside the job. */
final class Parents {
    private static final Input NOTHING = new Input.OfStage("");

    private Parents() {}

    /** The model that the unit's stage works on. */
    static ModelCard teacher(Workbench bench, WorkOrder order) {
        List<Artifact> trained = Uploads.of(order.inputs(), Artifact.Role.MODEL);
        if (!trained.isEmpty()) {
            return published(bench, trained.getLast());
        }
        if (Trainings.of(order).modelOf(Trainings.stage(order)).orElse(NOTHING) instanceof Input.OfModel named) {
            return bench.models().card(named.name());
        }
        throw new DataException(order.unit().toString(), "no earlier stage left a model");
    }

    /** The card of a model that a unit has reported. */
    static ModelCard published(Workbench bench, Artifact model) {
        ModelCard card = bench.models().card(ModelName.ofWeights(model.key()));
        if (!card.weightsSha256().equals(model.sha256())) {
            throw new DataException(model.key(), "its card names other weights than were reported");
        }
        return card;
    }

    /**
     * The pairs that a stage works on.
     *
     * @param source as in a model's card
     */
    record Coupled(List<ObjectRef> parts, long count, String source) {
        ModelCard.Pairs card() {
            String digests = parts.stream().map(ObjectRef::sha256).sorted().collect(Collectors.joining("\n"));
            return new ModelCard.Pairs(Digest.of(digests.getBytes(StandardCharsets.US_ASCII)), count, source);
        }
    }

    static Coupled pairs(Workbench bench, WorkOrder order) {
        TrainingSpec spec = Trainings.of(order);
        if (spec.wiring().get(Trainings.stage(order)).pairs().orElse(NOTHING) instanceof Input.OfPairs stored) {
            PairsCard card = bench.catalog().pairsCard(stored.name()).orElseThrow(() -> new DataException(Keys.pairsCard(stored.name()), "the pairs are gone"));
            return new Coupled(card.parts(), (long) card.backward() + card.forward(), stored.text());
        }
        List<Artifact> made = Uploads.of(order.inputs(), Artifact.Role.PAIRS);
        return new Coupled(made.stream().map(Uploads::ref).toList(), made.stream().mapToLong(Artifact::count).sum(), "job:" + spec.id());
    }
}
