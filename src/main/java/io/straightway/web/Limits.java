package io.straightway.web;

import io.straightway.job.JobSpec;

/** What a request may ask for. */
final class Limits {
    private Limits() {}

    /**
     * A whole number.
     *
     * @throws jakarta.ws.rs.WebApplicationException 400
     */
    static int between(String name, String value, int low, int high) {
        try {
            int number = Integer.parseInt(value);
            if (number >= low && number <= high) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number that is out of range.
        }
        throw Problem.badValue(name, shortened(value), "a whole number from " + low + " to " + high);
    }

    private static String shortened(String value) {
        return value.length() > 80 ? value.substring(0, 80) + "…" : value;
    }

    /**
     * A name that may be part of an object key.
     *
     * @throws jakarta.ws.rs.WebApplicationException 400
     */
    static String name(String what, String name) {
        if (!JobSpec.NAME.matcher(name).matches()) {
            throw Problem.badValue(what, shortened(name), JobSpec.NAME_RULE);
        }
        return name;
    }
}
