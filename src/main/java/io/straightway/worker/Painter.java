package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.flow.SampledBatch;
import io.straightway.flow.Sampler;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Makes images of noise: the engine's sampler, or what stands in for it in a drill. For one thread at a time. */
public interface Painter {

    /**
     * @param noise (B,C,H,W) standard normal
     * @param labels (B) classes, -1 for none
     * @param stopped asked now and then
     * @return empty if it was stopped
     */
    Optional<SampledBatch> draw(float[] noise, int[] labels, BooleanSupplier stopped);

    /** Network evaluations per image. */
    int networkEvaluations();

    /** The painter of a model. */
    interface Choice {
        /** @param batch images of every call of {@link Painter#draw} */
        Painter of(ModelCard model, Sampling sampling, Precision precision, int batch);
    }

    static Painter of(Sampler sampler) {
        return new Painter() {
            @Override
            public Optional<SampledBatch> draw(float[] noise, int[] labels, BooleanSupplier stopped) {
                return sampler.draw(noise, labels, stopped);
            }

            @Override
            public int networkEvaluations() {
                return sampler.networkEvaluations();
            }
        };
    }
}
