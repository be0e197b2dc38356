package io.straightway.worker;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.straightway.event.SharePool;
import io.straightway.event.TraceHeaders;
import io.straightway.job.Failure;
import io.straightway.job.WorkOrder;
import io.straightway.telemetry.Labels;
import io.straightway.telemetry.Meters;
import io.straightway.telemetry.TraceContext;
import io.straightway.telemetry.Tracing;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The span of one attempt of a unit, from its lease to its last report. */
final class UnitTrace {
    private final Optional<Span> span;
    private final TraceContext context;

    private UnitTrace(Optional<Span> span) {
        this.span = span;
        context = span.map(Tracing::of).orElse(TraceContext.NONE);
    }

    static UnitTrace begin(Tracing tracing, ConsumerRecord<byte[], byte[]> record, WorkOrder order, String worker, String device) {
        return new UnitTrace(tracing.on()
                ? Optional.of(about(order, worker, device, tracing.process(record.topic(), SharePool.GROUP, TraceHeaders.read(record.headers()))))
                : Optional.empty());
    }

    /** Of a unit that is done at once after this one, and comes through no queue. */
    UnitTrace following(Tracing tracing, WorkOrder order, String worker, String device) {
        return new UnitTrace(tracing.on()
                ? Optional.of(about(order, worker, device, tracing.within(Labels.kind(order.work()), context)))
                : Optional.empty());
    }

    private static Span about(WorkOrder order, String worker, String device, Span span) {
        return span.setAttribute(Tracing.JOB, order.unit().job())
                .setAttribute(Tracing.JOB_KIND, Labels.kind(order.job()))
                .setAttribute(Tracing.UNIT, order.unit().toString())
                .setAttribute(Tracing.UNIT_KIND, Labels.kind(order.work()))
                .setAttribute(Tracing.ATTEMPT, (long) order.attempt())
                .setAttribute(Tracing.WORKER, worker)
                .setAttribute(Tracing.DEVICE, device);
    }

    /** For the headers of its reports. */
    TraceContext context() {
        return context;
    }

    void failed(Failure failure) {
        span.ifPresent(s -> s.setAttribute(Tracing.REASON, Labels.reason(failure)).setStatus(StatusCode.ERROR, failure.message()));
    }

    void end(Meters.UnitEnd how) {
        span.ifPresent(s -> s.setAttribute(Tracing.OUTCOME, Labels.of(how)).end());
    }

    /** The lease could not be made durable: there was no attempt. */
    void givenBack() {
        span.ifPresent(s -> s.setStatus(StatusCode.ERROR, "given back").end());
    }
}
