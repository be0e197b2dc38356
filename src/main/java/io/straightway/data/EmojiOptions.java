package io.straightway.data;

import java.util.List;

/**
 * What to make of the emoji art.
 *
 * @param size       side of the pictures, a power of two
 * @param sets       art sets to take, of {@link #ALL}
 * @param mostPeople how many pictures of people to keep: uncapped they are more than half, most of them one figure in many skin tones
 * @param heldOut    one of this many concepts is held out, in all its drawings
 */
public record EmojiOptions(int size, List<String> sets, int mostPeople, int heldOut) {
    /** The eight coloured art sets that render without fault. */
    public static final List<String> ALL = List.of(
            "twemoji", "openmoji", "fluent-emoji-flat", "emojione", "fxemoji", "noto-v1", "noto", "emojione-v1");

    /** Six of them, without the two that take longest to draw for what they add: 9,000 pictures in half of the time. */
    public static final List<String> FAST = ALL.subList(0, 6);

    public EmojiOptions {
        Sources.requirePowerOfTwo(size);
        sets = List.copyOf(sets);
        if (sets.isEmpty() || !ALL.containsAll(sets)) {
            throw new IllegalArgumentException("emoji sets are " + sets + ", not some of " + ALL);
        }
        if (mostPeople < 0 || heldOut < 2) {
            throw new IllegalArgumentException("mostPeople is " + mostPeople + ", not 0 or more; or heldOut is " + heldOut + ", not 2 or more");
        }
    }

    public static EmojiOptions of(int size) {
        return new EmojiOptions(size, FAST, 1500, 10);
    }
}
