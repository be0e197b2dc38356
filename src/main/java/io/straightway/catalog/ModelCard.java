package io.straightway.catalog;

import io.straightway.job.Distance;
import io.straightway.job.ModelName;
import io.straightway.recipe.Network;
import io.straightway.recipe.Sampling;
import java.util.Map;
import java.util.Optional;

/**
 * {@code model.json}: everything one must know to use a model and to say where it came from.
 *
 * @param name of the model
 * @param version of the model
 * @param network its shape
 * @param sampling how it wants to be sampled
 * @param dataset what it learned; empty text if that is not known
 * @param datasetSha256 digest of that; empty text if that is not known
 * @param stage the stage that made it: {@code teacher}, {@code reflow} or {@code tune}; {@code import} for a model from elsewhere
 * @param job the job that made it; empty text for a model from elsewhere
 * @param parent the model it began with
 * @param images training images seen
 * @param options the options of the stage, as run
 * @param precision number format in training
 * @param seed of the training
 * @param weightsSha256 digest of {@code model.safetensors}, which holds the averaged weights (EMA)
 * @param distance Fréchet distance, where it was measured
 * @param emaHalfLife in images, of the moving average that the weights are; empty if that is not known
 */
public record ModelCard(
        String name,
        String version,
        Network network,
        Sampling sampling,
        String dataset,
        String datasetSha256,
        String stage,
        String job,
        Optional<String> parent,
        long images,
        Map<String, Object> options,
        String precision,
        long seed,
        String weightsSha256,
        Optional<Distance> distance,
        Optional<Long> emaHalfLife) {

    /** Of a model whose moving average is not known. */
    public ModelCard(String name, String version, Network network, Sampling sampling, String dataset, String datasetSha256, String stage, String job,
            Optional<String> parent, long images, Map<String, Object> options, String precision, long seed, String weightsSha256, Optional<Distance> distance) {
        this(name, version, network, sampling, dataset, datasetSha256, stage, job, parent, images, options, precision, seed, weightsSha256, distance,
                Optional.empty());
    }

    public ModelCard withWeights(String sha256) {
        return new ModelCard(name, version, network, sampling, dataset, datasetSha256, stage, job, parent, images, options, precision, seed, sha256, distance, emaHalfLife);
    }

    public ModelCard judged(Distance measured, Sampling best) {
        return new ModelCard(name, version, network, best, dataset, datasetSha256, stage, job, parent, images, options, precision, seed, weightsSha256,
                Optional.of(measured), emaHalfLife);
    }

    public ModelName modelName() {
        return ModelName.of(name, version);
    }
}
