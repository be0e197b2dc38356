package io.straightway.data;

/** A file is not what it should be. The message names the file, the entry within it where there is one, and the reason. */
public final class DataException extends RuntimeException {
    public DataException(String file, String reason) {
        super(file + ": " + reason);
    }

    public DataException(String file, String entry, String reason) {
        super(file + ", entry " + entry + ": " + reason);
    }

    public DataException(String file, String reason, Throwable cause) {
        super(file + ": " + reason + " (" + cause.getMessage() + ")", cause);
    }
}
