package io.straightway.event;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.straightway.recipe.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import tech.allegro.schema.json2avro.converter.FailOnUnknownField;
import tech.allegro.schema.json2avro.converter.JsonGenericRecordReader;

/** Records as plain JSON: no type tags at unions, times as text, nothing where the value is null. */
final class JsonRecords {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonGenericRecordReader reader = new JsonGenericRecordReader(MAPPER, new FailOnUnknownField());

    /** @throws Undecodable if the JSON is broken, or is not of the schema's shape */
    GenericRecord read(byte[] json, Schema schema) {
        JsonNode tree = parse(json);
        List<Violation> violations = JsonShape.violations(tree, schema);
        if (!violations.isEmpty()) {
            throw new Undecodable(tree.path("id").asText(""), violations);
        }
        try {
            return reader.read(json, schema);
        } catch (RuntimeException e) {
            throw new Undecodable(Undecodable.Code.MALFORMED, "not a " + schema.getName() + ": " + e.getMessage(), e);
        }
    }

    private static JsonNode parse(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new Undecodable(Undecodable.Code.MALFORMED, "broken JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) { // from memory it can only be the text's encoding: JSON may be UTF-16 or UTF-32
            throw new Undecodable(Undecodable.Code.MALFORMED, "broken JSON: " + e.getMessage(), e);
        }
    }

    byte[] write(IndexedRecord value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = MAPPER.createGenerator(out)) {
            write(value, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void write(Object value, JsonGenerator json) throws IOException {
        switch (value) {
            case IndexedRecord object -> {
                json.writeStartObject();
                for (Schema.Field field : object.getSchema().getFields()) {
                    Object member = object.get(field.pos());
                    if (member != null) {
                        json.writeFieldName(field.name());
                        write(member, json);
                    }
                }
                json.writeEndObject();
            }
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    json.writeFieldName(entry.getKey().toString());
                    write(entry.getValue(), json);
                }
                json.writeEndObject();
            }
            case Collection<?> items -> {
                json.writeStartArray();
                for (Object item : items) {
                    write(item, json);
                }
                json.writeEndArray();
            }
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case Boolean truth -> json.writeBoolean(truth);
            default -> json.writeString(value.toString());
        }
    }
}
