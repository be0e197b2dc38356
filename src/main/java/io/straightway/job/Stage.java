package io.straightway.job;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Curriculum;
import io.straightway.recipe.Halving;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Recipe;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.SearchSpace;
import io.straightway.recipe.Solver;
import java.util.List;
import java.util.Optional;

/** One stage of a training pipeline. */
public sealed interface Stage {

    /** As written in a job: {@code teacher}, {@code pairs}, {@code reflow}, {@code consistency}, {@code tune}, {@code evaluate}, {@code export}. */
    String kind();

    /** How much a stage wants something. */
    enum Need {
        NO,
        MAY,
        MUST
    }

    /** Whether it works on a model. */
    Need model();

    /** Whether it works on pairs. */
    default Need pairs() {
        return Need.NO;
    }

    /** Whether the model that the job has changes with it. */
    default boolean leavesModel() {
        return false;
    }

    void check(Checks checks);

    /** A stage that trains a network. */
    sealed interface Training extends Stage {
        Schedule schedule();

        /** Work per training image, in network evaluations: one forward, and backward twice that. */
        default int evaluationsPerImage() {
            return 3;
        }

        @Override
        default Need model() {
            return Need.MUST;
        }

        @Override
        default boolean leavesModel() {
            return true;
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
        public Need model() {
            return Need.MAY;
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
        public Need model() {
            return Need.MUST;
        }

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
        public Need model() {
            return Need.NO;
        }

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

    /** A stage that trains on pairs. */
    sealed interface Student extends Training {
        /** Share of training samples that are pairs made from images, the others being made from noise; decided at admission if empty. */
        Optional<Double> forwardShare();

        /** Share of pairs that are left out, those whose ends lie farthest apart. */
        double dropLongest();
    }

    /**
     * Training on the pairs of the stage before, beginning with the teacher's weights.
     *
     * @param recipe name of the preset that decides what the submitter left open
     * @param forwardShare of training samples that are pairs made from images, the others being made from noise; decided at admission if empty
     * @param dropLongest share of pairs that are left out, those whose ends lie farthest apart
     */
    record Reflow(Schedule schedule, String recipe, Optional<Double> forwardShare, double dropLongest) implements Student {
        @Override
        public String kind() {
            return "reflow";
        }

        @Override
        public Need pairs() {
            return Need.MUST;
        }

        @Override
        public void check(Checks checks) {
            Student.super.check(checks);
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
    record Consistency(Schedule schedule, Curriculum curriculum, Optional<Double> forwardShare, double dropLongest, boolean flip) implements Student {
        @Override
        public String kind() {
            return "consistency";
        }

        @Override
        public Need pairs() {
            return Need.MAY;
        }

        /** The target's forward pass comes on top. */
        @Override
        public int evaluationsPerImage() {
            return 4;
        }

        @Override
        public void check(Checks checks) {
            Student.super.check(checks);
            curriculum.check(checks.in("curriculum"));
            forwardShare.ifPresent(share -> checks.between("forwardShare", share, 0.0, 1.0));
            checks.require(dropLongest >= 0 && dropLongest < 1, "dropLongest", dropLongest, "a finite number from 0 to below 1");
        }
    }

    /**
     * A search for the solver, time grid and guidance that suit a model best at one number of evaluations. Nothing is trained; what is
     * found becomes the default of a new version of the model.
     *
     * @param nfe evaluations of the flow per image, the most that a candidate has
     * @param networkNfe the most network evaluations per image that a candidate may cost, so that guidance, which doubles them, has to be paid for
     *     in steps; no limit if empty
     * @param images of a candidate in the last round of the search
     * @param heldOut images, from seeds that no candidate has seen, on which the best candidate is compared with the default
     * @param trajectories on which explicit grids are found; 0 for no such grids
     * @param r of solvers with two evaluations per step
     * @param rho of EDM's grids
     * @param kappa of sigmoid grids
     * @param guidanceWeights to try, none to leave guidance as it is; decided at admission if empty
     * @param batch images per call of the network
     */
    record Tune(int nfe, Optional<Integer> networkNfe, int images, int heldOut, int trajectories, List<Double> r, List<Double> rho, List<Double> kappa,
            Optional<List<Double>> guidanceWeights, int batch) implements Stage {
        /** What guidance is tried with where the submitter leaves it open. */
        static final List<Double> GUIDANCE_WEIGHTS = List.of(0.2, 0.4, 0.8);

        /** Beyond the seeds of pairs, so that no image of a search or of its judgement repeats one that a job asked for or trained on. */
        private static final long SEEDS = 1L << 55;

        private static final long HELD_OUT = 1L << 54;
        private static final long FOLLOWED = 1L << 39;
        private static final int MOST_VALUES = 16;

        public Tune {
            r = List.copyOf(r);
            rho = List.copyOf(rho);
            kappa = List.copyOf(kappa);
            guidanceWeights = guidanceWeights.map(List::copyOf);
        }

        @Override
        public String kind() {
            return "tune";
        }

        @Override
        public Need model() {
            return Need.MUST;
        }

        /** The same weights, with other defaults. */
        @Override
        public boolean leavesModel() {
            return true;
        }

        @Override
        public void check(Checks checks) {
            checks.between("nfe", nfe, 2, SearchSpace.NODES);
            networkNfe.ifPresent(most -> checks.between("networkNfe", most, nfe, 2L * nfe));
            checks.between("images", images, 16, 100_000);
            checks.between("heldOut", heldOut, 64, 50_000);
            checks.between("trajectories", trajectories, 0, 4_096);
            values(checks, "r", r);
            r.forEach(value -> checks.above("r", value, 0, 1));
            values(checks, "rho", rho);
            rho.forEach(value -> checks.between("rho", value, 1.0, 100.0));
            values(checks, "kappa", kappa);
            kappa.forEach(value -> checks.above("kappa", value, 0, 100));
            guidanceWeights.ifPresent(weights -> {
                values(checks, "guidanceWeights", weights);
                weights.forEach(value -> checks.above("guidanceWeights", value, 0, 100));
            });
            checks.between("batch", batch, 1, 4_096);
        }

        private static void values(Checks checks, String field, List<Double> values) {
            checks.require(values.size() <= MOST_VALUES, field, values.size() + " values", "at most " + MOST_VALUES + " values");
        }

        Tune pinned(List<Double> weights) {
            return new Tune(nfe, networkNfe, images, heldOut, trajectories, r, rho, kappa, Optional.of(weights), batch);
        }

        public SearchSpace space() {
            return new SearchSpace(nfe, r, rho, kappa, trajectories > 0);
        }

        /** Images that the search draws at most: in both of its phases, the default being one candidate more, and held out twice. */
        public long drawn() {
            int guidedSize = SearchSpace.guidedSize(guidanceWeights.orElse(GUIDANCE_WEIGHTS).size());
            long guided = guidedSize == 0 ? 0 : new Halving(guidedSize, images).drawn();
            return new Halving(space().size() + 1, images).drawn() + guided + 2L * heldOut;
        }

        /** @param stage position of this stage in the job */
        public Seeds searchSeeds(int stage) {
            return new Seeds(first(stage), images);
        }

        public Seeds heldOutSeeds(int stage) {
            return new Seeds(first(stage) + HELD_OUT, heldOut);
        }

        public Seeds trajectorySeeds(int stage) {
            return new Seeds(first(stage) + FOLLOWED, trajectories);
        }

        private static long first(int stage) {
            return SEEDS + ((long) stage << 40);
        }
    }

    /**
     * Judges the model that the job has by then.
     *
     * @param images drawn for the Fréchet distance
     * @param sampling how; the model's own way if empty, decided at admission unless a search is to find it
     * @param statistics what is measured
     * @param gate what must hold for the job to go on; it goes on in any case if empty. A model that passes becomes the newest version
     */
    record Evaluate(int images, Optional<Sampling> sampling, Statistics statistics, Optional<Gate> gate) implements Stage {
        @Override
        public String kind() {
            return "evaluate";
        }

        @Override
        public Need model() {
            return Need.MUST;
        }

        @Override
        public void check(Checks checks) {
            checks.between("images", images, 2, 1_000_000);
            sampling.ifPresent(given -> given.check(checks.in("sampling")));
            statistics.check(checks.in("statistics"));
            gate.ifPresent(given -> given.check(checks.in("gate")));
        }

        Evaluate pinned(Optional<Sampling> resolved) {
            return new Evaluate(images, resolved, statistics, gate);
        }
    }

    /**
     * Publishes something under a name of its own, for others to build on: the newest version of a model, or stored pairs.
     *
     * @param name under which
     */
    record Export(What what, String name) implements Stage {
        public enum What {
            MODEL,
            PAIRS
        }

        @Override
        public String kind() {
            return "export";
        }

        @Override
        public Need model() {
            return what == What.MODEL ? Need.MUST : Need.NO;
        }

        @Override
        public Need pairs() {
            return what == What.PAIRS ? Need.MUST : Need.NO;
        }

        @Override
        public void check(Checks checks) {
            JobSpec.checkName(checks, "name", name);
        }
    }
}
