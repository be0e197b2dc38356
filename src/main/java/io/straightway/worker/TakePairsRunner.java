package io.straightway.worker;

import io.straightway.catalog.PairsCard;
import io.straightway.data.DataException;
import io.straightway.data.PairFile;
import io.straightway.job.Artifact;
import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.store.Keys;
import io.straightway.store.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads imported pairs through once, so that a damaged file is known before a training begins, and names them as the stage's outputs. */
record TakePairsRunner(Workbench bench) implements UnitRunner {

    @Override
    public Completion run(RunningUnit unit) {
        TrainingSpec spec = Trainings.of(unit.order());
        Work.TakePairs work = (Work.TakePairs) unit.order().work();
        String name = ((Stage.StoredPairs) spec.stages().get(work.stage())).name();
        PairsCard card = bench.catalog().pairsCard(name).orElseThrow(() -> new DataException(Keys.pairsCard(name), "the pairs are gone"));
        List<Artifact> parts = new ArrayList<>();
        for (ObjectRef part : card.parts()) {
            int count = PairFile.read(part.key(), bench.store().getVerified(part)).count();
            parts.add(new Artifact(Artifact.Role.PAIRS, part.key(), part.sha256(), part.bytes(), count));
        }
        return () -> new UnitResult(1, parts, Optional.empty(), Usage.NONE, Optional.empty());
    }
}
