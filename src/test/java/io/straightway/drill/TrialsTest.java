package io.straightway.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrialsTest {
    private long now;
    private int runs;
    private final Trials trials = new Trials(() -> now, Duration.ZERO);

    @Test
    void aFaultWhoseMomentWasMissedIsTriedAgain() throws Exception {
        // When: its third moment is met
        Tried tried = trials.of("kill", () -> {
            if (++runs < 3) {
                throw new MomentMissed("nobody computes");
            }
            return new Tried.Recovered(1.5);
        });

        // Then
        assertThat(tried).isEqualTo(new Tried("kill", 2, new Tried.Recovered(1.5)));
    }

    @Test
    void tryingHasAnEnd() throws Exception {
        // When: each try takes a minute
        Tried tried = trials.of("kill", () -> {
            runs++;
            now += Duration.ofMinutes(1).toNanos();
            throw new MomentMissed("nobody computes");
        });

        // Then
        assertThat(runs).isEqualTo((int) Trials.PATIENCE.toMinutes());
        assertThat(tried).isEqualTo(new Tried("kill", runs, new Tried.Missed("nobody computes")));
    }

    @Test
    void whatIsNoMissedMomentIsNotTriedAgain() throws Exception {
        // When
        Tried stalled = trials.of("kill", () -> {
            runs++;
            throw new IllegalStateException("no unit was in work");
        });
        Tried unrecovered = trials.of("kill", () -> {
            runs++;
            return new Tried.NotRecovered("no recovery");
        });

        // Then
        assertThat(runs).isEqualTo(2);
        assertThat(stalled.problem()).hasValueSatisfying(problem -> assertThat(problem).contains("no unit was in work"));
        assertThat(unrecovered.problem()).contains("no recovery");
    }
}
