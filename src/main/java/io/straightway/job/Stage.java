package io.straightway.job;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Sampling;

/** One stage of a training pipeline. */
public sealed interface Stage {

    /** As written in a job: {@code teacher}, {@code pairs}, {@code reflow}. */
    String kind();

    void check(Checks checks);

    /** A stage that trains a network. */
    sealed interface Training extends Stage {
        Schedule schedule();

        @Override
        default void check(Checks checks) {
            schedule().check(checks);
        }
    }

    /**
     * How long and how a network is trained.
     *
     * @param images training images to see (1000 of them are a kimg)
     * @param objective what is minimised
     * @param optimiser how
     * @param dropout of this stage, set apart from the network's own
     * @param checkpointImages images between two checkpoints
     */
    record Schedule(long images, Objective objective, Optimiser optimiser, double dropout, long checkpointImages) {
        void check(Checks checks) {
            checks.between("images", images, 1, 10_000_000_000L);
            objective.check(checks.in("objective"));
            optimiser.check(checks.in("optimiser"));
            checks.between("dropout", dropout, 0.0, 0.9);
            checks.between("checkpointImages", checkpointImages, 1, 10_000_000_000L);
        }
    }

    /** Flow matching from independent noise: the model that pairs are made with. */
    record Teacher(Schedule schedule) implements Training {
        @Override
        public String kind() {
            return "teacher";
        }
    }

    /**
     * Noise and image, joined by the teacher's ODE (backward pairs of Simple ReFlow).
     *
     * @param count pairs to make
     * @param sampling the teacher's solver, grid and NFE
     * @param shardPairs pairs per unit of work
     * @param batch pairs per call of the network
     */
    record Pairs(int count, Sampling sampling, int shardPairs, int batch) implements Stage {
        @Override
        public String kind() {
            return "pairs";
        }

        @Override
        public void check(Checks checks) {
            checks.between("count", count, 1, 100_000_000);
            sampling.check(checks.in("sampling"));
            checks.between("shardPairs", shardPairs, 1, 65_536);
            checks.require(shardPairs < 1 || Math.ceilDiv(count, shardPairs) <= GenerationSpec.MOST_SHARDS, "shardPairs", shardPairs,
                    "enough for at most " + GenerationSpec.MOST_SHARDS + " shards of " + count + " pairs");
            checks.between("batch", batch, 1, 4_096);
        }
    }

    /** Training on the pairs of the stage before, beginning with the teacher's weights. */
    record Reflow(Schedule schedule) implements Training {
        @Override
        public String kind() {
            return "reflow";
        }
    }
}
