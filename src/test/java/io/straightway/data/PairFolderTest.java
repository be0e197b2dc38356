package io.straightway.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairFolderTest {
    private static final Random RANDOM = new Random(5);

    @TempDir
    Path folder;

    /** What a folder of two labelled pairs holds; a test bends some of it. */
    private final Map<String, byte[]> samples = new TreeMap<>();

    private final Map<String, byte[]> noise = new TreeMap<>();
    private String labels = "0/00000.png,3\r\n1/60000.png,0\r\n";

    @BeforeEach
    void fill() {
        samples.put("0/00000.png", png(3, 4, 4));
        samples.put("1/60000.png", png(3, 4, 4));
        noise.put("0/00000.bin", new byte[32]);
        noise.put("1/60000.npy", Npy.write(floats(48), 0, 3, 4, 4));
    }

    @Test
    void shouldReadStatesAndValues() throws IOException {
        // Given: one pair of each kind of noise
        float[] values = floats(48);
        byte[] state = new byte[32];
        RANDOM.nextBytes(state);
        state[31] |= 1;
        noise.put("0/00000.bin", state);
        noise.put("1/60000.npy", Npy.write(values, 0, 3, 4, 4));

        // When
        Pairs pairs;
        try (PairFolder read = open()) {
            assertThat(List.of(read.count(), read.channels(), read.resolution(), read.classes())).containsExactly(2, 3, 4, 4);
            pairs = read.read(0, 2);
            assertThat(read.read(1, 1).x0()).isEqualTo(Arrays.copyOfRange(pairs.x0(), 48, 96));
        }

        // Then
        float[] x1 = ((Pairs.Values) pairs.noise()).values();
        float[] drawn = new float[48];
        Ziggurat.normals(Pcg64.of(state), drawn, 0, 48);
        assertThat(Arrays.copyOf(x1, 48)).isEqualTo(drawn);
        assertThat(Arrays.copyOfRange(x1, 48, 96)).isEqualTo(values);
        assertThat(pairs.labels()).containsExactly(3, 0);
        byte[] pixels = Png.decode("", "", samples.get("1/60000.png")).pixels();
        for (int i = 0; i < 48; i++) {
            assertThat(pairs.x0()[48 + i]).isEqualTo((pixels[i] & 0xff) / 127.5f - 1);
        }
    }

    /** The last values are beyond what 8 bits hold. */
    @Test
    void shouldWriteWhatItReads() {
        float[] x0 = new float[2 * 256];
        for (int i = 0; i < x0.length; i++) {
            x0[i] = (i % 256) / 127.5f - 1;
        }
        Pairs whole = new Pairs(1, 16, 16, new Pairs.Seeds(new long[2]), new int[] {Images.NO_LABEL, Images.NO_LABEL}, x0);
        float[] x1 = floats(512);
        Pairs beyond = new Pairs(1, 16, 16, new Pairs.Seeds(new long[1]), new int[] {Images.NO_LABEL}, new float[256]);
        beyond.x0()[0] = 1.7f;
        beyond.x0()[1] = -1.2f;
        beyond.x0()[2] = 0.999f / 127.5f - 0.5f / 127.5f;

        // When
        try (PairFolderWriter out = PairFolderWriter.create(folder.resolve("new"))) {
            out.add(whole, x1);
            out.add(beyond, new float[256]);
            out.finish();
        }

        // Then
        try (PairFolder read = PairFolder.open(folder.resolve("new"))) {
            Pairs pairs = read.read(0, 3);
            assertThat(read.classes()).isZero();
            assertThat(Arrays.copyOf(pairs.x0(), 512)).isEqualTo(x0);
            assertThat(Arrays.copyOf(((Pairs.Values) pairs.noise()).values(), 512)).isEqualTo(x1);
            assertThat(Arrays.copyOfRange(pairs.x0(), 512, 515)).containsExactly(1, -1, 128 / 127.5f - 1);
            assertThat(pairs.labels()).containsOnly(Images.NO_LABEL);
        }
        assertThat(folder.resolve("new")).isDirectoryNotContaining(file -> !file.toString().endsWith(".zip"));
        assertThatThrownBy(() -> PairFolderWriter.create(folder.resolve("new"))).isInstanceOf(DataException.class).hasMessageContaining("has samples.zip already");
    }

    @Test
    void shouldLeaveNothingOfAnUnfinishedFolder() {
        Pairs labelled = new Pairs(1, 1, 1, new Pairs.Seeds(new long[1]), new int[] {2}, new float[1]);
        Pairs bare = new Pairs(1, 1, 1, new Pairs.Seeds(new long[1]), new int[] {Images.NO_LABEL}, new float[1]);

        try (PairFolderWriter out = PairFolderWriter.create(folder)) {
            out.add(labelled, new float[1]);
            assertThatThrownBy(() -> out.add(bare, new float[1])).hasMessageContaining("with and without classes together");
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldSayWhatLacksItsPartner() {
        refused(() -> noise.remove("0/00000.bin"), "samples.zip, entry 0/00000.png: has no partner 0/00000.bin or 0/00000.npy in z.zip");
        refused(() -> noise.put("2.bin", new byte[32]), "z.zip, entry 2: has no partner 2.png in samples.zip");
        refused(() -> noise.put("0/00000.npy", new byte[32]), "z.zip, entry 0/00000.npy: is there twice");
        refused(() -> samples.put("readme.txt", new byte[1]), "samples.zip, entry readme.txt: is not expected here, allowed: names with .png");
        refused(() -> {
            samples.clear();
            noise.clear();
        }, "samples.zip: holds no pairs");
    }

    @Test
    void shouldSayWhatIsWrongWithLabels() {
        refused(() -> labels = "0/00000.png,3\n", "images_labels.csv, entry 1/60000.png: has no label");
        refused(() -> labels = "0/00000.png,3\n1/60000.png,cat\n", "images_labels.csv, entry line 2: is \"1/60000.png,cat\", allowed: name.png,class");
        refused(() -> labels = "0/00000.png,-1\n", "line 1");
        refused(() -> labels += "1/60000.png,0\n", "images_labels.csv, entry line 3: 1/60000.png is there twice");
        refused(() -> labels += "other.png,0\n", "images_labels.csv, entry other.png: has a label, but is not in samples.zip");
    }

    @Test
    void shouldSayWhichEntryIsDamaged() {
        refused(() -> noise.put("0/00000.bin", new byte[31]), "z.zip, entry 0/00000.bin: has 31 bytes, allowed: the 32");
        refused(() -> noise.put("0/00000.bin", new byte[33]), "z.zip, entry 0/00000.bin: has more than 32 bytes");
        refused(() -> samples.put("0/00000.png", png(3, 4, 2)), "samples.zip, entry 0/00000.png: is 2x4 RGB, allowed: squares");
        refused(() -> samples.put("1/60000.png", png(3, 8, 8)), "samples.zip, entry 1/60000.png: is 8x8 RGB, the first one is 4x4 RGB");
        refused(() -> samples.put("1/60000.png", png(1, 4, 4)), "samples.zip, entry 1/60000.png: is 4x4 grey, the first one is 4x4 RGB");
        refused(() -> samples.put("1/60000.png", new byte[8]), "samples.zip, entry 1/60000.png: is no picture");
    }

    @Test
    void shouldSayWhichValuesAreWrong() {
        String entry = "z.zip, entry 1/60000.npy: ";
        refused(() -> noise.put("1/60000.npy", Npy.write(floats(48), 0, 4, 4, 3)), entry + "is <f4 of shape (4,4,3), allowed: <f4 or <f8 of shape (3,4,4)");
        refused(() -> noise.put("1/60000.npy", Arrays.copyOf(noise.get("1/60000.npy"), 200)), entry + "has 72 bytes of values");
        refused(() -> noise.put("1/60000.npy", Arrays.copyOf(noise.get("1/60000.npy"), 100_000)), entry + "has more than");
        refused(() -> noise.put("1/60000.npy", bent("fortran_order': False", "fortran_order': True ")), entry + "is <f4 of shape (3,4,4) in Fortran's order");
        refused(() -> noise.put("1/60000.npy", bent("<f4", "<i4")), entry + "is <i4");
        refused(() -> noise.put("1/60000.npy", bent("{", "[")), entry + "has a header that is not understood");
        refused(() -> noise.put("1/60000.npy", new byte[5]), entry + "is no .npy of format 1.0");
        refused(() -> noise.put("1/60000.npy", Npy.write(new float[] {Float.NaN}, 0, 1, 1, 1)), entry);
        float[] values = floats(48);
        values[47] = Float.NEGATIVE_INFINITY;
        refused(() -> noise.put("1/60000.npy", Npy.write(values, 0, 3, 4, 4)), entry + "holds -Infinity");
    }

    @Test
    void shouldMissAFile() {
        assertThatThrownBy(() -> PairFolder.open(folder)).isInstanceOf(DataException.class).hasMessage(folder + ": has no samples.zip");
    }

    private void refused(Runnable change, String message) {
        samples.clear();
        noise.clear();
        labels = "0/00000.png,3\r\n1/60000.png,0\r\n";
        fill();
        change.run();

        assertThatThrownBy(() -> {
            try (PairFolder read = open()) {
                read.read(0, read.count());
            }
        }).isInstanceOf(DataException.class).hasMessageContaining(message);
    }

    private byte[] bent(String from, String to) {
        byte[] bytes = noise.get("1/60000.npy").clone();
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(from);
        System.arraycopy(to.getBytes(StandardCharsets.US_ASCII), 0, bytes, at, to.length());
        return bytes;
    }

    private PairFolder open() throws IOException {
        write("samples.zip", samples);
        write("z.zip", noise);
        Files.writeString(folder.resolve("images_labels.csv"), labels);
        return PairFolder.open(folder);
    }

    private void write(String name, Map<String, byte[]> entries) throws IOException {
        try (StoredZip zip = new StoredZip(Files.newOutputStream(folder.resolve(name)))) {
            entries.forEach(zip::add);
        }
    }

    private static byte[] png(int channels, int height, int width) {
        return Png.encode(PicturesTest.random(channels, height, width));
    }

    private static float[] floats(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) RANDOM.nextGaussian();
        }
        return values;
    }
}
