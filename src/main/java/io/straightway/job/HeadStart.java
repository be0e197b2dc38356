package io.straightway.job;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a step had done when work on it began or went on: made before the time from which its rate is taken. Workers tell it with the first
 * progress after they have read their checkpoints.
 *
 * @param untold positions of the units that go on from a checkpoint and have not told how far it goes
 * @param amount told so far: images, pairs or training images
 */
public record HeadStart(Set<Integer> untold, long amount) {
    public static final HeadStart NONE = new HeadStart(Set.of(), 0);

    public HeadStart {
        untold = Set.copyOf(untold);
    }

    /** Of units that nobody has begun to work on, again or at all. */
    static HeadStart of(List<Unit> units) {
        return new HeadStart(IntStream.range(0, units.size()).filter(i -> units.get(i).checkpoint().isPresent()).boxed().collect(Collectors.toSet()), 0);
    }

    /** @param done by the unit, as it tells */
    HeadStart told(int index, long done) {
        if (done == 0 || !untold.contains(index)) {
            return this;
        }
        return new HeadStart(untold.stream().filter(other -> other != index).collect(Collectors.toSet()), amount + done);
    }
}
