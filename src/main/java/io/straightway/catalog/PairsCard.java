package io.straightway.catalog;

import io.straightway.store.ObjectRef;
import java.util.List;

/**
 * What imported pairs are, beside their files.
 *
 * @param name of the pairs
 * @param resolution height and width in pixels
 * @param channels image channels
 * @param classes largest label plus one, 0 without labels
 * @param backward pairs that keep a seed for their noise
 * @param forward pairs that keep their noise itself
 * @param parts the files
 */
public record PairsCard(String name, int resolution, int channels, int classes, int backward, int forward, List<ObjectRef> parts) {
    public PairsCard {
        parts = List.copyOf(parts);
    }
}
