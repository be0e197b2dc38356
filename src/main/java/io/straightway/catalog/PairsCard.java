package io.straightway.catalog;

import io.straightway.store.ObjectRef;
import java.util.List;

/**
 * What imported pairs are, beside their files.
 *
 * @param name of the pairs
 * @param resolution width in pixels
 * @param channels image channels
 * @param classes largest label plus one, 0 without labels
 * @param backward pairs that keep a seed for their noise
 * @param forward pairs that keep their noise itself
 * @param parts the files
 * @param height in pixels
 */
public record PairsCard(String name, int resolution, int channels, int classes, int backward, int forward, List<ObjectRef> parts, int height) {
    public PairsCard {
        // Cards that were written before there was a height are of squares.
        height = height == 0 ? resolution : height;
        parts = List.copyOf(parts);
    }
}
