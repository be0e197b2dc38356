package io.straightway.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairFileTest {
    private final Pairs pairs = new Pairs(1, 2, 2, new Pairs.Seeds(new long[] {7, Long.MAX_VALUE}), new int[] {3, -1}, new float[] {1, 2, 3, 4, -5, 6, 0.1f, Float.MIN_VALUE});

    @Test
    void pairsComeBackAsTheyWere() {
        Pairs back = PairFile.read("p", PairFile.write(pairs));

        assertThat(back).usingRecursiveComparison().isEqualTo(pairs);
    }

    private final Pairs forward = new Pairs(1, 1, 2, new Pairs.Values(2, new float[] {9, 8, -7, 0.3f}), new int[] {0, 1}, new float[] {1, 2, 3, 4});

    @Test
    void forwardPairsKeepTheirNoise() {
        assertThat(PairFile.read("p", PairFile.write(forward))).usingRecursiveComparison().isEqualTo(forward);
        assertThat(((Pairs.Values) Pairs.concatenated(List.of(forward, forward)).noise()).values()).containsExactly(9, 8, -7, 0.3f, 9, 8, -7, 0.3f);
        assertThatThrownBy(() -> Pairs.concatenated(List.of(pairs, forward))).hasMessageContaining("(1, 1, 2) with noise");
    }

    @Test
    void shardsAreJoinedInOrder() {
        Pairs joined = Pairs.concatenated(List.of(pairs, pairs));

        assertThat(joined.count()).isEqualTo(4);
        assertThat(((Pairs.Seeds) joined.noise()).seeds()).containsExactly(7, Long.MAX_VALUE, 7, Long.MAX_VALUE);
        assertThat(Arrays.copyOfRange(joined.x0(), 8, 16)).isEqualTo(pairs.x0());
    }

    @Test
    void everyBentByteIsNoticed() {
        byte[] whole = PairFile.write(pairs);
        for (int i = 0; i < whole.length; i++) {
            byte[] bent = whole.clone();
            bent[i] ^= 0x40;
            assertThatThrownBy(() -> PairFile.read("p", bent)).isInstanceOf(DataException.class).hasMessageStartingWith("p: ");
        }
        assertThatThrownBy(() -> PairFile.read("p", Arrays.copyOf(whole, whole.length - 1))).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> PairFile.read("p", new byte[3])).hasMessageContaining("is no file of pairs");
    }

    /** 2^21 pairs of 2^40 values in 8 bytes each: their size in bytes, modulo 2^64, is that of this file. */
    @Test
    void aShapeWhoseSizeWrapsAroundIsRefused() {
        ByteBuffer file = ByteBuffer.allocate(24 + (1 << 23) + 32).order(ByteOrder.LITTLE_ENDIAN).put("SWPAIRS2".getBytes(StandardCharsets.US_ASCII))
                .putInt(1 << 21).putInt(4096).putInt(1 << 14).putInt(1 << 14);

        assertThatThrownBy(() -> PairFile.read("p", file.array())).isInstanceOf(DataException.class).hasMessageContaining("which are not (2097152, 4096");
    }

    @Test
    void notANumberIsNoPair() {
        assertThatThrownBy(() -> new Pairs(1, 1, 1, new Pairs.Seeds(new long[1]), new int[1], new float[] {Float.NaN})).hasMessageContaining("x0 holds NaN");
        assertThatThrownBy(() -> new Pairs(1, 1, 1, new Pairs.Values(1, new float[] {Float.POSITIVE_INFINITY}), new int[1], new float[1])).hasMessageContaining("x1 holds Infinity");
    }
}
