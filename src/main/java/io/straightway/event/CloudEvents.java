package io.straightway.event;

import io.straightway.job.JobEvent;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers that make an event's record a CloudEvent 1.0 in binary mode: routers need not read the value. */
public final class CloudEvents {
    private CloudEvents() {}

    /** @param contentType of the record's value, see {@link Wire#contentType()} */
    public static Headers headers(JobEvent event, String contentType) {
        Headers headers = new RecordHeaders();
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", event.job() + "/" + event.sequence() + "/" + event.time().toEpochMilli());
        add(headers, "ce_source", "/straightway");
        add(headers, "ce_type", "io.straightway.job." + EventMapping.type(event.what()) + ".v1");
        add(headers, "ce_time", event.time().toString());
        add(headers, "ce_subject", event.job());
        add(headers, "content-type", contentType);
        add(headers, "partitionkey", event.job());
        return headers;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
