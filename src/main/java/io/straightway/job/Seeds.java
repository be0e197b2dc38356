package io.straightway.job;

import io.straightway.recipe.Checks;

/**
 * A run of seeds: {@code first}, {@code first + 1}, … One seed is one image.
 *
 * @param first at least 0
 * @param count number of images
 */
public record Seeds(long first, long count) {
    public static final long LARGEST = (1L << 53) - 1;

    void check(Checks checks, long most) {
        checks.between("images", count, 1, most);
        checks.between("firstSeed", first, 0, LARGEST - Math.clamp(count, 0, most));
    }
}
