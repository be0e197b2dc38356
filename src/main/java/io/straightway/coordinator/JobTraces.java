package io.straightway.coordinator;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.straightway.event.Topic;
import io.straightway.event.TraceHeaders;
import io.straightway.job.Failure;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.telemetry.Labels;
import io.straightway.telemetry.TraceContext;
import io.straightway.telemetry.Tracing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The trace that each job belongs to while it lives. It lies beside the job's state, so that it survives a restart, and is no part of it: the
 * domain knows no traces. Every job goes on with the trace of its submission, or begins one. Does nothing while tracing is off. Confined to
 * one thread.
 */
final class JobTraces {
    static final String STORE = "traces";

    private final Tracing tracing;
    private final KeyValueStore<String, TraceContext> traces;
    private final Set<String> live;
    /** Of the record that is being processed: what a terminal event follows from. */
    private TraceContext cause = TraceContext.NONE;
    /** Of the submission that is being processed; the job it makes goes on from there. */
    private TraceContext answering = TraceContext.NONE;

    /** @param live view of the ids of the jobs that have not ended; what is kept of others was left by a coordinator that did not trace their end */
    JobTraces(Tracing tracing, ProcessorContext<byte[], byte[]> context, Set<String> live) {
        this.tracing = tracing;
        this.live = live;
        traces = context.getStateStore(STORE);
        if (tracing.on()) {
            forgetAllBut(live);
        }
    }

    /** Few and short, so in memory. */
    static StoreBuilder<KeyValueStore<String, TraceContext>> store() {
        Serde<TraceContext> serde = Serdes.serdeFrom(
                (topic, trace) -> trace == null ? null : (trace.traceparent() + "\n" + trace.tracestate()).getBytes(StandardCharsets.UTF_8),
                (topic, bytes) -> bytes == null ? null : read(new String(bytes, StandardCharsets.UTF_8)));
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.String(), serde).withCachingDisabled();
    }

    private static TraceContext read(String text) {
        int line = text.indexOf('\n');
        return new TraceContext(text.substring(0, line), text.substring(line + 1));
    }

    private void forgetAllBut(Set<String> live) {
        List<String> over = new ArrayList<>();
        try (KeyValueIterator<String, TraceContext> all = traces.all()) {
            while (all.hasNext()) {
                KeyValue<String, TraceContext> entry = all.next();
                if (!live.contains(entry.key)) {
                    over.add(entry.key);
                }
            }
        }
        over.forEach(traces::delete);
    }

    /** Processes a submission within a span of its own, which a new job's trace goes on from. */
    void submitted(Record<byte[], byte[]> record, Origin origin, String job, Runnable processing) {
        if (!tracing.on()) {
            processing.run();
            return;
        }
        Span span = tracing.process(origin.topic().topic(), Coordinator.APPLICATION, TraceHeaders.read(record.headers())).setAttribute(Tracing.JOB, job);
        answering = Tracing.of(span);
        boolean known = live.contains(job);
        try {
            processing.run();
            if (!known && live.contains(job)) {
                traces.put(job, answering);
            }
        } finally {
            answering = TraceContext.NONE;
            span.end();
        }
    }

    /** Whatever follows from a report follows from the unit's attempt, and from a signal from its sender's doing. */
    void following(Record<byte[], byte[]> record, Runnable processing) {
        if (!tracing.on()) {
            processing.run();
            return;
        }
        cause = TraceHeaders.read(record.headers());
        try {
            processing.run();
        } finally {
            cause = TraceContext.NONE;
        }
    }

    /** For a unit's record: workers go on from the job's submission, each attempt beside the others. */
    Headers ofUnit(String job) {
        Headers headers = new RecordHeaders();
        if (tracing.on()) {
            TraceHeaders.write(headers, of(job));
        }
        return headers;
    }

    /** Adds to an event's headers; a terminal event has a span of its own, and ends the job's trace. */
    void stamp(Headers headers, JobEvent event) {
        if (!tracing.on()) {
            return;
        }
        TraceContext job = of(event.job());
        if (!event.what().terminal()) {
            TraceHeaders.write(headers, job);
            return;
        }
        Span span = tracing.send(Topic.EVENTS.topic(), job, cause).setAttribute(Tracing.JOB, event.job());
        failure(event.what()).ifPresent(failure -> span.setAttribute(Tracing.REASON, Labels.reason(failure)));
        ending(event.what()).ifPresent(ending -> {
            span.setAttribute(Tracing.OUTCOME, Labels.of(ending));
            // What the submitter asked for, or asked wrongly, is no failure of ours.
            if (ending == Outcome.Ending.FAILED) {
                span.setStatus(StatusCode.ERROR);
            }
        });
        TraceHeaders.write(headers, Tracing.of(span));
        span.end();
        traces.delete(event.job());
    }

    private TraceContext of(String job) {
        return answering.present() ? answering : Optional.ofNullable(traces.get(job)).orElse(TraceContext.NONE);
    }

    private static Optional<Outcome.Ending> ending(JobEvent.What what) {
        return switch (what) {
            case JobEvent.Ended ended -> Optional.of(ended.outcome().ending());
            case JobEvent.Rejected rejected -> Optional.of(Outcome.Ending.REJECTED);
            default -> Optional.empty();
        };
    }

    private static Optional<Failure> failure(JobEvent.What what) {
        return switch (what) {
            case JobEvent.Ended ended -> ended.outcome().failure();
            case JobEvent.Rejected rejected -> Optional.of(rejected.failure());
            default -> Optional.empty();
        };
    }
}
