package io.straightway.worker;

import io.straightway.data.Images;
import io.straightway.flow.Noise;
import io.straightway.flow.SampledBatch;
import io.straightway.flow.Sampler;
import io.straightway.job.Seeds;
import io.straightway.recipe.Network;
import java.util.Arrays;
import java.util.List;

/** Draws the images of a run of seeds, batch by batch. The last batch is padded, so that every batch has the same shape. */
final class Drawing {
    private final Sampler sampler;
    private final Network network;
    private final Labels labels;
    private final int batch;

    Drawing(Sampler sampler, Network network, Labels labels, int batch) {
        this.sampler = sampler;
        this.network = network;
        this.labels = labels;
        this.batch = batch;
    }

    /**
     * Some images.
     *
     * @param seeds (count)
     * @param images (count,C,H,W)
     * @param values (count,C,H,W) before rounding to pixels
     */
    record Drawn(long[] seeds, Images images, float[] values) {}

    /** How many images {@link #draw} gives from {@code done} on. */
    int next(Seeds seeds, long done) {
        return (int) Math.min(batch, seeds.count() - done);
    }

    Drawn draw(Seeds all, long done, List<String> classes) {
        int count = next(all, done);
        int stride = network.channels() * network.resolution() * network.resolution();
        long[] seeds = new long[count];
        int[] given = new int[batch];
        Arrays.fill(given, Images.NO_LABEL);
        float[] noise = new float[batch * stride];
        for (int i = 0; i < batch; i++) {
            // A seed beyond the run pads the batch and is thrown away.
            long seed = all.first() + done + i;
            System.arraycopy(Noise.image(seed, stride), 0, noise, i * stride, stride);
            if (i < count) {
                seeds[i] = seed;
                given[i] = labels.of(seed);
            }
        }
        SampledBatch sampled = sampler.draw(noise, given);
        Images images = new Images(count, network.channels(), network.resolution(), network.resolution(),
                Arrays.copyOf(sampled.pixels(), count * stride), Arrays.copyOf(given, count), classes);
        return new Drawn(seeds, images, Arrays.copyOf(sampled.values(), count * stride));
    }
}
