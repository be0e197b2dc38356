package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.straightway.telemetry.TraceContext;
import io.straightway.telemetry.Tracing;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceHeadersTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final Tracing tracing = Tracing.with(OpenTelemetrySdk.builder().build());

    @Test
    void whatIsWrittenIsReadAndTakesThePlaceOfWhatWasThere() {
        // Given
        Headers headers = new RecordHeaders().add("traceparent", bytes("00-1")).add("tracestate", bytes("old=1")).add("other", bytes("stays"));

        // When
        TraceHeaders.write(headers, new TraceContext(PARENT, ""));

        // Then
        assertThat(TraceHeaders.read(headers)).isEqualTo(new TraceContext(PARENT, ""));
        assertThat(headers.toArray()).hasSize(2);
    }

    @Test
    void aProducersTraceGoesOnWithWhatItsVendorAdds() {
        // When
        Span span = tracing.process("t", "g", new TraceContext(PARENT, "vendor=7"));

        // Then
        assertThat(span.getSpanContext().getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(Tracing.of(span).tracestate()).isEqualTo("vendor=7");
    }

    @Test
    void aProducerThatDoesNotSampleIsFollowedInThat() {
        assertThat(tracing.process("t", "g", new TraceContext(PARENT.replaceAll("01$", "00"), "")).isRecording()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "00-00000000000000000000000000000000-b7ad6b7169203331-01", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
    void whatIsNoTraceBeginsOne(String parent) {
        // When
        Span span = tracing.process("t", "g", TraceHeaders.read(new RecordHeaders().add("traceparent", bytes(parent))));

        // Then
        assertThat(span.getSpanContext().isValid()).isTrue();
        assertThat(span.getSpanContext().getTraceId()).isNotEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    void whatIsTooLongIsNotKept() {
        Headers headers = new RecordHeaders().add("traceparent", bytes(PARENT)).add("tracestate", bytes("a=" + "b".repeat(600)));

        assertThat(TraceHeaders.read(headers)).isEqualTo(new TraceContext(PARENT, ""));
        assertThat(TraceHeaders.read(new RecordHeaders().add("traceparent", bytes("0".repeat(1000))))).isEqualTo(TraceContext.NONE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
