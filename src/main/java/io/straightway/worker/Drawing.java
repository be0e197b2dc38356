package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.data.Images;
import io.straightway.flow.Noise;
import io.straightway.flow.SampledBatch;
import io.straightway.job.Seeds;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;

/**
 * Draws the images of a run of seeds, batch by batch. The last batch is padded, so that every batch has the same shape, unless the device
 * has too little memory for it.
 */
final class Drawing {
    private final Workbench bench;
    private final ModelCard model;
    private final Sampling sampling;
    private final Precision precision;
    private final Labels labels;
    private final int wanted;

    /** @param wanted images per call of the network */
    Drawing(Workbench bench, ModelCard model, Sampling sampling, Precision precision, Labels labels, int wanted) {
        this.bench = bench;
        this.model = model;
        this.sampling = sampling;
        this.precision = precision;
        this.labels = labels;
        this.wanted = wanted;
    }

    /**
     * Some images.
     *
     * @param seeds (count)
     * @param images (count,C,H,W)
     * @param values (count,C,H,W) before rounding to pixels
     * @param batch images of the call that drew them, padding included
     */
    record Drawn(long[] seeds, Images images, float[] values, int batch) {}

    /** Network evaluations per image: a guided evaluation of the flow costs two. */
    int networkEvaluations() {
        return bench.painters().of(model, sampling, precision, bench.models().safe().of(kind(), wanted)).networkEvaluations();
    }

    /**
     * The images from {@code done} on, as many as a batch holds.
     *
     * @param stopped asked now and then
     * @return empty if it was stopped
     */
    Optional<Drawn> draw(Seeds all, long done, List<String> classes, BooleanSupplier stopped) {
        return bench.models().safe().fitting(kind(), wanted,
                batch -> draw(bench.painters().of(model, sampling, precision, batch), batch, all, done, classes, stopped));
    }

    /** The same, to the end. */
    Drawn draw(Seeds all, long done, List<String> classes) {
        return draw(all, done, classes, () -> false).orElseThrow();
    }

    private String kind() {
        return model.modelName() + " " + precision;
    }

    private Optional<Drawn> draw(Painter painter, int batch, Seeds all, long done, List<String> classes, BooleanSupplier stopped) {
        Network network = model.network();
        int count = (int) Math.min(batch, all.count() - done);
        int stride = network.size();
        int[] given = new int[batch];
        Arrays.fill(given, Images.NO_LABEL);
        // A seed beyond the run pads the batch and is thrown away.
        long[] drawn = LongStream.range(all.first() + done, all.first() + done + batch).toArray();
        float[] noise = Noise.images(drawn, stride);
        for (int i = 0; i < count; i++) {
            given[i] = labels.of(drawn[i]);
        }
        long[] seeds = Arrays.copyOf(drawn, count);
        return painter.draw(noise, given, stopped).map(sampled -> drawn(sampled, seeds, Arrays.copyOf(given, count), batch, classes));
    }

    private Drawn drawn(SampledBatch sampled, long[] seeds, int[] given, int batch, List<String> classes) {
        Network network = model.network();
        int count = seeds.length;
        int stride = network.size();
        Images images = new Images(count, network.channels(), network.height(), network.width(),
                Arrays.copyOf(sampled.pixels(), count * stride), given, classes);
        return new Drawn(seeds, images, Arrays.copyOf(sampled.values(), count * stride), batch);
    }
}
