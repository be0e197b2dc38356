package io.straightway.engine;

import java.util.Locale;

/** A program that did not load or did not run. The message carries TorchScript's own trace. */
public final class ProgramFailure extends RuntimeException {
    ProgramFailure(String message) {
        super(message);
    }

    ProgramFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether the device had no memory left, which a smaller batch may cure. */
    public boolean outOfMemory() {
        String text = String.valueOf(getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("out of memory") || text.contains("can't allocate memory");
    }
}
