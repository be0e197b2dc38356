package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.catalog.ModelShelf;
import io.straightway.catalog.PairsRack;
import io.straightway.data.DataException;
import io.straightway.data.PairFile;
import io.straightway.data.Pairs;
import io.straightway.job.Artifact;
import io.straightway.job.ModelName;
import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import io.straightway.recipe.Network;
import io.straightway.store.Keys;
import io.straightway.store.ObjectRef;
import java.util.List;
import java.util.Optional;

/** Publishes the model or the pairs that the job has by now under a name of their own. */
record ExportRunner(Workbench bench) implements UnitRunner {

    @Override
    public Completion run(RunningUnit unit) {
        WorkOrder order = unit.order();
        TrainingSpec spec = (TrainingSpec) order.job();
        Stage.Export stage = (Stage.Export) spec.stages().get(((Work.Export) order.work()).stage());
        return () -> new UnitResult(1, List.of(switch (stage.what()) {
            case MODEL -> model(order, stage);
            case PAIRS -> pairs(order, spec.network().orElseThrow(), stage);
        }), Optional.empty(), Usage.NONE, Optional.empty());
    }

    private Artifact model(WorkOrder order, Stage.Export stage) {
        ModelCard model = Parents.teacher(bench, order);
        ModelShelf shelf = new ModelShelf(bench.store(), bench.catalog());
        ModelName name = ModelName.of(stage.name(), order.job().id() + "-" + order.unit().step());
        ModelCard copy = shelf.put(model.exported(name, order.job().id()), shelf.weights(model));
        return Uploads.model(bench.store(), Artifact.Role.EXPORT, copy);
    }

    /** The parts are copied: those of a job go when its retention is over. An earlier attempt may have stored them. */
    private Artifact pairs(WorkOrder order, Network network, Stage.Export stage) {
        List<ObjectRef> parts = Parents.pairs(bench, order).parts();
        bench.catalog().pairsCard(stage.name()).filter(card -> !digests(card.parts()).equals(digests(parts))).ifPresent(card -> {
            throw new DataException(Keys.pairsCard(stage.name()), "other pairs have this name");
        });
        PairsRack rack = PairsRack.begin(bench.store(), stage.name());
        int backward = 0;
        int forward = 0;
        for (ObjectRef part : parts) {
            byte[] bytes = bench.store().getVerified(part);
            Pairs pairs = PairFile.read(part.key(), bytes);
            switch (pairs.noise()) {
                case Pairs.Seeds seeds -> backward += pairs.count();
                case Pairs.Values values -> forward += pairs.count();
            }
            rack.add(bytes);
        }
        ObjectRef card = bench.catalog().put(rack.finish(network.height(), network.width(), network.channels(), network.classes(), backward, forward));
        return new Artifact(Artifact.Role.EXPORT, card.key(), card.sha256(), card.bytes(), (long) backward + forward);
    }

    private static List<String> digests(List<ObjectRef> parts) {
        return parts.stream().map(ObjectRef::sha256).toList();
    }
}
