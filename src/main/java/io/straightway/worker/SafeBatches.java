package io.straightway.worker;

import io.straightway.engine.ProgramFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many images of each kind of work fit into a device's memory, learned from failures. Confined to the device's thread. */
final class SafeBatches {
    private static final Logger LOG = LoggerFactory.getLogger(SafeBatches.class);

    private final Map<String, Integer> largest = new HashMap<>();

    /**
     * Works with half the batch, and half of that, until the work fits; what fitted is where the next work of the kind begins.
     *
     * @param kind what decides how much memory an image takes: model and precision
     * @throws ProgramFailure if a single image does not fit, or of another kind
     */
    <T> T fitting(String kind, int wanted, IntFunction<T> work) {
        while (true) {
            int batch = of(kind, wanted);
            try {
                return work.apply(batch);
            } catch (ProgramFailure e) {
                if (!e.outOfMemory() || batch == 1) {
                    throw e;
                }
                failed(kind, batch);
            }
        }
    }

    int of(String kind, int wanted) {
        return Math.min(wanted, largest.getOrDefault(kind, wanted));
    }

    void failed(String kind, int batch) {
        largest.put(kind, Math.max(1, batch / 2));
        LOG.warn("batch does not fit into memory and is halved: kind={} batch={} next={}", kind, batch, largest.get(kind));
    }
}
