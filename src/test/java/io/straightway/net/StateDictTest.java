package io.straightway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateDictTest {
    private static final Path LEGACY = Path.of("src/test/resources/golden/inception/weights.pth");
    private static final String STATE = "\u0080\u0002ccollections\nOrderedDict\n)R(%su.";

    /** One tensor, pickled: name, type, key, elements, offset, size and stride. */
    private static String tensor(String name, String type, String key, int elements, int offset, List<Integer> size, List<Integer> stride) {
        return text(name) + "ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") + "ctorch\n" + type + "\n" + text(key) + text("cpu") + integer(elements) + "tQ"
                + integer(offset) + tuple(size) + tuple(stride) + "\u0089ccollections\nOrderedDict\n)RtR";
    }

    @Test
    void shouldReadWhatPytorchWroteBeforeItsZip() throws IOException {
        // When
        Weights weights = StateDict.read("weights.pth", Files.readAllBytes(LEGACY));

        // Then: 94 convolutions with four arrays of batch norm each, and the last layer; no counters
        assertThat(weights.arrays()).hasSize(94 * 5 + 2);
        assertThat(weights.arrays().firstEntry().getKey()).isEqualTo("Conv2d_1a_3x3.conv.weight");
        assertThat(weights.arrays().firstEntry().getValue().shape()).containsExactly(1, 3, 3, 3);
        assertThat(weights.arrays().lastEntry().getKey()).isEqualTo("fc.bias");
        for (float variance : weights.arrays().get("Mixed_6a.branch3x3.bn.running_var").values()) {
            assertThat(variance).isBetween(1e-3f, 1e3f);
        }
    }

    @Test
    void shouldReadAZipWithManyTypes() throws IOException {
        // Given
        String pickle = STATE.formatted(tensor("f", "FloatStorage", "0", 3, 1, List.of(2, 1), List.of(1, 7)) + tensor("d", "DoubleStorage", "1", 1, 0, List.of(), List.of())
                + tensor("h", "HalfStorage", "2", 1, 0, List.of(1), List.of(1)) + tensor("b", "BFloat16Storage", "3", 1, 0, List.of(1), List.of(1))
                + tensor("n", "LongStorage", "4", 1, 0, List.of(), List.of()) + tensor("none", "FloatStorage", "5", 0, 0, List.of(0, 3), List.of(3, 1)));

        // When
        Weights weights = read(pickle, Map.of(
                "0", little(12).putFloat(9).putFloat(1).putFloat(2).array(), "1", little(8).putDouble(1.5).array(), "2", little(2).putShort((short) 0x3E00).array(),
                "3", little(2).putShort((short) 0x3FC0).array(), "5", new byte[0]));

        // Then
        assertThat(weights.arrays().keySet()).containsExactly("f", "d", "h", "b", "none");
        assertThat(weights.arrays().get("f").shape()).containsExactly(2, 1);
        assertThat(weights.arrays().get("f").values()).containsExactly(1, 2);
        assertThat(weights.arrays().get("d").shape()).isEmpty();
        for (String name : List.of("d", "h", "b")) {
            assertThat(weights.arrays().get(name).values()).containsExactly(1.5f);
        }
    }

    @Test
    void shouldReadParametersAndTextOfPython2() throws IOException {
        // Given
        String tensor = tensor("t", "FloatStorage", "0", 1, 0, List.of(1), List.of(1)).replace(text("t"), "U\u0001t");
        String parameter = tensor.replace("ctorch._utils\n_rebuild_t", "ctorch._utils\n_rebuild_parameter\n(ctorch._utils\n_rebuild_t") + "\u0089ccollections\nOrderedDict\n)RtR";

        // Then
        for (String pickle : List.of(tensor, parameter)) {
            assertThat(read(STATE.formatted(pickle), Map.of("0", little(4).putFloat(2).array())).arrays().get("t").values()).containsExactly(2);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "3     | 0  | 4       | 1   | t has size [4]",
        "3     | 1  | 3       | 1   | and offset 1 in 3 values",
        "3     | -1 | 3       | 1   | and offset -1",
        "6     | 0  | 3       | 2   | stride [2]",
        "3     | 0  | -3      | 1   | size [-3]",
        "9     | 0  | 3,3     | 1,3 | stride [1, 3]",
        "9     | 0  | 3,3     | 3   | stride [3]",
        "1     | 0  | 99999,99999,99999 | 9999800001,99999,1 | contiguous part",
        "-1    | 0  | 1       | 1   | no storage of torch",
        "200000000 | 0 | 200000000 | 1 | t has size",
        "200000000 | 0 | 1    | 1   | more than 134217728 values"})
    void shouldRefuseATensorThatDoesNotFit(long elements, int offset, String size, String stride, String fault) {
        String pickle = STATE.formatted(tensor("t", "FloatStorage", "0", (int) elements, offset, integers(size), integers(stride)));

        assertThatThrownBy(() -> read(pickle, Map.of("0", new byte[12]))).isInstanceOf(IOException.class).hasMessageStartingWith("my.pth").hasMessageContaining(fault);
    }

    @Test
    void shouldRefuseStoragesThatAreSharedMissingOrOfAnotherSize() {
        String one = tensor("t", "FloatStorage", "0", 1, 0, List.of(1), List.of(1));
        String same = tensor("u", "FloatStorage", "0", 1, 0, List.of(1), List.of(1));
        String outside = tensor("t", "FloatStorage", "../0", 1, 0, List.of(1), List.of(1));

        assertThatThrownBy(() -> read(STATE.formatted(one + same), Map.of("0", new byte[4]))).hasMessageContaining("u has storage 0, allowed: a number that no other");
        assertThatThrownBy(() -> read(STATE.formatted(one), Map.of())).hasMessageContaining("lacks entry a/data/0, the values of t");
        assertThatThrownBy(() -> read(STATE.formatted(one), Map.of("0", new byte[3]))).hasMessageContaining("entry a/data/0: has 3 bytes, t needs 4");
        assertThatThrownBy(() -> read(STATE.formatted(outside), Map.of("../0", new byte[4]))).hasMessageContaining("t has storage ../0");
        assertThatThrownBy(() -> read(STATE.formatted(one + one), Map.of("0", new byte[4]))).hasMessageContaining("key t occurs twice");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "cos\\nsystem\\n(X\\4\\0\\0\\0boomtR.         | byte 2: the name os.system is not allowed",
        "cbuiltins\\neval\\n.                         | byte 2: the name builtins.eval is not allowed",
        "c__builtin__\\ngetattr\\n.                   | byte 2: the name __builtin__.getattr is not allowed",
        "ctorch\\nload\\n.                            | byte 2: the name torch.load is not allowed",
        "ccollections\\nOrderedDict\\n(ltR.           | byte 28: instruction 0x6c is not allowed",
        "ccollections\\nOrderedDict\\n)\\u0081.       | byte 28: instruction 0x81 is not allowed",
        "i                                            | byte 2: instruction 0x69 is not allowed",
        "P0                                           | byte 2: instruction 0x50 is not allowed",
        "K\\1Q.                                       | byte 4: a reference to something that is no storage",
        "K\\1)R.                                      | byte 5: a call that builds neither",
        "ccollections\\nOrderedDict\\nK\\1R.          | byte 29: a call that builds neither",
        "ctorch\\nFloatStorage\\n)R.                  | byte 23: a call that builds neither",
        "X\\u00ff\\u00ff\\u00ff\\u007f                | byte 2: a text of 2147483647 bytes, 0 are left",
        "X\\u00ff\\u00ff\\u00ff\\u00ff                | byte 2: a text of -1 bytes",
        "\\u008a\\u00ff                               | byte 2: an integer has 255 bytes",
        "h\\7.                                        | byte 2: nothing is remembered as 7",
        "t.                                           | byte 2: there is no mark",
        ".                                            | byte 2: the stack is empty",
        "}K\\1                                        | the pickle ends within an instruction",
        "}K\\1.                                       | byte 5: the pickle ends with values left over",
        "}]K\\1s.                                     | byte 6: a key of a dictionary is neither text nor integer",
        "}(K\\1u.                                     | byte 6: a dictionary has a key without a value",
        "NK\\1K\\1s.                                  | byte 7: a value is put into something that is no dictionary",
        ")K\\1a.                                      | byte 5: a value is appended to something that is no list",
        "NNb.                                         | byte 4: attributes",
        "]q\\0h\\0a.                                  | holds no dictionary",
        "N.                                           | holds no dictionary",
        "}K\\1K\\1s.                                  | 1 is no tensor with a name",
        "\\u0080\\4N.                                 | byte 2: the protocol is not 2"})
    void shouldNameWhatItRefusesInAPickle(String pickle, String fault) {
        assertThatThrownBy(() -> read("\u0080\u0002" + unescape(pickle), Map.of())).isInstanceOf(IOException.class).hasMessageStartingWith("my.pth").hasMessageContaining(fault);
    }

    @Test
    void shouldSurviveAnyDamage() throws IOException {
        // Given
        byte[] good = Files.readAllBytes(LEGACY);
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            for (int k = 0; k < 1 + i % 3; k++) {
                bad[random.nextInt(60_000)] = (byte) random.nextInt(256);
            }

            // Then
            try {
                StateDict.read("my.pth", bad);
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 500, 70_000, 201_000})
    void shouldRefuseAFileThatEndsEarly(int length) throws IOException {
        byte[] bytes = Arrays.copyOf(Files.readAllBytes(LEGACY), length);

        assertThatThrownBy(() -> StateDict.read("my.pth", bytes)).isInstanceOf(IOException.class).hasMessageStartingWith("my.pth");
    }

    @Test
    void shouldRefuseAPickleWithoutEnd() {
        byte[] bytes = new byte[3 << 20];
        Arrays.fill(bytes, (byte) ']');
        bytes[0] = (byte) 0x80;
        bytes[1] = 2;

        assertThatThrownBy(() -> StateDict.read("my.pth", bytes)).hasMessage("my.pth, byte 1048576: the pickle ends within an instruction");
    }

    @Test
    void shouldRefuseAFileThatGoesOn() throws IOException {
        byte[] good = Files.readAllBytes(LEGACY);

        assertThatThrownBy(() -> StateDict.read("my.pth", Arrays.copyOf(good, good.length + 5))).hasMessage("my.pth: 5 bytes belong to no tensor");
    }

    @Test
    void shouldFindOneDictionaryInAZip() {
        assertThatThrownBy(() -> StateDict.read("my.pth", List.of("a/data/0"), (name, most) -> Optional.empty())).hasMessageContaining("holds 0 entries like archive/data.pkl");
        assertThatThrownBy(() -> StateDict.read("my.pth", List.of("a/data.pkl", "b/data.pkl"), (name, most) -> Optional.empty())).hasMessageContaining("holds 2 entries");
        assertThatThrownBy(() -> StateDict.read("my.pth", List.of("a/data.pkl"), (name, most) -> Optional.of("big".getBytes(StandardCharsets.UTF_8))))
                .hasMessageContaining("entry a/byteorder: allowed: little");
    }

    private static Weights read(String pickle, Map<String, byte[]> storages) throws IOException {
        return StateDict.read("my.pth", List.of("a/data.pkl", "a/version"), (name, most) -> switch (name) {
            case "a/data.pkl" -> Optional.of(pickle.getBytes(StandardCharsets.ISO_8859_1));
            case "a/byteorder" -> Optional.empty();
            default -> Optional.ofNullable(storages.get(name.substring("a/data/".length())));
        });
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String text(String text) {
        return "X" + latin(little(4).putInt(text.length())) + text;
    }

    private static String integer(int number) {
        return "J" + latin(little(4).putInt(number));
    }

    private static String tuple(List<Integer> numbers) {
        var text = new StringBuilder("(");
        numbers.forEach(number -> text.append(integer(number)));
        return text.append('t').toString();
    }

    private static String latin(ByteBuffer buffer) {
        return new String(buffer.array(), StandardCharsets.ISO_8859_1);
    }

    private static List<Integer> integers(String list) {
        return Arrays.stream(list.split(",")).map(n -> (int) Long.parseLong(n)).toList();
    }

    /** Turns \\n, \\7 and \\u00ff into the characters. */
    private static String unescape(String text) {
        var bytes = new ByteArrayOutputStream();
        var parts = new ArrayList<>(List.of(text.strip().split("(?=\\\\)")));
        for (String part : parts) {
            String rest = part;
            if (part.startsWith("\\u")) {
                bytes.write(Integer.parseInt(part.substring(2, 6), 16));
                rest = part.substring(6);
            } else if (part.startsWith("\\")) {
                bytes.write(part.charAt(1) == 'n' ? '\n' : part.charAt(1) - '0');
                rest = part.substring(2);
            }
            bytes.writeBytes(rest.getBytes(StandardCharsets.ISO_8859_1));
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
