package io.straightway.store;

/** The store did not answer, or answered with a passing failure, for as long as the {@link Patience} of the client lasted. */
public final class StoreUnavailable extends StoreException {
    StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
