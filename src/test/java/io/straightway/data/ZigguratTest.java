package io.straightway.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.store.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against NumPy: src/test/python/numpy_golden.py wrote what is expected. */
class ZigguratTest {
    /** Some first normals come from the tail, some from the wedge, some after refused ones; the last line is of three million. */
    @Test
    void shouldDrawTheNormalsOfNumPy() throws IOException {
        for (String line : golden()) {
            String[] fields = line.split(",");
            byte[] state = HexFormat.of().parseHex(fields[0] + fields[1]);

            // When
            Pcg64 bits = Pcg64.of(state);
            double[] first = Arrays.stream(fields[3].split(" ")).mapToDouble(expected -> Ziggurat.normal(bits)).toArray();
            float[] all = new float[Integer.parseInt(fields[2]) + 1];
            Ziggurat.normals(Pcg64.of(state), all, 1, all.length - 1);

            // Then
            double[] expected = Arrays.stream(fields[3].split(" ")).mapToDouble(hex -> Double.longBitsToDouble(Long.parseUnsignedLong(hex, 16))).toArray();
            for (int i = 0; i < expected.length; i++) {
                assertThat(first[i]).as(line).isBetween(expected[i] - Math.ulp(expected[i]), expected[i] + Math.ulp(expected[i]));
            }
            ByteBuffer bytes = ByteBuffer.allocate(4 * all.length - 4).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(all, 1, all.length - 1);
            assertThat(Digest.of(bytes.array())).as(line).isEqualTo(fields[4]);
        }
    }

    @Test
    void shouldBeTriedInTheTail() throws IOException {
        List<String> signs = golden().stream().map(line -> line.split("[, ]")[3])
                .filter(hex -> Math.abs(Double.longBitsToDouble(Long.parseUnsignedLong(hex, 16))) > 3.6541528853610088).map(hex -> hex.substring(0, 1)).toList();

        assertThat(signs).contains("4", "c");
    }

    @Test
    void shouldRefuseAnythingButAState() {
        assertThatThrownBy(() -> Pcg64.of(new byte[31])).hasMessage("a state of 31 bytes, allowed: 32");
    }

    private static List<String> golden() throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(ZigguratTest.class.getResourceAsStream("/golden/numpy-normals.csv")))) {
            return lines.lines().toList();
        }
    }
}
