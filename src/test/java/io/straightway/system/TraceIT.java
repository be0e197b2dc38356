package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.straightway.coordinator.Coordinator;
import io.straightway.coordinator.Rules;
import io.straightway.embedded.EmbeddedKafka;
import io.straightway.event.StatusBoard;
import io.straightway.event.Submitter;
import io.straightway.event.Topic;
import io.straightway.event.UnitBacklog;
import io.straightway.event.UnitTopics;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.job.Retention;
import io.straightway.job.RetryPolicy;
import io.straightway.job.Specs;
import io.straightway.telemetry.Meters;
import io.straightway.telemetry.Telemetry;
import io.straightway.telemetry.Tracing;
import io.straightway.worker.SteadyClock;
import io.straightway.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace through a real broker, a coordinator that is replaced on the way, and a worker without an engine. */
class TraceIT {
    private static final Rules RULES = new Rules(new RetryPolicy(Duration.ofSeconds(20), 3, Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofMinutes(10)),
            new Retention(Duration.ofDays(1), Duration.ofDays(2)), Set.of("default"));
    private static final Wire WIRE = new Wire(new WireFormat.SingleObject());

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final Telemetry telemetry = new Telemetry(Meters.inMemory(), Tracing.with(OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build()).build()));

    @TempDir
    Path folder;

    @Test
    void aJobIsOneTraceFromSubmissionToItsTerminalEvent() throws Exception {
        try (EmbeddedKafka kafka = BareKafka.start(folder)) {
            Map<String, Object> clients = Map.of("bootstrap.servers", kafka.bootstrapServers());
            try (Outside outside = new Outside(clients);
                    Submitter submitter = new Submitter(clients, WIRE, telemetry.tracing());
                    StatusBoard board = StatusBoard.follow(clients, WIRE);
                    UnitBacklog backlog = new UnitBacklog(clients, UnitTopics.of("default"))) {
                // Given: a job that was accepted by a coordinator that is no more
                try (Coordinator first = coordinator(clients, "first")) {
                    submitter.submit(Specs.generation("traced", 10, 10));
                    outside.await("traced", event -> event.what() instanceof JobEvent.Accepted);
                }
                UnitBacklog.Depth waiting = backlog.measure().get(Topic.UNITS.topic());
                assertThat(waiting.lag()).as("nobody has taken the unit").isPositive();
                assertThat(waiting.oldest()).hasValueSatisfying(since -> assertThat(since).isBetween(Instant.now().minusSeconds(600), Instant.now()));

                // When: another one goes on with it, and the first attempt at its shard fails
                try (Coordinator second = coordinator(clients, "second");
                        Worker worker = new Worker("w", "default", clients, WIRE, submitter, board, List.of(new Paper(order -> order.unit().step() == 0 && order.attempt() == 1)), Duration.ofSeconds(20),
                                Duration.ofSeconds(1), new SteadyClock(), telemetry)) {
                    assertThat(outside.awaitEnd("traced").ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
                    Awaitility.await("every span").atMost(Duration.ofSeconds(20)).until(() -> spans.getFinishedSpanItems().size() >= 6);
                    Awaitility.await("an empty queue").atMost(Duration.ofSeconds(60))
                            .until(() -> backlog.measure().get(Topic.UNITS.topic()), new UnitBacklog.Depth(0, Optional.empty())::equals);
                }

                // Then
                SpanData sent = only("send straightway.generation-jobs");
                SpanData admitted = only("process straightway.generation-jobs");
                List<SpanData> attempts = named("process straightway.units");
                SpanData ended = only("send straightway.events");
                assertThat(spans.getFinishedSpanItems()).hasSize(6).extracting(SpanData::getTraceId).containsOnly(sent.getTraceId());
                assertThat(sent.getParentSpanContext().isValid()).as("begins the trace").isFalse();
                assertThat(admitted.getParentSpanId()).isEqualTo(sent.getSpanId());
                assertThat(attempts).hasSize(3).extracting(SpanData::getParentSpanId).containsOnly(admitted.getSpanId());
                assertThat(attempts).extracting(this::attempt).containsExactly("generate 1", "generate 2", "assemble 1");
                assertThat(attempts).extracting(span -> span.getStatus().getStatusCode()).containsExactly(StatusCode.ERROR, StatusCode.UNSET, StatusCode.UNSET);
                assertThat(ended.getParentSpanId()).isEqualTo(admitted.getSpanId());
                assertThat(ended.getLinks()).as("what the end follows from").extracting(LinkData::getSpanContext).extracting(context -> context.getSpanId())
                        .containsExactly(attempts.getLast().getSpanId());
                assertThat(attempts.getFirst().getKind()).isEqualTo(SpanKind.CONSUMER);
                assertThat(attempts.getFirst().getAttributes().asMap()).containsAllEntriesOf(Map.of(
                        AttributeKey.stringKey("messaging.system"), "kafka",
                        AttributeKey.stringKey("messaging.destination.name"), "straightway.units",
                        AttributeKey.stringKey("messaging.operation.type"), "process",
                        AttributeKey.stringKey("messaging.consumer.group.name"), "straightway-workers",
                        AttributeKey.stringKey("straightway.device"), "paper",
                        AttributeKey.stringKey("straightway.worker"), "w"));
                // And: whoever reads events goes on with the trace
                List<ConsumerRecord<byte[], byte[]>> records = outside.records("traced");
                assertThat(records.getLast().headers().lastHeader("traceparent").value()).asString().contains(ended.getSpanId());
                assertThat(records.subList(0, records.size() - 1)).allSatisfy(
                        record -> assertThat(record.headers().lastHeader("traceparent").value()).asString().contains(sent.getTraceId()).contains(admitted.getSpanId()));
            }
        }
    }

    private Coordinator coordinator(Map<String, Object> clients, String state) {
        return Coordinator.start(clients, folder.resolve(state), WIRE, Specs.CATALOG, RULES, 1, (short) 1, telemetry);
    }

    private String attempt(SpanData span) {
        return span.getAttributes().get(Tracing.UNIT_KIND) + " " + span.getAttributes().get(Tracing.ATTEMPT);
    }

    private SpanData only(String name) {
        assertThat(named(name)).as(name).hasSize(1);
        return named(name).getFirst();
    }

    private List<SpanData> named(String name) {
        return spans.getFinishedSpanItems().stream().filter(span -> span.getName().equals(name))
                .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos)).toList();
    }
}
