package io.straightway.event;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record that can't be processed, on its way to those who can mend it. Key, value and headers stay as they came, so that it can be sent
 * again as it was; why it is here stands in further headers.
 *
 * @param topic where it was found
 * @param cause for machines
 * @param reason for people
 */
public record DeadLetter(String topic, int partition, long offset, String cause, String reason) {
    private static final int LONGEST_REASON = 4_096;

    public static DeadLetter of(String topic, int partition, long offset, Undecodable why) {
        return new DeadLetter(topic, partition, offset, why.code().name(), String.valueOf(why.getMessage()));
    }

    /** The original headers, and the cause. */
    public Headers headers(Headers original) {
        String shown = reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
        return new RecordHeaders(original)
                .add("dead-letter-reason", bytes(shown))
                .add("dead-letter-cause", bytes(cause))
                .add("dead-letter-topic", bytes(topic))
                .add("dead-letter-partition", bytes(Integer.toString(partition)))
                .add("dead-letter-offset", bytes(Long.toString(offset)));
    }

    /** @param key of the original record, null if it had none, as Kafka has it */
    public ProducerRecord<byte[], byte[]> record(byte[] key, byte[] value, Headers original) {
        return new ProducerRecord<>(Topic.DEAD_LETTERS.topic(), null, key, value, headers(original));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
