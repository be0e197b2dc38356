package io.straightway.job;

import io.straightway.recipe.Checks;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** When a job ends at the latest. */
public sealed interface Deadline {
    String ALLOWED = "an instant such as 2026-12-31T18:00:00Z, or a time from receipt such as PT2H, up to 3650 days";
    Duration LONGEST = Duration.ofDays(3650);

    /** @param received when the job came in */
    Instant from(Instant received);

    void check(Checks checks);

    /** As users write it; {@link #parse} reads it again. */
    String text();

    static Optional<Deadline> parse(String text) {
        try {
            return Optional.of(text.startsWith("P") ? new After(Duration.parse(text)) : new At(Instant.parse(text)));
        } catch (DateTimeParseException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    record At(Instant instant) implements Deadline {
        @Override
        public Instant from(Instant received) {
            return instant;
        }

        @Override
        public void check(Checks checks) {}

        @Override
        public String text() {
            return instant.toString();
        }
    }

    record After(Duration time) implements Deadline {
        @Override
        public Instant from(Instant received) {
            return received.plus(time);
        }

        @Override
        public void check(Checks checks) {
            checks.require(time.isPositive() && time.compareTo(LONGEST) <= 0, "deadline", time, ALLOWED);
        }

        @Override
        public String text() {
            return time.toString();
        }
    }
}
