package io.straightway.drill;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** In which order faults come: each kind once in every round. The seed alone decides, whatever becomes of the faults. */
final class FaultPlan {
    private final List<Fault> kinds;

    /** For nothing else: choices within a fault, whose number depends on how it goes, must not change the order of the next round. */
    private final Random random;

    FaultPlan(List<Fault> kinds, long seed) {
        this.kinds = List.copyOf(kinds);
        random = new Random(seed);
    }

    List<Fault> kinds() {
        return kinds;
    }

    List<Fault> nextRound() {
        List<Fault> round = new ArrayList<>(kinds);
        Collections.shuffle(round, random);
        return round;
    }
}
