package io.straightway.train;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongFunction;

/**
 * Draws samples while a device computes with those before: normals that are the same bits on every machine cost a processor more time
 * than a GPU takes for the step. What is drawn depends on its number alone, so that nothing changes but the time. Thread-safe.
 */
final class Ahead {
    private final LongFunction<Samples> draw;
    private final ConcurrentMap<Long, CompletableFuture<Samples>> drawn = new ConcurrentHashMap<>();

    /** @param draw the samples of a part of a step, by the number of its first one */
    Ahead(LongFunction<Samples> draw) {
        this.draw = draw;
    }

    /**
     * @param first number of the first sample
     * @param next which will be asked for after that
     */
    Samples take(long first, long next) {
        CompletableFuture<Samples> asked = drawn.remove(first);
        Samples now = asked == null ? draw.apply(first) : done(asked);
        drawn.computeIfAbsent(next, number -> CompletableFuture.supplyAsync(() -> draw.apply(number)));
        return now;
    }

    private static Samples done(CompletableFuture<Samples> asked) {
        try {
            return asked.join();
        } catch (CompletionException e) {
            switch (Objects.requireNonNullElse(e.getCause(), e)) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause; // too little memory is told as such
                default -> throw new IllegalStateException(e);
            }
        }
    }
}
