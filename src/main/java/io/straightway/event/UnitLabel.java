package io.straightway.event;

import io.straightway.job.UnitId;
import io.straightway.job.WorkOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a unit's record says outside its value, which a worker of another version may not be able to read: so that it can say at least what it
 * is that it can't read.
 *
 * @param attempt that the unit was issued for
 */
public record UnitLabel(UnitId unit, int attempt) {
    private static final String ATTEMPT = "straightway-attempt";

    /** Attempt of a record that was written before there was this header: most units have no other. */
    private static final int USUAL = 1;

    public static UnitLabel of(WorkOrder order) {
        return new UnitLabel(order.unit(), order.attempt());
    }

    /** The record's key. */
    public byte[] key() {
        return bytes(unit.toString());
    }

    /** Puts the rest into the record's headers. */
    public void write(Headers headers) {
        headers.add(ATTEMPT, bytes(Integer.toString(attempt)));
    }

    /** Empty for a record that no coordinator has written. */
    public static Optional<UnitLabel> read(byte @Nullable [] key, Headers headers) {
        // Anybody may have written the record: neither key nor header need have a value.
        Optional<byte[]> attempt = Optional.ofNullable(headers.lastHeader(ATTEMPT)).map(Header::value);
        try {
            return Optional.ofNullable(key).map(unit -> new UnitLabel(UnitId.parse(text(unit)), attempt.map(value -> Integer.parseInt(text(value))).orElse(USUAL)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
