package io.straightway.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.data.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class NpzTest {
    private final Gaussian gaussian = new Gaussian(new double[] {1, -2.5}, new double[] {2, 0.25, 0.25, 3}, OptionalLong.of(77));

    @Test
    void statisticsComeBackAsTheyWere() {
        byte[] bytes = Npz.write(gaussian, "{\"data\":\"toy\"}");

        Gaussian back = Npz.read("r.npz", bytes);

        assertThat(back.mean()).isEqualTo(gaussian.mean());
        assertThat(back.covariance()).isEqualTo(gaussian.covariance());
        assertThat(back.count()).hasValue(77);
        assertThat(Npz.provenance("r.npz", bytes)).contains("{\"data\":\"toy\"}");
    }

    /** golden/ref.npz: numpy.savez_compressed(f, mu=[0.5, 1.5], sigma=[[1, 0.5], [0.5, 2]]). */
    @Test
    void aFileOfNumpyIsRead() throws IOException {
        try (InputStream in = NpzTest.class.getResourceAsStream("/golden/ref.npz")) {
            Gaussian read = Npz.read("ref.npz", in.readAllBytes());

            assertThat(read.mean()).containsExactly(0.5, 1.5);
            assertThat(read.covariance()).containsExactly(1, 0.5, 0.5, 2);
            assertThat(read.count()).isEmpty();
        }
    }

    @Test
    void foreignFilesAreRefusedByName() {
        byte[] whole = Npz.write(gaussian, "{}");
        byte[] bent = whole.clone();
        bent[100] ^= 1;

        assertThatThrownBy(() -> Npz.read("r.npz", new byte[9])).isInstanceOf(DataException.class).hasMessageStartingWith("r.npz");
        assertThatThrownBy(() -> Npz.read("r.npz", bent)).isInstanceOf(DataException.class).hasMessageContaining("mu.npy");
        Gaussian bad = new Gaussian(new double[] {1, 2, 3}, new double[9], OptionalLong.empty());
        assertThat(Npz.read("r.npz", Npz.write(bad, "{}")).dimensions()).isEqualTo(3);
    }

    @Test
    void bothByteOrdersBothWidthsAndBothMatrixOrdersAreRead() throws IOException {
        for (String type : List.of("<f8", ">f8", "<f4", ">f4")) {
            Gaussian read = Npz.read("r.npz", zip(Map.of("mu.npy", npy(type, "False", "(2,)", 1, -2.5), "sigma.npy", npy(type, "True", "(2, 2)", 2, 0.25, 0.25, 3))));

            assertThat(read.mean()).containsExactly(1, -2.5);
            assertThat(read.covariance()).containsExactly(2, 0.25, 0.25, 3);
        }
    }

    @Test
    void whatIsNoMeanAndCovarianceIsRefusedByItsEntry() throws IOException {
        byte[] mu = npy("<f8", "False", "(2,)", 1, 2);
        refused("sigma.npy: is <f8 of shape (2,)", mu, npy("<f8", "False", "(2,)", 1, 2));
        refused("sigma.npy: has shape (1,4)", mu, npy("<f8", "False", "(1, 4)", 1, 0, 0, 1));
        refused("sigma.npy: has more than", mu, npy("<f8", "False", "(30, 30)", new double[900]));
        refused("a covariance of 1 numbers does not fit a mean of 2", mu, npy("<f8", "False", "(1, 1)", 1));
        refused("sigma.npy: is <i8", mu, npy("<i8", "False", "(2, 2)", 1, 0, 0, 1));
        refused("sigma.npy: has a header that is not understood", mu, npy("|O", "False", "(2, 2)", 1, 0, 0, 1));
        refused("entry (0, 1) of the covariance is NaN", mu, npy("<f8", "False", "(2, 2)", 1, Double.NaN, 0, 1));
        refused("not symmetric: entry (1, 0) is 0.0, entry (0, 1) is 0.5", mu, npy("<f8", "False", "(2, 2)", 1, 0.5, 0, 1));
        refused("variance of feature 0 is -1.0", mu, npy("<f8", "False", "(2, 2)", -1, 0, 0, 1));
        refused("entry 1 of the mean is Infinity", npy("<f8", "False", "(2,)", 1, Double.POSITIVE_INFINITY), npy("<f8", "False", "(2, 2)", 1, 0, 0, 1));
        refused("mu.npy: is no .npy of format 1.0", new byte[4], mu);
        assertThatThrownBy(() -> Npz.read("r.npz", zip(Map.of("mu.npy", mu)))).isInstanceOf(DataException.class).hasMessage("r.npz: has no sigma.npy");
    }

    @Test
    void anEntryThatUnpacksToMuchMoreThanItMayIsNotUnpacked() throws IOException {
        byte[] bomb = npy("<f8", "False", "(2, 2)", new double[4_000_000]);

        refused("mu.npy: has more than", bomb, bomb);
    }

    private static void refused(String reason, byte[] mu, byte[] sigma) throws IOException {
        byte[] bytes = zip(Map.of("mu.npy", mu, "sigma.npy", sigma));

        assertThatThrownBy(() -> Npz.read("r.npz", bytes)).isInstanceOf(DataException.class).hasMessageStartingWith("r.npz").hasMessageContaining(reason);
    }

    /** Format 1.0 of numpy.lib.format, written by hand. */
    private static byte[] npy(String type, String fortran, String shape, double... values) {
        byte[] header = ("{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }\n").getBytes(StandardCharsets.ISO_8859_1);
        int width = type.endsWith("4") ? 4 : 8;
        ByteBuffer out = ByteBuffer.allocate(10 + header.length + width * values.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.ISO_8859_1)).put((byte) 1).put((byte) 0).putShort((short) header.length).put(header);
        out.order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            if (width == 4) {
                out.putFloat((float) value);
            } else {
                out.putDouble(value);
            }
        }
        return out.array();
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
