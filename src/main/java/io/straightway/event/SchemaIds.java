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
     * @throws Unanswered if the registry can't be asked now
     */
    int id(String subject, String schema);

    /**
     * @return the schema with this id; empty if the registry says that it has none, or has one that is too large to be any of ours
     * @throws Unanswered if the registry can't be asked now
     */
    Optional<String> schema(int id);

    /** The registry has not said what was asked. Nothing is known about the record then: it must wait, and is no dead letter. */
    class Unanswered extends RuntimeException {
        public Unanswered(String message) {
            super(message);
        }
    }

    /** It won't say until somebody changes something: a right, a setting, what is registered. */
    final class Refused extends Unanswered {
        public Refused(String message) {
            super(message);
        }
    }
}
