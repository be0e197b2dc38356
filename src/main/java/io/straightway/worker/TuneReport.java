package io.straightway.worker;

import io.straightway.job.Distance;
import io.straightway.job.Seeds;
import io.straightway.recipe.Grid;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Everything that a search for a sampling did. The same job gives the same report: it knows no time and no attempt.
 *
 * @param job that asked for it
 * @param model the version that came out
 * @param parent the version that was tuned
 * @param nfe evaluations of the flow per image that were allowed
 * @param networkNfe evaluations of the network per image that were allowed, if they were counted
 * @param reference data set that images were compared with
 * @param extractor network of the distances
 * @param searchSeeds of the candidates' images, the same for all
 * @param trajectorySeeds of the trajectories
 * @param grids the explicit grids
 * @param tried every candidate in every round
 * @param judgement on held-out seeds
 */
record TuneReport(
        String job,
        String model,
        String parent,
        int nfe,
        Optional<Integer> networkNfe,
        String reference,
        String extractor,
        Seeds searchSeeds,
        Seeds trajectorySeeds,
        List<Found> grids,
        List<Tried> tried,
        Judgement judgement) {
    TuneReport {
        grids = List.copyOf(grids);
        tried = List.copyOf(tried);
    }

    /** A grid found on trajectories for the steps of a solver. */
    record Found(Solver solver, Grid.Explicit grid) {}

    /** What is searched: schedules first, then guidance of the best of them. */
    enum Phase {
        SCHEDULE,
        GUIDANCE
    }

    /**
     * A candidate in a round.
     *
     * @param round from 1
     * @param images so far
     * @param networkEvaluations per image: a guided evaluation of the flow costs two
     * @param distance empty if there is none, because its images have no finite features
     */
    record Tried(Phase phase, int round, Sampling sampling, int images, int networkEvaluations, Optional<Double> distance) {
        OptionalDouble measured() {
            return distance.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
        }
    }

    /**
     * The best candidate beside the default, on seeds that no candidate has seen.
     *
     * @param seeds of both
     * @param usual the default
     * @param best candidate
     * @param usualEvaluations of the network per image with the default
     * @param bestEvaluations of the network per image with the best candidate
     * @param usualDistance of the default
     * @param bestDistance of the best candidate; empty if it is the default itself, or can't be measured
     * @param difference of the two and its 95 % interval; below 0 the candidate is better
     * @param chosen one of the two
     * @param reason for the choice
     */
    record Judgement(Seeds seeds, Sampling usual, Sampling best, int usualEvaluations, int bestEvaluations, Distance usualDistance,
            Optional<Distance> bestDistance, Optional<Difference> difference, Sampling chosen, String reason) {

        Judgement {
            if (!chosen.equals(usual) && !(chosen.equals(best) && bestDistance.isPresent() && difference.map(Difference::better).orElse(false))) {
                throw new IllegalArgumentException("what is chosen is neither the default nor better: " + chosen);
            }
        }

        /** Of the chosen one. */
        Distance distance() {
            return chosen.equals(usual) ? usualDistance : bestDistance.orElseThrow();
        }

        boolean kept() {
            return chosen.equals(usual);
        }
    }

    /** Best candidate less default, with a 95 % interval by a jackknife over parts of the same seeds. */
    record Difference(double value, double lower, double upper) {
        /** A difference that may be chance counts as none: who gives up a default wants to gain by it. */
        boolean better() {
            return upper < 0;
        }
    }
}
