package io.straightway.job;

import io.straightway.recipe.Network;
import io.straightway.recipe.Sampling;
import java.util.Optional;

/** What exists in the object store, as far as accepting a job must know it. */
public interface Catalog {

    /**
     * @return the model, its version pinned; empty if there is none
     * @throws Unanswered if the store can't be asked now
     */
    Optional<Model> model(ModelName name);

    /**
     * @return the data set; empty if there is none
     * @throws Unanswered if the store can't be asked now
     */
    Optional<Dataset> dataset(String name);

    /**
     * @return pairs that were brought in; empty if there are none of that name
     * @throws Unanswered if the store can't be asked now
     */
    Optional<StoredPairs> pairs(String name);

    /** A published model: exact name, network, default sampling, data set it learned if that is known. */
    record Model(ModelName name, Network network, Sampling sampling, Optional<String> dataset) {}

    /** A packed data set; the resolution is its width. */
    record Dataset(String name, int resolution, int channels, int classes, int images, int height) {
        /** Of squares. */
        public Dataset(String name, int resolution, int channels, int classes, int images) {
            this(name, resolution, channels, classes, images, resolution);
        }

        /** Such as {@code 3x16x16}: channels, height, width. */
        public String shape() {
            return channels + "x" + height + "x" + resolution;
        }
    }

    /** Pairs that are stored under a name; the resolution is their width. */
    record StoredPairs(String name, int resolution, int channels, int classes, int backward, int forward, int height) {}

    /** The store did not answer; the question may be asked again. */
    final class Unanswered extends RuntimeException {
        public Unanswered(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
