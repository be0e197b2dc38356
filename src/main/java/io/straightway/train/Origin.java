package io.straightway.train;

/** Where the first weights of a training came from. */
public enum Origin {
    /** Random: their average starts short and grows longer with the images seen. */
    FRESH,
    /** Another model: their average has its full length from the first step (EDM, when it transfers). */
    MODEL
}
