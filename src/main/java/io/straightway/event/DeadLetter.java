package io.straightway.event;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
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
    /** How the names of the headers begin that say why a record is here. */
    static final String PREFIX = "dead-letter-";

    private static final int LONGEST_REASON = 4_096;

    public static DeadLetter of(String topic, int partition, long offset, Undecodable why) {
        return new DeadLetter(topic, partition, offset, why.code().name(), String.valueOf(why.getMessage()));
    }

    /** The original headers, and the cause. */
    public Headers headers(Headers original) {
        String shown = reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
        return new RecordHeaders(original)
                .add(PREFIX + "reason", bytes(shown))
                .add(PREFIX + "cause", bytes(cause))
                .add(PREFIX + "topic", bytes(topic))
                .add(PREFIX + "partition", bytes(Integer.toString(partition)))
                .add(PREFIX + "offset", bytes(Long.toString(offset)));
    }

    /** What the headers of a record on the dead-letter topic say; empty if they are not all there. */
    public static Optional<DeadLetter> read(Headers headers) {
        try {
            return Optional.of(new DeadLetter(text(headers, "topic"), Integer.parseInt(text(headers, "partition")), Long.parseLong(text(headers, "offset")),
                    text(headers, "cause"), text(headers, "reason")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String text(Headers headers, String name) {
        return Optional.ofNullable(headers.lastHeader(PREFIX + name)).map(Header::value).map(value -> new String(value, StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalArgumentException("header " + PREFIX + name + " is missing"));
    }

    /** @param key of the original record, null if it had none, as Kafka has it */
    public ProducerRecord<byte[], byte[]> record(byte[] key, byte[] value, Headers original) {
        return new ProducerRecord<>(Topic.DEAD_LETTERS.topic(), null, key, value, headers(original));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
