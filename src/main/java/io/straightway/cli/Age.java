package io.straightway.cli;

import java.time.Duration;
import java.time.Instant;

/** Times as people tell them: {@code 12s}, {@code 3m20s}, {@code 2h5m}, {@code 9d}. */
final class Age {
    private Age() {}

    static String of(Instant begin, Instant now) {
        return of(Duration.between(begin, now));
    }

    /** Clocks differ, so what lies a little ahead counts as now. */
    static String of(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + "m" + (seconds % 60 == 0 ? "" : seconds % 60 + "s");
        }
        if (seconds < 2 * 86_400) {
            return seconds / 3_600 + "h" + (seconds / 60 % 60 == 0 ? "" : seconds / 60 % 60 + "m");
        }
        return seconds / 86_400 + "d";
    }
}
