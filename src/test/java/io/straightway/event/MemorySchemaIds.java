package io.straightway.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A registry in memory. */
final class MemorySchemaIds implements SchemaIds {
    private final List<String> schemas = new ArrayList<>();

    @Override
    public synchronized int id(String subject, String schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        return 1000 + schemas.indexOf(schema);
    }

    @Override
    public synchronized Optional<String> schema(int id) {
        return id >= 1000 && id < 1000 + schemas.size() ? Optional.of(schemas.get(id - 1000)) : Optional.empty();
    }
}
