package io.straightway.engine;

/**
 * A value inside program text.
 *
 * @param text a variable, or an expression without side effects
 */
public record Value(String text) {
    @Override
    public String toString() {
        return text;
    }
}
