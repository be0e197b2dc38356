package io.straightway.store;

/** What was read is not what the reference says was written. */
public final class DigestMismatch extends StoreException {
    DigestMismatch(ObjectRef expected, long bytes, String sha256) {
        super("object " + expected.key() + " has " + bytes + " bytes with sha256 " + sha256 + ", its reference says "
                + expected.bytes() + " bytes with sha256 " + expected.sha256());
    }
}
