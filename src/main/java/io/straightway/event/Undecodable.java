package io.straightway.event;

import io.straightway.recipe.Violation;
import java.util.List;
import java.util.Optional;

/** A record that can't be read, now or ever. Its place is the dead-letter topic. */
public final class Undecodable extends RuntimeException {

    /** What is wrong, for machines. */
    public enum Code {
        /** No value. */
        EMPTY,
        TOO_LARGE,
        /** Neither single-object Avro, nor Confluent's, nor JSON. */
        UNKNOWN_FORMAT,
        /** Written with a schema that neither the releases nor the registry know. */
        UNKNOWN_SCHEMA,
        /** Broken bytes, or not of the schema's shape. */
        MALFORMED,
        /** Of the schema's shape, but without a meaning. */
        INVALID
    }

    private final Code code;
    private final String id;
    private final transient List<Violation> violations;

    Undecodable(Code code, String message) {
        super(message);
        this.code = code;
        id = "";
        violations = List.of();
    }

    Undecodable(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        id = "";
        violations = List.of();
    }

    /** @param id that the record gives itself; empty if it gives none */
    Undecodable(String id, List<Violation> violations) {
        super(String.join("; ", violations.stream().map(Violation::toString).toList()));
        code = Code.MALFORMED;
        this.id = id;
        this.violations = List.copyOf(violations);
    }

    /** If it is known whose submission this is and which fields are wrong, it can be refused instead of put aside. */
    Optional<Submission> submission() {
        return id.isEmpty() ? Optional.empty() : Optional.of(new Submission.Unreadable(id, violations));
    }

    public Code code() {
        return code;
    }
}
