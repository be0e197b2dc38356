package io.straightway.worker;

import io.straightway.data.Images;
import io.straightway.engine.Draws;
import io.straightway.job.Classes;
import io.straightway.recipe.Network;

/** The label of an image, a function of its seed and the job alone. */
final class Labels {
    private static final int STREAM = 2;

    private final Classes choice;
    private final long firstSeed;
    private final int classes;

    /**
     * @param firstSeed of the job, where a list of labels begins
     * @param classes of the model
     */
    Labels(Classes choice, long firstSeed, int classes) {
        this.choice = choice;
        this.firstSeed = firstSeed;
        this.classes = classes;
    }

    /** By the seed alone; none for an unconditional network. */
    static Labels uniform(Network network) {
        return new Labels(new Classes.Uniform(), 0, network.classes());
    }

    int of(long seed) {
        return switch (choice) {
            case Classes.None none -> Images.NO_LABEL;
            case Classes.Uniform uniform -> classes == 0 ? Images.NO_LABEL : new Draws(seed, 0, STREAM).below(classes);
            case Classes.Listed listed -> listed.labels().get((int) ((seed - firstSeed) % listed.labels().size()));
        };
    }
}
