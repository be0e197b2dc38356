package io.straightway.event;

import java.util.Optional;

/**
 * A schema registry, as the Confluent wire format needs it. Schemas go in and out as JSON. Answers may be kept for good, since ids and
 * schemas don't change.
 */
public interface SchemaIds {

    /**
     * @param subject {@code <topic>-value}
     * @return the id of the schema, registered before or by this call
     * @throws java.io.UncheckedIOException if the registry can't be asked now
     */
    int id(String subject, String schema);

    /**
     * @return the schema with this id; empty if the registry has none
     * @throws java.io.UncheckedIOException if the registry can't be asked now
     */
    Optional<String> schema(int id);
}
