package io.straightway.event;

/** Where reading begins. */
public enum From {
    BEGINNING,
    /** With what comes from now on. */
    END
}
