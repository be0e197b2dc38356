package io.straightway.job;

import java.util.List;
import java.util.Optional;

/** Where jobs stand that others build on, as far as that is known here. */
public interface Upstream {
    Upstream NONE = job -> Optional.empty();

    /** @return empty if the job runs, or is not known (yet) */
    Optional<Standing> of(String job);

    sealed interface Standing {}

    /** @param jobs that must end before it begins */
    record Waiting(List<String> jobs) implements Standing {
        public Waiting {
            jobs = List.copyOf(jobs);
        }
    }

    sealed interface End extends Standing {}

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
