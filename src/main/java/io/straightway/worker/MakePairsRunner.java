package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.data.PairFile;
import io.straightway.data.Pairs;
import io.straightway.job.Artifact;
import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.recipe.Network;
import io.straightway.store.Keys;
import java.util.List;
import java.util.Optional;

/** Backward pairs: integrates the teacher's ODE from the noise of each seed (Simple ReFlow, training coupling). */
record MakePairsRunner(Workbench bench) implements UnitRunner {

    @Override
    public Completion run(RunningUnit unit) {
        TrainingSpec spec = Trainings.of(unit.order());
        Work.MakePairs work = (Work.MakePairs) unit.order().work();
        Stage.Pairs stage = (Stage.Pairs) spec.stages().get(work.stage());
        ModelCard teacher = Parents.teacher(bench, unit.order());
        Network network = teacher.network();
        Drawing drawing = new Drawing(bench, teacher, stage.sampling(), spec.precision(), Labels.uniform(network), stage.batch());
        int count = (int) work.seeds().count();
        int stride = network.size();
        long[] seeds = new long[count];
        int[] labels = new int[count];
        float[] images = new float[count * stride];
        long begin = System.nanoTime();
        long done = drawing.from(0, work.seeds(), unit::mustStop, drawn -> {
            int n = drawn.seeds().length;
            int at = drawn.at();
            System.arraycopy(drawn.seeds(), 0, seeds, at, n);
            System.arraycopy(drawn.images().labels(), 0, labels, at, n);
            System.arraycopy(drawn.values(), 0, images, at * stride, n * stride);
            unit.progressed(drawn.done());
        });
        Usage usage = new Usage((System.nanoTime() - begin) / 1e9, done * drawing.networkEvaluations());
        if (done < count) {
            return () -> UnitResult.nothing(usage);
        }
        Pairs pairs = new Pairs(network.channels(), network.height(), network.width(), new Pairs.Seeds(seeds), labels, images);
        return () -> new UnitResult(count, List.of(Uploads.put(bench.store(), Artifact.Role.PAIRS,
                Keys.pairs(spec.id(), work.stage(), work.index(), unit.order().attempt(), bench.run()), PairFile.write(pairs), count)),
                Optional.empty(), usage, Optional.empty());
    }
}
