package io.straightway.catalog;

import java.util.List;

/**
 * What a packed data set is, beside its ZIP.
 *
 * @param name of the data set
 * @param images in the training part
 * @param resolution height and width in pixels
 * @param channels image channels
 * @param classes names of the labels, in order
 * @param sha256 digest of the ZIP
 * @param bytes size of the ZIP
 * @param extractor feature network that judges images of this kind; empty text for none
 */
public record DatasetCard(String name, int images, int resolution, int channels, List<String> classes, String sha256, long bytes, String extractor) {
    public DatasetCard {
        classes = List.copyOf(classes);
    }
}
