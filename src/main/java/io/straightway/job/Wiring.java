package io.straightway.job;

import java.util.Optional;

/**
 * How a stage is tied to others.
 *
 * @param label by which other stages name it; its kind, numbered from the second of a kind on, if empty
 * @param from the model that it begins with or works on; the job's newest if empty
 * @param pairs that it trains on; the job's newest if empty
 */
public record Wiring(Optional<String> label, Optional<Input> from, Optional<Input> pairs) {
    public static final Wiring PLAIN = new Wiring(Optional.empty(), Optional.empty(), Optional.empty());
}
