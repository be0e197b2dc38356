package io.straightway.job;

import io.straightway.recipe.Checks;
import java.util.Optional;

/**
 * What is measured of images, beside their distance.
 *
 * @param extractor feature network, or the sliced projection; the data set's if empty
 * @param interval a 95 % interval of the distance
 * @param infinity the distance at infinitely many images
 * @param kernel the kernel distance (KID)
 * @param precisionRecall improved precision and recall
 */
public record Statistics(Optional<String> extractor, boolean interval, boolean infinity, boolean kernel, boolean precisionRecall) {
    public static final Statistics DISTANCE = new Statistics(Optional.empty(), false, false, false, false);

    /** Whether anything is asked for that moments do not carry, so that the features themselves are kept. */
    public boolean needsFeatures() {
        return infinity || kernel || precisionRecall;
    }

    void check(Checks checks) {
        extractor.ifPresent(name -> JobSpec.checkName(checks, "extractor", name));
    }
}
