package io.straightway.store;

/** An object could not be read or written. The message names the object and the reason. */
public sealed class StoreException extends RuntimeException permits StoreUnavailable, DigestMismatch {
    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
