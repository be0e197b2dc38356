package io.straightway.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.Schema;

/** Schemas by their id in a registry: those that were used last. Safe for use by several threads. */
final class RecentSchemas {
    /** Versions of one record type that are in use at a time: more than anybody has. */
    private static final int MOST = 64;

    private final Map<Integer, Schema> schemas = new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Schema> eldest) {
            return size() > MOST;
        }
    };

    /** @param ask for a schema that is not kept; its failures are not kept either */
    Schema of(int id, Supplier<Schema> ask) {
        synchronized (schemas) {
            Schema known = schemas.get(id);
            if (known != null) {
                return known;
            }
        }
        // Not while others wait: the registry may be slow.
        Schema asked = ask.get();
        synchronized (schemas) {
            schemas.put(id, asked);
        }
        return asked;
    }
}
