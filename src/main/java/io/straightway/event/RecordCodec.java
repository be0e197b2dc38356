package io.straightway.event;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** One record type as bytes, in every wire format. Safe for use by several threads. */
final class RecordCodec<T extends SpecificRecord> {

    private static final ContractData DATA = new ContractData();
    private static final int SINGLE_OBJECT = 0xC301;
    private static final int SINGLE_OBJECT_HEADER = 10;
    private static final byte CONFLUENT = 0;
    private static final int CONFLUENT_HEADER = 5;

    private final WireFormat format;
    private final Topic topic;
    private final int largest;
    private final Schema schema;
    private final long fingerprint;
    private final String published;
    private final Optional<SchemaIds> ids;
    /** With which the registry means the schema that this program was built with: such records are read without asking it. */
    private final Set<Integer> own = ConcurrentHashMap.newKeySet();
    private final RecentSchemas registered = new RecentSchemas();
    private final JsonRecords json = new JsonRecords();
    private volatile Map<Long, Schema> released = Map.of();

    /** @param ids where schemas of others are found that a record names by id */
    RecordCodec(WireFormat format, Optional<SchemaIds> ids, Topic topic, Schema schema) {
        this.format = format;
        this.ids = ids;
        this.topic = topic;
        largest = topic.submitted() ? Wire.LARGEST_SUBMITTED : Wire.LARGEST;
        this.schema = schema;
        fingerprint = Schemas.fingerprint(schema);
        published = Schemas.text(topic.schema());
    }

    byte[] encode(T value) {
        return encode(value, topic.topic());
    }

    /**
     * @param name of the topic as Kafka knows it, where there are several of a kind
     * @throws SchemaIds.Unanswered if the schema's id is not known yet
     */
    byte[] encode(T value, String name) {
        return switch (format) {
            case WireFormat.SingleObject single -> {
                ByteBuffer header = ByteBuffer.allocate(SINGLE_OBJECT_HEADER).order(ByteOrder.BIG_ENDIAN).putShort((short) SINGLE_OBJECT);
                yield binary(header.order(ByteOrder.LITTLE_ENDIAN).putLong(fingerprint).array(), new SpecificDatumWriter<>(schema, DATA), value);
            }
            case WireFormat.Confluent confluent -> {
                int id = id(confluent, name);
                yield binary(ByteBuffer.allocate(CONFLUENT_HEADER).put(CONFLUENT).putInt(id).array(), new SpecificDatumWriter<>(schema, DATA), value);
            }
            case WireFormat.Json plain -> json.write(value);
        };
    }

    /** Of Confluent's TopicNameStrategy, which is the default everywhere. */
    private static String subject(String name) {
        return name + "-value";
    }

    /**
     * Makes sure that the id of our schema on that topic is known.
     *
     * @throws SchemaIds.Unanswered if it can't be known now
     */
    void prepare(String name) {
        if (format instanceof WireFormat.Confluent confluent) {
            id(confluent, name);
        }
    }

    private int id(WireFormat.Confluent confluent, String name) {
        int id = confluent.ids().id(subject(name), published);
        own.add(id);
        return id;
    }

    private static <R> byte[] binary(byte[] header, DatumWriter<R> writer, R value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * @param bytes null for a record without a value, as Kafka has it
     * @throws Undecodable if the bytes can't be read
     * @throws SchemaIds.Unanswered if nobody can say now with which schema they were written
     */
    T decode(byte[] bytes) {
        if (bytes == null || bytes.length == 0) {
            throw new Undecodable(Undecodable.Code.EMPTY, "the record has no value");
        }
        if (bytes.length > largest) {
            throw new Undecodable(Undecodable.Code.TOO_LARGE, "the record has " + bytes.length + " bytes, allowed: up to " + largest);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length >= SINGLE_OBJECT_HEADER && (buffer.getShort(0) & 0xFFFF) == SINGLE_OBJECT) {
            return binary(bytes, SINGLE_OBJECT_HEADER, byFingerprint(buffer.order(ByteOrder.LITTLE_ENDIAN).getLong(2)));
        }
        if (bytes.length >= CONFLUENT_HEADER && bytes[0] == CONFLUENT) {
            return binary(bytes, CONFLUENT_HEADER, byId(buffer.getInt(1)));
        }
        if (beginsObject(bytes)) {
            return fromJson(bytes);
        }
        throw new Undecodable(Undecodable.Code.UNKNOWN_FORMAT,
                "the record begins with byte 0x%02X, allowed: C3 01 (Avro single object), 00 (Confluent) or { (JSON)".formatted(bytes[0]));
    }

    private static boolean beginsObject(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return b == '{';
            }
        }
        return false;
    }

    /** Read when they are first needed: a command that only meets today's schema ends sooner than they would be parsed. */
    private Map<Long, Schema> released() {
        if (released.isEmpty()) {
            released = Schemas.released(topic.schema());
        }
        return released;
    }

    private Schema byFingerprint(long written) {
        if (written == fingerprint) {
            return schema;
        }
        return Optional.ofNullable(released().get(written)).orElseThrow(() -> new Undecodable(Undecodable.Code.UNKNOWN_SCHEMA,
                "no released schema of " + schema.getName() + " has the fingerprint %016x".formatted(written)));
    }

    private Schema byId(int id) {
        if (own.contains(id)) {
            return schema;
        }
        SchemaIds registry = ids.orElseThrow(
                () -> new Undecodable(Undecodable.Code.UNKNOWN_SCHEMA, "the record names schema id " + id + ", but no schema registry is configured"));
        return registered.of(id, () -> parse(id, registry.schema(id).orElseThrow(
                () -> new Undecodable(Undecodable.Code.UNKNOWN_SCHEMA, "the schema registry has no schema with id " + id + " that can be used"))));
    }

    private static Schema parse(int id, String text) {
        try {
            return Schemas.parse(text);
        } catch (RuntimeException e) {
            throw new Undecodable(Undecodable.Code.UNKNOWN_SCHEMA, "the schema with id " + id + " is not an Avro schema: " + e.getMessage(), e);
        }
    }

    private T fromJson(byte[] bytes) {
        return binary(binary(new byte[0], new GenericDatumWriter<IndexedRecord>(schema), json.read(bytes, schema)), 0, schema);
    }

    private T binary(byte[] bytes, int offset, Schema writer) {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null);
        try {
            T value = new SpecificDatumReader<T>(writer, schema, DATA).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new Undecodable(Undecodable.Code.MALFORMED, "bytes are left after the end of the " + schema.getName());
            }
            return value;
        } catch (Undecodable e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new Undecodable(Undecodable.Code.MALFORMED, "not a " + schema.getName() + ": " + reason(e), e);
        }
    }

    /** The innermost message is the one that names the place. */
    private static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return Optional.ofNullable(deepest.getMessage()).orElseGet(deepest::toString);
    }
}
