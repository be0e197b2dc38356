package io.straightway.worker;

import io.straightway.data.Images;
import io.straightway.flow.Noise;
import io.straightway.flow.SampledBatch;
import io.straightway.flow.Sampler;
import io.straightway.job.Artifact;
import io.straightway.job.Stage;
import io.straightway.net.Weights;
import io.straightway.recipe.Network;
import io.straightway.recipe.Sampling;
import io.straightway.store.Keys;
import io.straightway.train.Training;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Grids of what a training's averaged weights draw on the way, always from the noise of seeds 0, 1, 2…, beside its figures. They take nothing
 * from the training but time: a sampler has weights of its own and no random numbers, and what goes wrong is only told.
 */
final class Previews {
    private static final Logger LOG = LoggerFactory.getLogger(Previews.class);

    /** Measure of progress: images seen at the newest preview. */
    static final String MEASURE = "previewImages";

    private static final int NFE = 9;
    private static final int CONSISTENCY_NFE = 2;

    private final Workbench bench;
    private final Lesson lesson;
    private final Network network;
    private final long first;
    private final long begin = System.nanoTime();
    private long drawing;
    private int drawn;
    private Optional<Artifact> newest = Optional.empty();

    /** @param first images that the training had seen when it began or went on */
    Previews(Workbench bench, Lesson lesson, Network network, long first) {
        this.bench = bench;
        this.lesson = lesson;
        this.network = network;
        this.first = first;
    }

    /** The newest one of this attempt. */
    Optional<Artifact> newest() {
        return newest;
    }

    /** Draws one, unless previews have had their share; not for one whose lease is lost, since another may have written there. */
    void draw(Training training, RunningUnit unit) {
        PreviewRule rule = bench.previews();
        Sampling sampling = sampling(lesson.stage());
        long trained = (training.images() - first) * lesson.stage().evaluationsPerImage();
        long now = System.nanoTime();
        if (unit.leaseLost() || !rule.allows(trained, (drawn + 1L) * rule.images() * sampling.nfe(), now - begin, drawing)) {
            return;
        }
        drawn++;
        try {
            byte[] grid = Grids.square(images(training.average(), sampling, rule.images()), rule.images());
            newest = Optional.of(Uploads.put(bench.store(), Artifact.Role.GRID,
                    Keys.trainingPreview(unit.order().job().id(), lesson.place(), training.images()), grid, 1));
            unit.measured(MEASURE, training.images());
        } catch (RuntimeException e) {
            LOG.warn("no preview of a training, which goes on: unit={} reason={}", unit.order().unit(), e.getMessage());
        } finally {
            drawing += System.nanoTime() - now;
        }
    }

    private Images images(Weights weights, Sampling sampling, int count) {
        float[] noise = Noise.images(LongStream.range(0, count).toArray(), network.size());
        Labels labels = Labels.uniform(network);
        int[] given = IntStream.range(0, count).map(labels::of).toArray();
        try (Sampler sampler = Sampler.open(bench.device(), network, weights, sampling, lesson.spec().precision(), count)) {
            SampledBatch sampled = sampler.draw(noise, given);
            return new Images(count, network.channels(), network.height(), network.width(), sampled.pixels(), given, List.of());
        }
    }

    /** Unguided and in few evaluations, whatever the model will be used with. */
    private static Sampling sampling(Stage.Training stage) {
        return switch (stage) {
            case Stage.Teacher teacher -> Sampling.teacher(NFE);
            case Stage.Reflow reflow -> Sampling.reflow(NFE);
            case Stage.Consistency consistency -> Sampling.consistency(CONSISTENCY_NFE);
        };
    }
}
