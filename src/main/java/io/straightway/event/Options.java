package io.straightway.event;

import io.straightway.recipe.Checks;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The optional fields of a record of which each kind uses only some. What a kind doesn't take is refused, since a submitter who writes
 * it expects an effect that it can't have.
 */
final class Options {
    private final Checks checks;
    private final String owner;
    private final Map<String, Object> given = new LinkedHashMap<>();

    /** @param owner the kind, as named to the submitter */
    Options(Checks checks, String owner) {
        this.checks = checks;
        this.owner = owner;
    }

    /** @param value what the submitter gave, null for nothing, as Avro has it */
    Options with(String field, Object value) {
        if (value != null) {
            given.put(field, value);
        }
        return this;
    }

    /** The schema vouches for the type of what was given. */
    @SuppressWarnings("unchecked")
    <T> T or(String field, T fallback) {
        Object value = given.remove(field);
        return value == null ? fallback : (T) value;
    }

    /** What was given, if anything was; the schema vouches for its type. */
    @SuppressWarnings("unchecked")
    <T> Optional<T> maybe(String field) {
        return Optional.ofNullable((T) given.remove(field));
    }

    /** @param standIn lets reading go on, to find what else is wrong */
    <T> T required(String field, T standIn) {
        checks.require(given.containsKey(field), field, "missing", "a value, because " + owner + " needs it");
        return or(field, standIn);
    }

    void refuseRest() {
        given.forEach((field, value) -> checks.require(false, field, value, "nothing, because " + owner + " has no such option"));
    }

    /** For a kind that isn't known: what its options mean can't be judged. */
    void ignoreRest() {
        given.clear();
    }
}
