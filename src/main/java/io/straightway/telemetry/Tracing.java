package io.straightway.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spans around what is done with records, under the names of OpenTelemetry's conventions for messaging. Whoever has something that costs to
 * say asks {@link #on} first. Thread-safe.
 */
public final class Tracing {
    /** What this library calls itself in traces. */
    static final String SCOPE = "io.straightway";

    public static final AttributeKey<String> JOB = AttributeKey.stringKey("straightway.job.id");
    public static final AttributeKey<String> JOB_KIND = AttributeKey.stringKey("straightway.job.kind");
    public static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("straightway.outcome");
    public static final AttributeKey<String> REASON = AttributeKey.stringKey("straightway.reason");
    public static final AttributeKey<String> UNIT = AttributeKey.stringKey("straightway.unit.id");
    public static final AttributeKey<String> UNIT_KIND = AttributeKey.stringKey("straightway.unit.kind");
    public static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("straightway.unit.attempt");
    public static final AttributeKey<String> WORKER = AttributeKey.stringKey("straightway.worker");
    public static final AttributeKey<String> DEVICE = AttributeKey.stringKey("straightway.device");

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.type");
    private static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("messaging.operation.name");
    private static final AttributeKey<String> GROUP = AttributeKey.stringKey("messaging.consumer.group.name");

    private static final W3CTraceContextPropagator HEADERS = W3CTraceContextPropagator.getInstance();
    private static final String PARENT = "traceparent";
    private static final String STATE = "tracestate";

    private static final TextMapGetter<TraceContext> READER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(TraceContext from) {
            return List.of(PARENT, STATE);
        }

        @Override
        public String get(@Nullable TraceContext from, String key) {
            return from == null ? "" : switch (key) {
                case PARENT -> from.traceparent();
                case STATE -> from.tracestate();
                default -> "";
            };
        }
    };

    private final Tracer tracer;
    private final boolean on;

    private Tracing(Tracer tracer, boolean on) {
        this.tracer = tracer;
        this.on = on;
    }

    public static Tracing off() {
        return new Tracing(OpenTelemetry.noop().getTracer(SCOPE), false);
    }

    public static Tracing with(OpenTelemetry telemetry) {
        return new Tracing(telemetry.getTracer(SCOPE), true);
    }

    public boolean on() {
        return on;
    }

    /** A record is written; its readers go on from this span. */
    public Span send(String topic, TraceContext parent) {
        return messaging(topic, "send", "send", SpanKind.PRODUCER, parent).startSpan();
    }

    /** Like {@link #send}, for a record that another one, of some other span, gave rise to. */
    public Span send(String topic, TraceContext parent, TraceContext cause) {
        SpanBuilder builder = messaging(topic, "send", "send", SpanKind.PRODUCER, parent);
        if (cause.present()) {
            builder.addLink(Span.fromContext(context(cause)).getSpanContext());
        }
        return builder.startSpan();
    }

    /** A record was read, and what it asks for is done. */
    public Span process(String topic, String group, TraceContext parent) {
        return messaging(topic, "process", "process", SpanKind.CONSUMER, parent).setAttribute(GROUP, group).startSpan();
    }

    /** Something that is done within another span, without a record of its own. */
    public Span within(String name, TraceContext parent) {
        return tracer.spanBuilder(name).setParent(context(parent)).startSpan();
    }

    private SpanBuilder messaging(String topic, String name, String type, SpanKind kind, TraceContext parent) {
        return tracer.spanBuilder(name + " " + topic).setSpanKind(kind).setParent(context(parent))
                .setAttribute(SYSTEM, "kafka").setAttribute(DESTINATION, topic).setAttribute(OPERATION, type).setAttribute(OPERATION_NAME, name);
    }

    /** For the headers of records that follow from the span. */
    public static TraceContext of(Span span) {
        Map<String, String> carrier = new HashMap<>();
        HEADERS.inject(Context.root().with(span), carrier, (headers, key, value) -> carrier.put(key, value));
        return new TraceContext(carrier.getOrDefault(PARENT, ""), carrier.getOrDefault(STATE, ""));
    }

    /** The root if the text is none that the specification knows. */
    private static Context context(TraceContext from) {
        return from.present() ? HEADERS.extract(Context.root(), from, READER) : Context.root();
    }
}
