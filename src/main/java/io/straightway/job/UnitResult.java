package io.straightway.job;

import java.util.List;
import java.util.Optional;

/**
 * What a unit achieved, wholly or, if it was stopped, in part.
 *
 * @param amount images, pairs or training images done
 * @param artifacts what it wrote
 * @param distance the Fréchet distance, if it measured one
 * @param usage what it cost
 * @param lacking what could not be done although it was asked for; all else was
 * @param note something the submitter should know, such as why there is no distance
 */
public record UnitResult(long amount, List<Artifact> artifacts, Optional<Distance> distance, Usage usage, Optional<Failure> lacking,
        Optional<String> note) {
    public UnitResult {
        artifacts = List.copyOf(artifacts);
    }

    /** With nothing lacking. */
    public UnitResult(long amount, List<Artifact> artifacts, Optional<Distance> distance, Usage usage, Optional<String> note) {
        this(amount, artifacts, distance, usage, Optional.empty(), note);
    }

    public static UnitResult nothing() {
        return nothing(Usage.NONE);
    }

    /** Nothing to keep, but it did cost something. */
    public static UnitResult nothing(Usage usage) {
        return new UnitResult(0, List.of(), Optional.empty(), usage, Optional.empty());
    }
}
