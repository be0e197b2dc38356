package io.straightway.generate;

import io.straightway.store.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** {@link ManifestLines#digest} of entries that come one by one, in the order of their seeds. */
public final class ImagesDigest {
    private final MessageDigest digest = Digest.sha256();
    private long last = Long.MIN_VALUE;

    /** @throws IllegalArgumentException if the seed is not larger than the one before */
    public void add(ManifestEntry entry) {
        if (entry.seed() <= last) {
            throw new IllegalArgumentException(entry.seed() == last ? "seed " + last + " is in the manifest twice" : "seed " + entry.seed() + " comes after " + last);
        }
        last = entry.seed();
        digest.update(entry.sha256().getBytes(StandardCharsets.US_ASCII));
    }

    /** Of all entries so far; more can't be added then. */
    public String hex() {
        return Digest.hex(digest.digest());
    }
}
