package io.straightway.job;

import java.util.Optional;

/** How jobs that others build on have ended, as far as that is known here. */
public interface Upstream {
    Upstream NONE = job -> Optional.empty();

    /** @return empty if the job has not ended, or is not known (yet) */
    Optional<End> of(String job);

    sealed interface End {}

    /**
     * All it promised is there.
     *
     * @param model its final model
     * @param pairs name of the stored pairs that it exported last
     */
    record Succeeded(Optional<ModelName> model, Optional<String> pairs) implements End {}

    /** @param state in which it rests: another ending, or {@code FORGOTTEN} */
    record Otherwise(String state) implements End {}
}
