package io.straightway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @Test
    void shouldReadWhatItWrote() throws IOException {
        // Given
        var arrays = new LinkedHashMap<String, Weights.Array>();
        arrays.put("b", new Weights.Array(List.of(2, 1), new float[] {1.5f, Float.MIN_VALUE}));
        arrays.put("a", new Weights.Array(List.of(), new float[] {-0f}));
        arrays.put("none", new Weights.Array(List.of(0, 3), new float[0]));

        // When
        byte[] bytes = Safetensors.write(new Weights(arrays), Map.of("seed", "7 µ"));
        var content = Safetensors.read("x", bytes);

        // Then
        assertThat(content.metadata()).isEqualTo(Map.of("seed", "7 µ"));
        assertThat(content.weights().arrays().keySet()).containsExactly("b", "a", "none");
        assertThat(content.weights().arrays().get("b").values()).containsExactly(1.5f, Float.MIN_VALUE);
        assertThat(content.weights().arrays().get("a").shape()).isEmpty();
    }

    @Test
    void shouldReadNarrowAndWideTypes() throws IOException {
        // Given: 1.5 as BF16, as F16 and as F64
        String header = """
                {"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]},"b":{"dtype":"F16","shape":[1],"data_offsets":[2,4]},
                "c":{"dtype":"F64","shape":[1],"data_offsets":[4,12]}}""";
        byte[] values = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0x3FC0).putShort((short) 0x3E00).putDouble(1.5).array();

        // Then
        assertThat(Safetensors.read("x", file(header, values)).weights().arrays().values())
                .allSatisfy(array -> assertThat(array.values()).containsExactly(1.5f));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}                                                 | 4  | t is declared as",
        "{'t':{'dtype':'I8','shape':[4],'data_offsets':[0,4]}}                                                  | 4  | t is declared as",
        "{'t':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}                                                | 4  | t is declared as",
        "{'t':{'dtype':'F32','shape':[99999,99999,99999],'data_offsets':[0,4]}}                                 | 4  | t is declared as",
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}                                                 | 4  | t has bytes 0 to 8",
        "{'t':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'u':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 8  | u has bytes 0 to 4",
        "{'t':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}                                                 | 8  | 4 bytes belong to no tensor",
        "{'__metadata__':{'a':1}}                                                                               | 0  | metadata a is not a string",
        "[1]                                                                                                    | 0  | not a JSON object",
        "{'t'                                                                                                   | 0  | not JSON"})
    void shouldNameFileAndFaultOfABadHeader(String header, int size, String fault) {
        assertThatThrownBy(() -> Safetensors.read("my.file", file(header.replace('\'', '"'), new byte[size])))
                .isInstanceOf(IOException.class).hasMessageStartingWith("my.file").hasMessageContaining(fault);
    }

    @Test
    void shouldRefuseAHeaderLongerThanTheFile() {
        byte[] bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE).array();

        assertThatThrownBy(() -> Safetensors.read("my.file", bytes)).hasMessageContaining("header of " + Long.MAX_VALUE);
        assertThatThrownBy(() -> Safetensors.read("my.file", new byte[3])).hasMessageContaining("ends within the header length");
    }

    @Test
    void shouldRefuseALongHeaderBeforeReadingIt() {
        byte[] length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong((16 << 20) + 1).array();

        assertThatThrownBy(() -> Safetensors.read("my.file", new ByteArrayInputStream(length), 1L << 30))
                .hasMessage("my.file: header of 16777217 bytes in a file of 1073741824, allowed: up to 16777216");
    }

    private static byte[] file(String header, byte[] values) throws IOException {
        var out = new ByteArrayOutputStream();
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).array());
        out.write(text);
        out.write(values);
        return out.toByteArray();
    }
}
