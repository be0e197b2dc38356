package io.straightway.web;

import io.straightway.job.JobSpec;

/** What a request may ask for. */
final class Limits {
    private Limits() {}

    /** @throws jakarta.ws.rs.WebApplicationException 400 */
    static int between(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw Problem.badValue(name, value, "a whole number from " + low + " to " + high);
        }
        return value;
    }

    /**
     * A name that may be part of an object key.
     *
     * @throws jakarta.ws.rs.WebApplicationException 400
     */
    static String name(String what, String name) {
        if (!JobSpec.NAME.matcher(name).matches()) {
            throw Problem.badValue(what, name.length() > 80 ? name.substring(0, 80) + "…" : name, JobSpec.NAME_RULE);
        }
        return name;
    }
}
