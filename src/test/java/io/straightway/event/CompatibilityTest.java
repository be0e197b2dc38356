package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that were written once stay readable. */
class CompatibilityTest {

    static Stream<String> types() {
        return Stream.of(Topic.values()).map(Topic::schema).filter(name -> !name.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("types")
    void currentSchemasReadEveryRelease(String type) {
        Schema current = Schemas.parse(Schemas.text(type));
        assertThat(Schemas.released(type)).isNotEmpty().allSatisfy(
                (fingerprint, released) -> assertThat(SchemaCompatibility.checkReaderWriterCompatibility(current, released).getType())
                        .isEqualTo(SchemaCompatibilityType.COMPATIBLE));
    }

    /** Else an upgrade could not read what lies in topics, nor what clients of today will send. */
    @ParameterizedTest
    @MethodSource("types")
    void theCurrentSchemaIsReleased(String type) {
        assertThat(Schemas.released(type)).as("schemas/%s.avsc has changed: copy it into a new folder of schemas/released, and name that in Schemas", type)
                .containsKey(Schemas.fingerprint(Schemas.parse(Schemas.text(type))));
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyFieldIsDocumented(String type) {
        assertDocumented(Schemas.parse(Schemas.text(type)));
    }

    /** Each file stands for itself, so a record is written out in several; the generated class can be of one only. */
    @Test
    void recordsOfOneNameAreTheSameInEveryFile() {
        Map<String, Map<String, String>> texts = new TreeMap<>();
        types().forEach(type -> collect(Schemas.parse(Schemas.text(type)), type, texts));
        assertThat(texts).isNotEmpty().allSatisfy((name, files) -> assertThat(files.values().stream().distinct()).as(name + " in " + files.keySet()).hasSize(1));
    }

    private static void collect(Schema schema, String file, Map<String, Map<String, String>> texts) {
        switch (schema.getType()) {
            case RECORD -> {
                boolean known = texts.computeIfAbsent(schema.getName(), name -> new TreeMap<>()).put(file, schema.toString()) != null;
                if (!known) {
                    schema.getFields().forEach(field -> collect(field.schema(), file, texts));
                }
            }
            case UNION -> schema.getTypes().forEach(type -> collect(type, file, texts));
            case ARRAY -> collect(schema.getElementType(), file, texts);
            case MAP -> collect(schema.getValueType(), file, texts);
            default -> {}
        }
    }

    private static void assertDocumented(Schema schema) {
        switch (schema.getType()) {
            case RECORD -> {
                assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
                schema.getFields().forEach(field -> {
                    assertThat(field.doc()).as(schema.getName() + "." + field.name()).isNotBlank();
                    assertDocumented(field.schema());
                });
            }
            case UNION -> schema.getTypes().forEach(CompatibilityTest::assertDocumented);
            case ARRAY -> assertDocumented(schema.getElementType());
            case MAP -> assertDocumented(schema.getValueType());
            default -> {}
        }
    }

    @Test
    void bytesOfTheFirstReleaseAreRead() throws IOException {
        Schema v1 = Schemas.released("Signal").values().iterator().next();
        GenericRecord signal = new GenericData.Record(v1);
        signal.put("id", "s-1");
        signal.put("jobId", "a");
        signal.put("kind", "cancel");
        assertThat(new Wire(new WireFormat.SingleObject()).readSignal(singleObject(v1, signal)).job()).isEqualTo("a");
    }

    /** A schema that is neither current nor released, but registered, as another team's older client may use. */
    @Test
    void registeredSchemasAreResolved() throws IOException {
        Schema older = Schemas.parse("""
                {"type":"record","name":"Signal","namespace":"io.straightway.schema","fields":[
                 {"name":"jobId","type":"string"},{"name":"id","type":"string"}]}""");
        GenericRecord signal = new GenericData.Record(older);
        signal.put("id", "s-1");
        signal.put("jobId", "a");
        MemorySchemaIds ids = new MemorySchemaIds();
        byte[] header = ByteBuffer.allocate(5).put((byte) 0).putInt(ids.id("any", older.toString())).array();
        assertThat(new Wire(new WireFormat.Confluent(ids)).readSignal(bytes(header, older, signal)).id()).isEqualTo("s-1");
    }

    private static byte[] singleObject(Schema schema, GenericRecord value) throws IOException {
        byte[] header = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).put((byte) 0xC3).put((byte) 1)
                .putLong(Schemas.fingerprint(schema)).array();
        return bytes(header, schema, value);
    }

    private static byte[] bytes(byte[] header, Schema schema, GenericRecord value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(value, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
