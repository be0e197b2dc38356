package io.straightway.recipe;

/**
 * One reason why an input is refused.
 *
 * @param field path of the field as the submitter wrote it, such as {@code sampling.nfe}
 * @param value what was given
 * @param allowed what would have been accepted
 */
public record Violation(String field, String value, String allowed) {
    @Override
    public String toString() {
        return field + " is " + value + ", allowed: " + allowed;
    }
}
