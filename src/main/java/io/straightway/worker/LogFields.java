package io.straightway.worker;

import java.util.List;
import org.slf4j.MDC;

/** What every line that a thread logs about a unit carries; the keys are those of docs/reference/logs.md. */
final class LogFields implements AutoCloseable {
    private final List<MDC.MDCCloseable> fields;

    private LogFields(List<MDC.MDCCloseable> fields) {
        this.fields = fields;
    }

    static LogFields of(RunningUnit unit) {
        return new LogFields(List.of(
                MDC.putCloseable("jobId", unit.order().unit().job()),
                MDC.putCloseable("unit", unit.order().unit().toString()),
                MDC.putCloseable("attempt", Integer.toString(unit.order().attempt())),
                MDC.putCloseable("worker", unit.worker())));
    }

    @Override
    public void close() {
        fields.forEach(MDC.MDCCloseable::close);
    }
}
