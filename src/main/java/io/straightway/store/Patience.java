package io.straightway.store;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * How long to keep trying: {@code attempts} in all, with a pause between them that doubles from {@code first} up to {@code longest}.
 * Each pause is drawn from its upper half, so that workers that failed together do not come back together.
 */
public record Patience(int attempts, Duration first, Duration longest) {
    /** About half a minute: longer than a restart of a store, shorter than a lease. */
    public static final Patience DEFAULT = new Patience(9, Duration.ofMillis(200), Duration.ofSeconds(8));

    public Patience {
        if (attempts < 1 || first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("patience needs one attempt or more and first <= longest, not " + attempts + ", " + first + ", " + longest);
        }
    }

    interface Call<T> {
        /** @param attempt from 1 */
        T run(int attempt) throws Exception;
    }

    /** Runs until the call returns, fails for good, or the attempts are spent; the last failure is thrown then. */
    <T> T run(Call<T> call, Predicate<Exception> passing) throws Exception {
        for (int attempt = 1;; attempt++) {
            try {
                return call.run(attempt);
            } catch (Exception e) {
                if (attempt >= attempts || !passing.test(e)) {
                    throw e;
                }
            }
            pause(attempt);
        }
    }

    private void pause(int attempt) throws IOException {
        long ceiling = Math.min(longest.toMillis(), first.toMillis() << Math.min(attempt - 1, 20));
        try {
            Thread.sleep(ceiling / 2 + ThreadLocalRandom.current().nextLong(ceiling / 2 + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the store", e);
        }
    }
}
