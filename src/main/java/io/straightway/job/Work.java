package io.straightway.job;

import io.straightway.recipe.SearchSpace;

/** What one unit does. */
public sealed interface Work {

    /** Images, pairs or training images that it yields. */
    long amount();

    /** Its size in network evaluations of one image; a training image counts as three (forward and backward) or more. */
    long evaluations();

    /** Work that evaluates the flow so many times for each image or pair. */
    sealed interface Evaluated extends Work {
        int nfe();

        @Override
        default long evaluations() {
            return amount() * nfe();
        }
    }

    /** Work in one piece that a network has no part in, or hardly any. */
    sealed interface Single extends Work {
        @Override
        default long amount() {
            return 1;
        }

        @Override
        default long evaluations() {
            return 1;
        }
    }

    /** Draw the images of a run of seeds into one ZIP shard. */
    record GenerateShard(int index, Seeds seeds, int nfe) implements Evaluated {
        @Override
        public long amount() {
            return seeds.count();
        }
    }

    /** Integrate the teacher's ODE from the noise of a run of seeds. */
    record MakePairs(int stage, int index, Seeds seeds, int nfe) implements Evaluated {
        @Override
        public long amount() {
            return seeds.count();
        }
    }

    /** Integrate the teacher's ODE from a run of the data set's images to their noise. */
    record InvertImages(int stage, int index, long first, int images, int nfe) implements Evaluated {
        @Override
        public long amount() {
            return images;
        }
    }

    /** Verify stored pairs and hand them to the stage after. */
    record TakePairs(int stage) implements Single {}

    /**
     * Train a network through one stage.
     *
     * @param evaluationsPerImage 3 if 0, as in work that was written before stages differed
     */
    record Train(int stage, long images, int evaluationsPerImage) implements Work {
        public Train {
            evaluationsPerImage = evaluationsPerImage == 0 ? 3 : evaluationsPerImage;
        }

        @Override
        public long amount() {
            return images;
        }

        @Override
        public long evaluations() {
            return evaluationsPerImage * images;
        }
    }

    /** Judge a model within a pipeline. */
    record Evaluate(int stage, int images, int nfe) implements Evaluated {
        @Override
        public long amount() {
            return images;
        }
    }

    /** Publish a model or pairs under a name of their own. */
    record Export(int stage) implements Single {}

    /**
     * Search for a model's best sampling.
     *
     * @param images drawn for distances
     * @param trajectories followed in many steps, each counted as an image too
     */
    record Tune(int stage, long images, int nfe, int trajectories) implements Work {
        @Override
        public long amount() {
            return images + trajectories;
        }

        @Override
        public long evaluations() {
            return images * nfe + (long) trajectories * SearchSpace.TRAJECTORY.nfe();
        }
    }

    /** Take the features of a run of the data set's images. */
    record MeasureImages(int index, long first, int images) implements Work {
        @Override
        public long amount() {
            return images;
        }

        @Override
        public long evaluations() {
            return images;
        }
    }

    /** Merge the shards' moments into statistics, and compare them. */
    record AssembleEvaluation() implements Single {}

    /** Train one of an ablation's students, the one at this position of {@link AblationSpec#trainings()}. */
    record TrainStudent(int index, long images) implements Work {
        @Override
        public long amount() {
            return images;
        }

        @Override
        public long evaluations() {
            return 3 * images;
        }
    }

    /** Measure one distance of an ablation, the one at this position of {@link AblationSpec#cells()}. */
    record MeasureCell(int index, int images, int nfe) implements Evaluated {
        @Override
        public long amount() {
            return images;
        }
    }

    /** Make the table of an ablation, its plots and its report. */
    record AssembleAblation() implements Single {}

    /** Merge the shards' moments, write manifest and grid of a generation job. */
    record AssembleImages() implements Single {}

    /** Judge the trained model, write its grid, make it the newest version. */
    record AssembleModel(int images, int nfe) implements Evaluated {
        @Override
        public long amount() {
            return images;
        }
    }
}
