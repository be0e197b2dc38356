package io.straightway.telemetry;

/**
 * A place in a trace, as W3C Trace Context writes it in headers.
 *
 * @param traceparent empty text if there is none
 * @param tracestate what vendors add; empty text if there is nothing
 */
public record TraceContext(String traceparent, String tracestate) {
    public static final TraceContext NONE = new TraceContext("", "");

    public boolean present() {
        return !traceparent.isEmpty();
    }
}
