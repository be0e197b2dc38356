package io.straightway.coordinator;

import io.straightway.event.Topic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Records that name a schema which nobody knows while the registry does not answer. They wait here, as durable as jobs, and let those behind
 * them pass: one client's new schema must not hold up the heartbeats of everybody.
 */
final class UnreadRecords {
    private static final String STORE = "unread";
    private static final int NONE = -1;

    /** Makes the smallest key that is larger than another. */
    private static final char BEHIND = '\0';

    private final KeyValueStore<String, byte[]> records;
    /** Spares an empty store the question at every tick. */
    private boolean any = true;
    private Optional<String> tried = Optional.empty();

    private UnreadRecords(KeyValueStore<String, byte[]> records) {
        this.records = records;
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> store() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray()).withLoggingEnabled(Map.of()).withCachingDisabled();
    }

    static UnreadRecords of(ProcessorContext<byte[], byte[]> context) {
        return new UnreadRecords(context.getStateStore(STORE));
    }

    /** One that waits. */
    record Unread(Origin origin, Record<byte[], byte[]> record) {}

    void add(Unread unread) {
        any = true;
        records.put(key(unread.origin()), bytes(unread.record()));
    }

    /**
     * Tries one, each time another. If it can be read, the registry answers again: then all are given out in the order of their offsets, and
     * those that are taken are forgotten. So a schema at which the registry fails keeps no other record waiting, and costs one question at a time.
     */
    void offer(Predicate<Unread> readable, Predicate<Unread> taker) {
        if (any && next().map(readable::test).orElse(true)) {
            any = giveOut(taker);
        }
    }

    /** The one behind that of the last call. */
    private Optional<Unread> next() {
        Optional<KeyValue<String, byte[]>> next = first(tried).or(() -> first(Optional.empty()));
        tried = next.map(entry -> entry.key + BEHIND);
        return next.map(UnreadRecords::unread);
    }

    private Optional<KeyValue<String, byte[]>> first(Optional<String> from) {
        try (KeyValueIterator<String, byte[]> waiting = records.range(from.orElse(null), null)) {
            return waiting.hasNext() ? Optional.of(waiting.next()) : Optional.empty();
        }
    }

    /** Whether some are left. */
    private boolean giveOut(Predicate<Unread> taker) {
        boolean left = false;
        try (KeyValueIterator<String, byte[]> waiting = records.all()) {
            while (waiting.hasNext()) {
                KeyValue<String, byte[]> entry = waiting.next();
                if (taker.test(unread(entry))) {
                    records.delete(entry.key);
                } else {
                    left = true;
                }
            }
        }
        return left;
    }

    private static Unread unread(KeyValue<String, byte[]> entry) {
        return new Unread(origin(entry.key), record(entry.value));
    }

    private static String key(Origin origin) {
        return "%s/%d/%019d".formatted(origin.topic().name(), origin.partition(), origin.offset());
    }

    private static Origin origin(String key) {
        String[] parts = key.split("/");
        return new Origin(Topic.valueOf(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
    }

    private static byte[] bytes(Record<byte[], byte[]> record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(record.timestamp());
            write(record.key(), out);
            write(record.value(), out);
            Header[] headers = record.headers().toArray();
            out.writeInt(headers.length);
            for (Header header : headers) {
                write(header.key().getBytes(StandardCharsets.UTF_8), out);
                write(header.value(), out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(byte @Nullable [] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes == null ? NONE : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static Record<byte[], byte[]> record(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            long timestamp = in.readLong();
            byte[] key = read(in);
            byte[] value = read(in);
            Headers headers = new RecordHeaders();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                headers.add(new String(read(in), StandardCharsets.UTF_8), read(in));
            }
            return new Record<>(key, value, timestamp, headers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null where there was nothing, as Kafka has it. */
    private static byte @Nullable [] read(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == NONE ? null : in.readNBytes(length);
    }
}
