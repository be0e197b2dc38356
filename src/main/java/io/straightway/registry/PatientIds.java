package io.straightway.registry;

import io.straightway.event.SchemaIds;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Asks again for a while where a registry does not answer; for commands, whose user would do the same. What is refused is not asked again.
 */
public final class PatientIds implements SchemaIds {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final SchemaIds ids;
    private final Duration patience;

    public PatientIds(SchemaIds ids, Duration patience) {
        this.ids = ids;
        this.patience = patience;
    }

    @Override
    public int id(String subject, String schema) {
        return patiently(() -> ids.id(subject, schema));
    }

    @Override
    public Optional<String> schema(int id) {
        return patiently(() -> ids.schema(id));
    }

    private <T> T patiently(Supplier<T> question) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return question.get();
            } catch (Refused e) {
                throw e;
            } catch (Unanswered e) {
                if (System.nanoTime() >= end) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(Unanswered why) {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw why;
        }
    }
}
