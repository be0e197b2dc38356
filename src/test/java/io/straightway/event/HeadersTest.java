package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class HeadersTest {

    @Test
    void eventsAreCloudEvents() {
        JobEvent event = new JobEvent("a", 7, Samples.TIME, new JobEvent.Ended(Samples.outcome(Outcome.Ending.PARTIALLY_SUCCEEDED), Optional.empty()));
        assertThat(map(CloudEvents.headers(event, "application/avro"))).containsExactlyInAnyOrderEntriesOf(Map.of(
                "ce_specversion", "1.0",
                "ce_id", "a/7/" + Samples.TIME.toEpochMilli(),
                "ce_source", "/straightway",
                "ce_type", "io.straightway.job.partially-succeeded.v1",
                "ce_time", "2026-01-02T03:04:05.678Z",
                "ce_subject", "a",
                "content-type", "application/avro",
                "partitionkey", "a"));
    }

    @Test
    void deadLettersKeepTheOriginal() {
        Headers original = new RecordHeaders().add("traceparent", bytes("00-1"));
        Undecodable why = new Undecodable(Undecodable.Code.UNKNOWN_FORMAT, "no");
        ProducerRecord<byte[], byte[]> record = DeadLetter.of("straightway.signals", 3, 42, why).record(bytes("k"), bytes("v"), original);
        assertThat(record.topic()).isEqualTo("straightway.dead-letters");
        assertThat(record.key()).isEqualTo(bytes("k"));
        assertThat(record.value()).isEqualTo(bytes("v"));
        assertThat(map(record.headers())).containsExactlyInAnyOrderEntriesOf(Map.of(
                "traceparent", "00-1",
                "dead-letter-reason", "no",
                "dead-letter-cause", "UNKNOWN_FORMAT",
                "dead-letter-topic", "straightway.signals",
                "dead-letter-partition", "3",
                "dead-letter-offset", "42"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> map(Headers headers) {
        Map<String, String> map = new LinkedHashMap<>();
        headers.forEach(header -> map.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return map;
    }
}
