package io.straightway.coordinator;

import io.straightway.event.Topic;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Where a record was found. */
record Origin(Topic topic, int partition, long offset) {
    static Origin of(RecordMetadata found) {
        return new Origin(Topic.named(found.topic()), found.partition(), found.offset());
    }
}
