package io.straightway.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
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
}
