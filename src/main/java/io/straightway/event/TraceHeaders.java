package io.straightway.event;

import io.straightway.telemetry.TraceContext;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The headers of W3C Trace Context on records. */
public final class TraceHeaders {
    private static final String PARENT = "traceparent";
    private static final String STATE = "tracestate";

    /** The specification asks for no more of it, and what comes from outside is kept with a job. */
    private static final int LONGEST_STATE = 512;

    private static final int LONGEST_PARENT = 128;

    private TraceHeaders() {}

    /** What the record says of its trace; none if that is longer than it can be. */
    public static TraceContext read(Headers headers) {
        String parent = text(headers.lastHeader(PARENT), LONGEST_PARENT);
        return parent.isEmpty() ? TraceContext.NONE : new TraceContext(parent, text(headers.lastHeader(STATE), LONGEST_STATE));
    }

    /** Puts them in the place of those that are there; leaves these if there is no trace. */
    public static void write(Headers headers, TraceContext context) {
        if (context.present()) {
            put(headers, PARENT, context.traceparent());
            headers.remove(STATE);
            if (!context.tracestate().isEmpty()) {
                put(headers, STATE, context.tracestate());
            }
        }
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Header header, int longest) {
        return header == null || header.value() == null || header.value().length > longest ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
