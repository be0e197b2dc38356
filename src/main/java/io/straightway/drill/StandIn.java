package io.straightway.drill;

import io.straightway.catalog.ModelCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.flow.SampledBatch;
import io.straightway.job.ModelName;
import io.straightway.recipe.Network;
import io.straightway.recipe.Sampling;
import io.straightway.store.ObjectStore;
import io.straightway.worker.Painter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Stands in for the engine: takes the time that an engine would take, and gives pixels that are a function of the seed's noise. It
 * draws for one model only, its own, which has no weights: so a real worker can't draw for that model, and this can't for a real one.
 */
final class StandIn implements Painter {
    static final ModelName MODEL = ModelName.of("stand-in", "1");

    /** Side of an image in pixels. */
    static final int SIDE = 8;

    private static final Network NETWORK = Network.small(SIDE, 3, 0);
    private static final Sampling SAMPLING = Sampling.reflow(9);
    private static final String STAGE = "stand-in";

    private final Duration perImage;

    private StandIn(Duration perImage) {
        this.perImage = perImage;
    }

    /** Puts the stand-in's card into the store: without weights, and without a distance. */
    static void publish(ObjectStore store) {
        StoreCatalog catalog = new StoreCatalog(store);
        catalog.put(new ModelCard(MODEL.name(), MODEL.version().orElseThrow(), NETWORK, SAMPLING, "", "", STAGE, "", Optional.empty(), 0, Map.of(),
                "none", 0, "", Optional.empty()));
        catalog.makeLatest(MODEL);
    }

    /** @param perImage time that an engine takes for an image */
    static Painter.Choice taking(Duration perImage) {
        return (model, sampling, precision, batch) -> {
            if (!model.stage().equals(STAGE) || !model.modelName().equals(MODEL)) {
                throw new IllegalArgumentException("model is " + model.modelName() + ", allowed for a stand-in: " + MODEL + " and nothing else");
            }
            return new StandIn(perImage);
        };
    }

    @Override
    public Optional<SampledBatch> draw(float[] noise, int[] labels, BooleanSupplier stopped) {
        try {
            Thread.sleep(perImage.multipliedBy(labels.length));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while standing in", e);
        }
        int[] evaluations = new int[labels.length];
        Arrays.fill(evaluations, SAMPLING.nfe());
        return Optional.of(new SampledBatch(labels.length, noise, pixels(noise), evaluations));
    }

    /** What it draws, as a function of the noise alone. */
    static byte[] pixels(float[] noise) {
        byte[] pixels = new byte[noise.length];
        for (int i = 0; i < noise.length; i++) {
            pixels[i] = (byte) Math.clamp(Math.round(128 + 48 * noise[i]), 0, 255);
        }
        return pixels;
    }

    @Override
    public int networkEvaluations() {
        return SAMPLING.nfe();
    }
}
