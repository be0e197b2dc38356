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
     * @param done how many of the run's images are drawn with these
     * @param seeds (count)
     * @param images (count,C,H,W)
     * @param values (count,C,H,W) before rounding to pixels
     * @param batch images of the call that drew them, padding included
     */
    record Drawn(long done, long[] seeds, Images images, float[] values, int batch) {
        /** Position of the first of them in the run. */
        int at() {
            return Math.toIntExact(done - seeds.length);
        }
    }

    /** Network evaluations per image: a guided evaluation of the flow costs two. */
    int networkEvaluations() {
        return bench.painters().of(model, sampling, precision, bench.models().safe().of(kind(), wanted)).networkEvaluations();
    }

    /** Takes what was drawn, in the order of the seeds. */
    interface Taker<E extends Exception> {
        void take(Drawn drawn) throws E;
    }

    /**
     * Draws the images from {@code first} on, as many at a time as a batch holds.
     *
     * @param stopped asked now and then
     * @return how many of all seeds are drawn, those before {@code first} included: fewer than all if it was stopped
     */
    <E extends Exception> long from(long first, Seeds all, BooleanSupplier stopped, Taker<E> taker) throws E {
        long done = first;
        while (done < all.count() && !stopped.getAsBoolean()) {
            long next = done;
            Optional<Drawn> drawn = bench.models().safe().fitting(kind(), wanted,
                    batch -> draw(bench.painters().of(model, sampling, precision, batch), batch, all, next, stopped));
            if (drawn.isEmpty()) {
                break;
            }
            done = drawn.get().done();
            taker.take(drawn.get());
        }
        return done;
    }

    /** All images at once: a few, for people to see. */
    Images all(Seeds seeds) {
        Network network = model.network();
        byte[] pixels = new byte[Math.toIntExact(seeds.count() * network.size())];
        int[] given = new int[Math.toIntExact(seeds.count())];
        from(0, seeds, () -> false, drawn -> {
            System.arraycopy(drawn.images().pixels(), 0, pixels, drawn.at() * network.size(), drawn.images().pixels().length);
            System.arraycopy(drawn.images().labels(), 0, given, drawn.at(), drawn.images().count());
        });
        return new Images(given.length, network.channels(), network.height(), network.width(), pixels, given, List.of());
    }

    private String kind() {
        return model.modelName() + " " + precision;
    }

    private Optional<Drawn> draw(Painter painter, int batch, Seeds all, long done, BooleanSupplier stopped) {
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
        return painter.draw(noise, given, stopped).map(sampled -> drawn(sampled, done + count, seeds, Arrays.copyOf(given, count), batch));
    }

    private Drawn drawn(SampledBatch sampled, long done, long[] seeds, int[] given, int batch) {
        Network network = model.network();
        int count = seeds.length;
        int stride = network.size();
        Images images = new Images(count, network.channels(), network.height(), network.width(),
                Arrays.copyOf(sampled.pixels(), count * stride), given, List.of());
        return new Drawn(done, seeds, images, Arrays.copyOf(sampled.values(), count * stride), batch);
    }
}
