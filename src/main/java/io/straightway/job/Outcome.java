package io.straightway.job;

import java.util.List;
import java.util.Optional;

/**
 * How a job ended.
 *
 * @param ending which terminal event closes it
 * @param outputs manifest, grid, models… for whoever goes on from here
 * @param distance Fréchet distance of the images, or of the final model
 * @param failure the cause, if not all went well
 * @param notes what else the submitter should know
 */
public record Outcome(
        Ending ending,
        Counts counts,
        List<Artifact> outputs,
        Optional<Distance> distance,
        Usage usage,
        Optional<Failure> failure,
        List<String> notes) {
    public Outcome {
        outputs = List.copyOf(outputs);
        notes = List.copyOf(notes);
    }

    /** The terminal events. */
    public enum Ending {
        SUCCEEDED,
        PARTIALLY_SUCCEEDED,
        FAILED,
        CANCELLED,
        EXPIRED,
        REJECTED
    }
}
