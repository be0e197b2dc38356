package io.straightway.catalog;

import java.util.List;

/**
 * What a packed data set is, beside its ZIP.
 *
 * @param name of the data set
 * @param images in the training part
 * @param resolution width in pixels
 * @param channels image channels
 * @param classes names of the labels, in order
 * @param sha256 digest of the ZIP
 * @param bytes size of the ZIP
 * @param extractor what judges images of this kind, a feature network or the sliced projection; empty text for none
 * @param height in pixels: the width, or 1 for signals; they may also lie along the height
 */
public record DatasetCard(String name, int images, int resolution, int channels, List<String> classes, String sha256, long bytes, String extractor,
        int height) {
    public DatasetCard {
        // Cards that were written before there was a height are of squares.
        height = height == 0 ? resolution : height;
        classes = List.copyOf(classes);
    }

    /** Such as {@code 16x16}: width and height. */
    public String size() {
        return resolution + "x" + height;
    }
}
