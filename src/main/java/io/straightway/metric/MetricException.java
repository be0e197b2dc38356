package io.straightway.metric;

/** A distance cannot be computed from what is there. The message says why. */
public final class MetricException extends RuntimeException {
    public MetricException(String message) {
        super(message);
    }
}
