package io.straightway.recipe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** Collects every violation of a value instead of stopping at the first. Not thread-safe; one per validation. */
public final class Checks {
    private static final int SHOWN = 80;

    private final String prefix;
    private final List<Violation> found;

    private Checks(String prefix, List<Violation> found) {
        this.prefix = prefix;
        this.found = found;
    }

    public static Checks begin() {
        return new Checks("", new ArrayList<>());
    }

    /** The same collection, with {@code name.} before every field. */
    public Checks in(String name) {
        return new Checks(prefix + name + ".", found);
    }

    public Checks require(boolean holds, String field, Object value, String allowed) {
        if (!holds) {
            found.add(new Violation(prefix + field, show(value), allowed));
        }
        return this;
    }

    public Checks between(String field, long value, long low, long high) {
        return require(value >= low && value <= high, field, value, "a whole number from " + low + " to " + high);
    }

    public Checks between(String field, double value, double low, double high) {
        return require(value >= low && value <= high, field, value, "a finite number from " + low + " to " + high);
    }

    /** For a number in (low, high]. */
    public Checks above(String field, double value, double low, double high) {
        return require(value > low && value <= high, field, value, "a finite number above " + low + " and up to " + high);
    }

    public Checks matches(String field, String value, Pattern pattern, String allowed) {
        return require(pattern.matcher(value).matches(), field, value.isEmpty() ? "empty" : value, allowed);
    }

    public <T> Checks oneOf(String field, T value, Collection<T> allowed) {
        return require(allowed.contains(value), field, value, "one of " + allowed);
    }

    public List<Violation> violations() {
        return List.copyOf(found);
    }

    /** Foreign text is cut, so that an oversized value cannot blow up the event that refuses it. */
    private static String show(Object value) {
        String text = String.valueOf(value);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "… (" + text.length() + " characters)";
    }
}
