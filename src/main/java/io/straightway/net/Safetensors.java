package io.straightway.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The safetensors format: 8 bytes of header length, a JSON header with type, shape and byte range of each tensor, then the values,
 * little-endian and row-major. Reads F32, F64, F16 and BF16 as 32 bit, and writes F32. Files are untrusted: everything is checked
 * before it is allocated, and errors name file and tensor.
 */
public final class Safetensors {
    /** Enough for 100000 tensors. As JSON in memory it takes some 30 times as much. */
    private static final int HEADER_LIMIT = 16 << 20;
    private static final String METADATA = "__metadata__";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Safetensors() {}

    /**
     * What a file holds.
     *
     * @param weights in the order of the values in the file
     * @param metadata free text
     */
    public record Content(Weights weights, SequencedMap<String, String> metadata) {}

    /** A file that breaks the format. */
    public static final class MalformedException extends IOException {
        MalformedException(String message) {
            super(message);
        }
    }

    private record Entry(String name, FloatType type, List<Integer> shape, long begin, long end) {}

    /** @param name of the file, for errors */
    public static Content read(String name, byte[] bytes) throws IOException {
        return read(name, new ByteArrayInputStream(bytes), bytes.length);
    }

    /**
     * @param name of the file, for errors
     * @param length of the file in bytes
     */
    public static Content read(String name, InputStream in, long length) throws IOException {
        ByteBuffer size = bytes(name, "the header length", in, 8);
        long headerLength = size.getLong();
        if (headerLength < 2 || headerLength > Math.min(HEADER_LIMIT, length - 8)) {
            throw new MalformedException(name + ": header of " + headerLength + " bytes in a file of " + length + ", allowed: up to " + HEADER_LIMIT);
        }
        JsonNode header = header(name, bytes(name, "the header", in, (int) headerLength));
        long end = length - 8 - headerLength;
        var arrays = new LinkedHashMap<String, Weights.Array>();
        long position = 0;
        for (Entry entry : entries(name, header)) {
            if (entry.begin() != position || entry.end() > end) {
                throw new MalformedException(name + ": " + entry.name() + " has bytes " + entry.begin() + " to " + entry.end()
                        + ", expected a start at " + position + " and an end up to " + end);
            }
            ByteBuffer values = bytes(name, entry.name(), in, (int) (entry.end() - entry.begin()));
            arrays.put(entry.name(), new Weights.Array(entry.shape(), entry.type().floats(values)));
            position = entry.end();
        }
        if (position != end) {
            throw new MalformedException(name + ": " + (end - position) + " bytes belong to no tensor");
        }
        return new Content(new Weights(arrays), metadata(name, header));
    }

    public static byte[] write(Weights weights, Map<String, String> metadata) {
        var out = new ByteArrayOutputStream();
        try {
            write(weights, metadata, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Writes in the order of the weights; does not close the stream. */
    public static void write(Weights weights, Map<String, String> metadata, OutputStream out) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode text = header.putObject(METADATA);
            metadata.forEach(text::put);
        }
        long position = 0;
        for (Map.Entry<String, Weights.Array> array : weights.arrays().entrySet()) {
            ObjectNode entry = header.putObject(array.getKey());
            entry.put("dtype", "F32");
            array.getValue().shape().forEach(entry.putArray("shape")::add);
            long next = position + 4L * array.getValue().values().length;
            entry.putArray("data_offsets").add(position).add(next);
            position = next;
        }
        // Padded with spaces, which JSON allows, so that the values are aligned.
        String text = JSON.writeValueAsString(header);
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        byte[] padded = (text + " ".repeat((8 - length % 8) % 8)).getBytes(StandardCharsets.UTF_8);
        out.write(little(8).putLong(padded.length).array());
        out.write(padded);
        for (Weights.Array array : weights.arrays().values()) {
            ByteBuffer values = little(Math.multiplyExact(4, array.values().length));
            values.asFloatBuffer().put(array.values());
            out.write(values.array());
        }
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer bytes(String name, String part, InputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(size); // grows with what arrives, so a false length allocates nothing
        if (bytes.length < size) {
            throw new EOFException(name + ": ends within " + part);
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static JsonNode header(String name, ByteBuffer bytes) throws MalformedException {
        try {
            JsonNode header = JSON.readTree(new String(bytes.array(), StandardCharsets.UTF_8));
            if (header.isObject()) {
                return header;
            }
        } catch (JsonProcessingException e) {
            throw new MalformedException(name + ": header is not JSON: " + e.getOriginalMessage());
        }
        throw new MalformedException(name + ": header is not a JSON object");
    }

    private static List<Entry> entries(String name, JsonNode header) throws MalformedException {
        var entries = new ArrayList<Entry>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (!field.getKey().equals(METADATA)) {
                entries.add(entry(name, field.getKey(), field.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        return entries;
    }

    private static Entry entry(String name, String tensor, JsonNode node) throws MalformedException {
        try {
            FloatType type = FloatType.valueOf(node.path("dtype").asText());
            var shape = new ArrayList<Integer>();
            long size = type.bytes();
            for (JsonNode dimension : node.path("shape")) {
                int n = dimension.isInt() ? dimension.intValue() : -1;
                size = Math.multiplyExact(size, (long) n);
                shape.add(n);
            }
            JsonNode offsets = node.path("data_offsets");
            long begin = offsets.path(0).asLong(-1);
            long end = offsets.path(1).asLong(-1);
            if (begin >= 0 && end >= begin && shape.stream().allMatch(n -> n >= 0) && end - begin == size && size <= Integer.MAX_VALUE - 64) {
                return new Entry(tensor, type, shape, begin, end);
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // an unknown type or an overflow of the size: refused below
        }
        throw new MalformedException(name + ": " + tensor + " is declared as " + node + ", allowed: F32, F64, F16 or BF16, "
                + "and a shape that fills its byte range");
    }

    private static SequencedMap<String, String> metadata(String name, JsonNode header) throws MalformedException {
        var metadata = new LinkedHashMap<String, String>();
        for (Map.Entry<String, JsonNode> field : header.path(METADATA).properties()) {
            if (!field.getValue().isTextual()) {
                throw new MalformedException(name + ": metadata " + field.getKey() + " is not a string");
            }
            metadata.put(field.getKey(), field.getValue().textValue());
        }
        return metadata;
    }
}
