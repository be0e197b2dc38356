package io.straightway.job;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Violation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Generate images in bulk.
 *
 * @param id idempotency key
 * @param model which model draws them; or {@code job:ID} for the final model of another job, which has to end first
 * @param seeds one seed is one image
 * @param classes which label each image gets
 * @param sampling solver, grid and NFE; the model's own default if empty
 * @param precision number format of the network
 * @param shardImages images per unit of work, and per ZIP object
 * @param batch images per call of the network
 * @param reference data set whose statistics the images are compared with; if empty, the model's data set where that is packed here
 * @param statistics what is measured of the images
 * @param terms how the job is run
 */
public record GenerationSpec(
        String id,
        ModelName model,
        Seeds seeds,
        Classes classes,
        Optional<Sampling> sampling,
        Precision precision,
        int shardImages,
        int batch,
        Optional<String> reference,
        Statistics statistics,
        Terms terms)
        implements JobSpec {

    public static final int MOST_IMAGES = 10_000_000;

    /** Keeps a job's state and its last work order well below Kafka's 1 MiB record limit. */
    public static final int MOST_SHARDS = 2_000;

    public GenerationSpec {
        // State that was written before there were these is read with the usual ones.
        statistics = Objects.requireNonNullElse(statistics, Statistics.DISTANCE);
        terms = Objects.requireNonNullElse(terms, Terms.STANDARD);
    }

    /** On the usual terms. */
    public GenerationSpec(String id, ModelName model, Seeds seeds, Classes classes, Optional<Sampling> sampling, Precision precision, int shardImages,
            int batch, Optional<String> reference) {
        this(id, model, seeds, classes, sampling, precision, shardImages, batch, reference, Statistics.DISTANCE, Terms.STANDARD);
    }

    @Override
    public List<Violation> violations() {
        Checks checks = Checks.begin();
        JobSpec.checkName(checks, "id", id);
        model.job().ifPresentOrElse(job -> {
            JobSpec.checkName(checks, "model", job);
            checks.require(!job.equals(id), "model", model, "another job");
        }, () -> model.check(checks, "model"));
        seeds.check(checks, MOST_IMAGES);
        classes.check(checks);
        sampling.ifPresent(s -> s.check(checks.in("sampling")));
        checks.between("shardImages", shardImages, 1, 65_536);
        if (shardImages >= 1 && seeds.count() <= MOST_IMAGES) {
            checks.require(Math.ceilDiv(seeds.count(), shardImages) <= MOST_SHARDS, "shardImages", shardImages,
                    "at least " + Math.ceilDiv(seeds.count(), MOST_SHARDS) + " for " + seeds.count() + " images, for at most " + MOST_SHARDS + " shards");
        }
        checks.between("batch", batch, 1, 4_096);
        statistics.check(checks.in("statistics"));
        terms.check(checks);
        reference.ifPresent(name -> JobSpec.checkName(checks, "reference", name));
        return checks.violations();
    }

    GenerationSpec drawnBy(ModelName found) {
        return new GenerationSpec(id, found, seeds, classes, sampling, precision, shardImages, batch, reference, statistics, terms);
    }

    /** The same job with everything looked up that it left to defaults. */
    GenerationSpec pinned(ModelName version, Sampling resolved, Optional<String> resolvedReference) {
        return new GenerationSpec(id, version, seeds, classes, Optional.of(resolved), precision, shardImages, batch, resolvedReference, statistics, terms);
    }
}
