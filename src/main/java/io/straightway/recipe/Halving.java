package io.straightway.recipe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Successive halving (Jamieson and Talwalkar 2016): a few images of every candidate, twice as many of the better half, and so on. All
 * candidates draw the same seeds, and a later round draws only what the earlier ones have not. The number of rounds is a choice of this
 * project.
 *
 * @param candidates in the first round
 * @param images of a candidate in the last round
 */
public record Halving(int candidates, int images) {
    private static final int MOST_ROUNDS = 4;

    /** Images of a candidate, below which a distance says too little to drop it. */
    private static final int FEWEST = 16;

    /**
     * @param candidates that are measured in it
     * @param images of each, those of the rounds before included
     */
    public record Round(int candidates, int images) {}

    public List<Round> rounds() {
        int last = 0;
        while (last + 1 < MOST_ROUNDS && images >> (last + 1) >= FEWEST && candidates >> last > 1) {
            last++;
        }
        List<Round> rounds = new ArrayList<>();
        int left = candidates;
        for (int i = 0; i <= last; i++) {
            rounds.add(new Round(left, images >> (last - i)));
            left = Math.ceilDiv(left, 2);
        }
        return rounds;
    }

    /** Images of all candidates in all rounds. */
    public long drawn() {
        long drawn = 0;
        int before = 0;
        for (Round round : rounds()) {
            drawn += (long) round.candidates() * (round.images() - before);
            before = round.images();
        }
        return drawn;
    }

    /** The smallest distance first. What has none comes last, and of equals the one that came first stays first. */
    public static <T> List<T> ranked(List<T> measured, Function<T, OptionalDouble> distance) {
        return measured.stream().sorted(Comparator.comparingDouble(one -> distance.apply(one).orElse(Double.POSITIVE_INFINITY))).toList();
    }
}
