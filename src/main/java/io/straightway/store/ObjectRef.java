package io.straightway.store;

import java.util.regex.Pattern;

/**
 * An object and what it contains: the claim of a writer that a reader can check.
 *
 * @param key    where it lies in the bucket
 * @param sha256 64 lower-case hexadecimal digits
 * @param bytes  its size
 */
public record ObjectRef(String key, String sha256, long bytes) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public ObjectRef {
        if (!HEX.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256 of object " + key + " is \"" + sha256 + "\", not 64 lower-case hexadecimal digits");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("size of object " + key + " is " + bytes + ", not 0 or more");
        }
    }
}
