package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.data.Images;
import io.straightway.data.PairFile;
import io.straightway.data.Pairs;
import io.straightway.flow.Inverter;
import io.straightway.job.Artifact;
import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.recipe.Network;
import io.straightway.store.Keys;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Forward pairs: integrates the teacher's ODE from real images to their noise (Simple ReFlow, training coupling). */
record InvertImagesRunner(Workbench bench) implements UnitRunner {

    @Override
    public Completion run(RunningUnit unit) {
        TrainingSpec spec = Trainings.of(unit.order());
        Work.InvertImages work = (Work.InvertImages) unit.order().work();
        Stage.Pairs stage = (Stage.Pairs) spec.stages().get(work.stage());
        ModelCard teacher = Parents.teacher(bench, unit.order());
        Network network = teacher.network();
        Images images = bench.datasets().load(bench.datasets().card(spec.dataset())).images();
        int stride = images.stride();
        float[] data = new float[work.images() * stride];
        float[] noise = new float[work.images() * stride];
        int[] labels = new int[work.images()];
        for (int i = 0; i < work.images(); i++) {
            int number = Math.toIntExact(work.first() + i);
            images.values(number % images.count(), number >= images.count(), data, i * stride);
            labels[i] = network.classes() == 0 ? Images.NO_LABEL : images.labels()[number % images.count()];
        }
        long begin = System.nanoTime();
        int done = 0;
        int evaluations;
        try (Inverter inverter = bench.models().inverter(teacher, stage.sampling(), spec.precision(), stage.batch())) {
            evaluations = inverter.networkEvaluations();
            while (done < work.images() && !unit.mustStop()) {
                int n = Math.min(stage.batch(), work.images() - done);
                // The last batch is padded, so that every batch has the same shape.
                float[] batch = Arrays.copyOf(Arrays.copyOfRange(data, done * stride, (done + n) * stride), stage.batch() * stride);
                int[] given = Arrays.copyOf(Arrays.copyOfRange(labels, done, done + n), stage.batch());
                Optional<float[]> found = inverter.invert(batch, given, unit::mustStop);
                if (found.isEmpty()) {
                    break;
                }
                System.arraycopy(found.get(), 0, noise, done * stride, n * stride);
                done += n;
                unit.progressed(done);
            }
        }
        Usage usage = new Usage((System.nanoTime() - begin) / 1e9, (long) done * evaluations);
        if (done < work.images()) {
            return () -> UnitResult.nothing(usage);
        }
        Pairs pairs = new Pairs(network.channels(), network.height(), network.width(), new Pairs.Values(done, noise), labels, data);
        return () -> new UnitResult(pairs.count(), List.of(Uploads.put(bench.store(), Artifact.Role.PAIRS,
                Keys.pairs(spec.id(), work.stage(), work.index(), unit.order().attempt(), bench.run()), PairFile.write(pairs), pairs.count())),
                Optional.empty(), usage, Optional.empty());
    }
}
