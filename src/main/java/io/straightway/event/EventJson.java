package io.straightway.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.straightway.job.JobEvent;
import io.straightway.job.JobSpec;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Events and status as people read them: JSON in the shape of the schemas, whatever the format on the topics. */
public final class EventJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Wire WIRE = new Wire(new WireFormat.Json());

    private EventJson() {}

    public static String pretty(JobEvent event) {
        return pretty(WIRE.write(event));
    }

    /** On one line. */
    public static byte[] bytes(JobEvent event) {
        return WIRE.write(event);
    }

    /** As it could be submitted, on one line. */
    public static byte[] bytes(JobSpec job) {
        return WIRE.write(job);
    }

    /** One word for what happened, as in the events' field {@code type}: {@code accepted}, {@code step-completed}… */
    public static String type(JobEvent event) {
        return EventMapping.type(event.what());
    }

    public static String pretty(JobStatus status) {
        return pretty(WIRE.write(status));
    }

    /** On one line. */
    public static byte[] bytes(JobStatus status) {
        return WIRE.write(status);
    }

    private static String pretty(byte[] json) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(MAPPER.readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
