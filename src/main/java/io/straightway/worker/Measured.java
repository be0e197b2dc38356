package io.straightway.worker;

import io.straightway.job.Distance;
import io.straightway.metric.MetricException;
import io.straightway.metric.Moments;
import java.util.Optional;
import java.util.function.Supplier;

/** A distance, or why there is none. One that can't be measured is a note and not a failure: the images are there and are kept. */
record Measured(Optional<Distance> distance, Optional<String> note) {

    /** @param moments of the generated images; empty if no shard measured any */
    static Measured of(Optional<References.Reference> reference, Supplier<Optional<Moments>> moments) {
        if (reference.isEmpty()) {
            return without("there is no data set to compare with, or no feature network for it");
        }
        try {
            return moments.get().map(measured -> new Measured(Optional.of(reference.get().distance(measured)), Optional.empty()))
                    .orElseGet(() -> without("no features were measured"));
        } catch (MetricException e) {
            return without(e.getMessage());
        }
    }

    private static Measured without(String reason) {
        return new Measured(Optional.empty(), Optional.of("no Fréchet distance: " + reason));
    }
}
