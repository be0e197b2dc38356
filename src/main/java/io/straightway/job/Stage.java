package io.straightway.job;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Curriculum;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Recipe;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import java.util.Optional;

/** One stage of a training pipeline. */
public sealed interface Stage {

    /** As written in a job: {@code teacher}, {@code pairs}, {@code reflow}, {@code consistency}. */
    String kind();

    void check(Checks checks);

    /** A stage that trains a network. */
    sealed interface Training extends Stage {
        Schedule schedule();

        /** Work per training image, in network evaluations: one forward, and backward twice that. */
        default int evaluationsPerImage() {
            return 3;
        }

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
     * @param dropout of this stage, set apart from the network's own; decided at admission if empty
     * @param checkpointImages images between two checkpoints
     */
    record Schedule(long images, Objective objective, Optimiser optimiser, Optional<Double> dropout, long checkpointImages) {
        void check(Checks checks) {
            checks.between("images", images, 1, 10_000_000_000L);
            objective.check(checks.in("objective"));
            optimiser.check(checks.in("optimiser"));
            dropout.ifPresent(rate -> checks.between("dropout", rate, 0.0, 0.9));
            checks.between("checkpointImages", checkpointImages, 1, 10_000_000_000L);
        }

        Schedule withDropout(double fallback) {
            return new Schedule(images, objective, optimiser, Optional.of(dropout.orElse(fallback)), checkpointImages);
        }
    }

    /**
     * Flow matching from independent noise: the model that pairs are made with.
     *
     * @param flip whether half of the images are mirrored left to right
     * @param augmentation probability of each change of EDM's augmentation, 0 for none; needs a network with augmentation labels
     */
    record Teacher(Schedule schedule, boolean flip, double augmentation) implements Training {
        @Override
        public String kind() {
            return "teacher";
        }

        @Override
        public void check(Checks checks) {
            Training.super.check(checks);
            checks.between("augmentation", augmentation, 0.0, 1.0);
        }
    }

    /** A stage that provides the pairs of the reflow stage after it. */
    sealed interface Coupling extends Stage {
        @Override
        default String kind() {
            return "pairs";
        }

        /** Whether there may be pairs that were made from noise. */
        boolean backward();

        /** Whether there may be pairs that were made from images. */
        boolean forward();
    }

    /**
     * Noise and image, joined by the teacher's ODE (training coupling of Simple ReFlow). Projected pairs, which the paper finds to gain at
     * most 0.02 FID, are not made.
     *
     * @param count pairs to make from noise (backward pairs)
     * @param images pairs to make from the data set's first images (forward pairs); decided at admission if empty
     * @param flip whether forward pairs go on with mirrored images once all images are taken
     * @param sampling the teacher's solver, grid and NFE
     * @param shardPairs pairs per unit of work
     * @param batch pairs per call of the network
     */
    record Pairs(int count, Optional<Integer> images, boolean flip, Sampling sampling, int shardPairs, int batch) implements Coupling {
        private static final int MOST = 100_000_000;

        @Override
        public boolean backward() {
            return count > 0;
        }

        @Override
        public boolean forward() {
            return images.orElse(1) > 0;
        }

        @Override
        public void check(Checks checks) {
            checks.between("count", count, 0, MOST);
            images.ifPresent(given -> checks.between("forward", given, 0, MOST));
            checks.require(backward() || forward(), "count", count, "at least 1 where forward is 0");
            sampling.check(checks.in("sampling"));
            checks.require(!(sampling.solver() instanceof Solver.Consistency), "sampling.solver", "consistency", "a solver of the flow that joins the pairs");
            checks.between("shardPairs", shardPairs, 1, 65_536);
            long pairs = (long) count + images.orElse(0);
            checks.require(shardPairs < 1 || Math.ceilDiv(pairs, shardPairs) <= GenerationSpec.MOST_SHARDS, "shardPairs", shardPairs,
                    "enough for at most " + GenerationSpec.MOST_SHARDS + " shards of " + pairs + " pairs");
            checks.between("batch", batch, 1, 4_096);
        }

        Pairs pinned(int forward, Sampling guided) {
            return new Pairs(count, Optional.of(forward), flip, guided, shardPairs, batch);
        }
    }

    /** Pairs that were brought in from outside. */
    record StoredPairs(String name) implements Coupling {
        @Override
        public boolean backward() {
            return true;
        }

        @Override
        public boolean forward() {
            return true;
        }

        @Override
        public void check(Checks checks) {
            JobSpec.checkName(checks, "name", name);
        }
    }

    /**
     * Training on the pairs of the stage before, beginning with the teacher's weights.
     *
     * @param recipe name of the preset that decides what the submitter left open
     * @param forwardShare of training samples that are pairs made from images, the others being made from noise; decided at admission if empty
     * @param dropLongest share of pairs that are left out, those whose ends lie farthest apart
     */
    record Reflow(Schedule schedule, String recipe, Optional<Double> forwardShare, double dropLongest) implements Training {
        @Override
        public String kind() {
            return "reflow";
        }

        @Override
        public void check(Checks checks) {
            Training.super.check(checks);
            checks.oneOf("recipe", recipe, Recipe.presets().stream().map(Recipe::name).toList());
            forwardShare.ifPresent(share -> checks.between("forwardShare", share, 0.0, 1.0));
            checks.require(dropLongest >= 0 && dropLongest < 1, "dropLongest", dropLongest, "a finite number from 0 to below 1");
        }

        /** What the preset asks for. */
        Recipe preset() {
            return Recipe.named(recipe).orElseThrow(() -> new IllegalArgumentException("no recipe is called " + recipe));
        }

        /** The share that is aimed at, before it is known what pairs there are. */
        double wantedShare() {
            return forwardShare.orElseGet(() -> preset().forwardShare());
        }
    }

    /**
     * Fine-tuning of the model before it for one or two evaluations (easy consistency tuning, Geng et al. 2024). It trains on the pairs that
     * the job has last made or taken, also if a reflow stage has used them; without any, on the data set with independent noise, as the
     * paper does.
     *
     * @param curriculum how the target comes nearer
     * @param forwardShare of training samples that are pairs made from images; decided at admission if empty; only with pairs
     * @param dropLongest share of pairs that are left out, those whose ends lie farthest apart; only with pairs
     * @param flip whether half of the images are mirrored left to right; only without pairs
     */
    record Consistency(Schedule schedule, Curriculum curriculum, Optional<Double> forwardShare, double dropLongest, boolean flip) implements Training {
        @Override
        public String kind() {
            return "consistency";
        }

        /** The target's forward pass comes on top. */
        @Override
        public int evaluationsPerImage() {
            return 4;
        }

        @Override
        public void check(Checks checks) {
            Training.super.check(checks);
            curriculum.check(checks.in("curriculum"));
            forwardShare.ifPresent(share -> checks.between("forwardShare", share, 0.0, 1.0));
            checks.require(dropLongest >= 0 && dropLongest < 1, "dropLongest", dropLongest, "a finite number from 0 to below 1");
        }
    }
}
