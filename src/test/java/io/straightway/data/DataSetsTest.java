package io.straightway.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
    @TempDir
    Path folder;

    @Test
    void anEdmZipComesBackAsItWas() throws IOException {
        DataSet set = set(5);
        Path file = folder.resolve("toy.zip");

        EdmZip.write(set, file);
        DataSet back = EdmZip.read(file);

        assertThat(back.name()).isEqualTo("toy");
        assertThat(back.credits()).containsExactly("Nobody, CC0");
        assertThat(back.images().classes()).containsExactly("a", "b");
        assertThat(back.images().labels()).containsExactly(0, 1, 0, 1, 0);
        assertThat(back.images().pixels()).isEqualTo(set.images().pixels());
        assertThat(EdmZip.write(set)).isEqualTo(Files.readAllBytes(file)).isEqualTo(EdmZip.write(back));
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream()).allMatch(entry -> entry.getMethod() == 0);
            assertThat(zip.getEntry("00000/img00000004.png")).isNotNull();
        }
    }

    @Test
    void withoutLabelsTheIndexSaysSo() {
        Images images = Images.of("t", List.of(PicturesTest.random(1, 4, 4)), new int[0], List.of());

        DataSet back = EdmZip.read("t.zip", EdmZip.write(new DataSet("t", images, List.of())));

        assertThat(back.images().labelled()).isFalse();
        assertThat(back.images().classCount()).isZero();
    }

    @Test
    void damagedZipsNameFileEntryAndReason() {
        assertThatThrownBy(() -> EdmZip.read("x.zip", new byte[] {1, 2, 3})).isInstanceOf(DataException.class).hasMessageContaining("x.zip: is not a readable ZIP");
        assertThatThrownBy(() -> EdmZip.read("x.zip", zip("a.png", "no png", "dataset.json", "{}"))).hasMessageContaining("x.zip, entry a.png: is no picture");
        assertThatThrownBy(() -> EdmZip.read("x.zip", zip("dataset.json", "{"))).hasMessageContaining("x.zip, entry dataset.json: is no JSON");
        assertThatThrownBy(() -> EdmZip.read("x.zip", zip("dataset.json", "{}"))).hasMessageContaining("x.zip: holds no pictures");
        byte[] whole = EdmZip.write(set(3));
        byte[] bent = whole.clone();
        bent[100] ^= 1;
        assertThatThrownBy(() -> EdmZip.read("x.zip", bent)).isInstanceOf(DataException.class).hasMessageContaining("img00000000.png");
        assertThatThrownBy(() -> EdmZip.read("x.zip", Arrays.copyOf(whole, whole.length - 5))).isInstanceOf(DataException.class);
    }

    @Test
    void aLabelThatIsNoClassIsShown() {
        String png = new String(Png.encode(PicturesTest.random(1, 4, 4)), StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> EdmZip.read("x.zip", zip("a.png", png, "dataset.json", "{\"labels\":[[\"a.png\",[0.5]]]}")))
                .hasMessageContaining("dataset.json: label [\"a.png\",[0.5]]");
        assertThatThrownBy(() -> EdmZip.read("x.zip", zip("a.png", png, "dataset.json", "{\"labels\":[]}")))
                .hasMessageContaining("has no label for a.png");
    }

    @Test
    void foldersAreClassesAndPicturesAreCroppedAndReduced() throws IOException {
        for (String name : List.of("cat/1.png", "cat/2.png", "dog/1.png")) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.write(folder.resolve(name), Png.encode(PicturesTest.random(3, 16, 24)));
        }

        Images images = Sources.read(folder, 8).images();

        assertThat(images.classes()).containsExactly("cat", "dog");
        assertThat(images.labels()).containsExactly(0, 0, 1);
        assertThat(images.picture(2).pixels()).isEqualTo(PicturesTest.random(3, 16, 24).centreSquare().boxed(8, 8).pixels());
    }

    @Test
    void idxIsUnpackedPaddedAndReduced() throws IOException {
        byte[] pixels = new byte[2 * 28 * 28];
        Arrays.fill(pixels, (byte) 100);
        Files.write(folder.resolve("train-images-idx3-ubyte.gz"), gzip(ByteBuffer.allocate(16 + pixels.length).putInt(0x803).putInt(2).putInt(28).putInt(28).put(pixels).array()));
        Files.write(folder.resolve("train-labels-idx1-ubyte.gz"), gzip(ByteBuffer.allocate(10).putInt(0x801).putInt(2).put((byte) 9).put((byte) 3).array()));

        Images images = Sources.read(folder, 16).images();

        assertThat(images.labels()).containsExactly(9, 3);
        assertThat(images.classes()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(images.channels()).isEqualTo(1);
        assertThat(images.pixels()[0]).isZero();
        assertThat(images.pixels()[16 * 8 + 8]).isEqualTo((byte) 100);

        Files.write(folder.resolve("train-images-idx3-ubyte.gz"), gzip(ByteBuffer.allocate(16).putInt(0x803).putInt(Integer.MAX_VALUE).putInt(28).putInt(28).array()));
        assertThatThrownBy(() -> Sources.read(folder, 16)).isInstanceOf(DataException.class).hasMessageContaining("dimension 0");
    }

    @Test
    void cifarRecordsAreReadAndChecked() throws IOException {
        byte[] records = new byte[2 * 3073];
        records[0] = 3;
        records[1] = 50;
        records[3073] = 9;
        Files.write(folder.resolve("data_batch_1.bin"), records);

        Images images = Sources.read(folder, 32).images();

        assertThat(images.labels()).containsExactly(3, 9);
        assertThat(images.pixels()[0]).isEqualTo((byte) 50);
        assertThat(images.classes()).hasSize(10);

        records[3073] = 10;
        Files.write(folder.resolve("data_batch_1.bin"), records);
        assertThatThrownBy(() -> Sources.read(folder, 32)).hasMessageContaining("record 1 has class 10");
    }

    @Test
    void whatIsNotThereOrNoPowerOfTwoIsRefused() {
        assertThatThrownBy(() -> Sources.read(folder.resolve("none"), 16)).hasMessageContaining("is not there");
        assertThatThrownBy(() -> Sources.read(folder, 24)).hasMessageContaining("size is 24");
    }

    static DataSet set(int count) {
        List<Picture> pictures = new java.util.ArrayList<>();
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            byte[] pixels = PicturesTest.random(3, 8, 8).pixels();
            pixels[0] = (byte) i;
            pictures.add(new Picture(3, 8, 8, pixels));
            labels[i] = i % 2;
        }
        return new DataSet("toy", Images.of("toy", pictures, labels, List.of("a", "b")), List.of("Nobody, CC0"));
    }

    static byte[] zip(String... namesAndTexts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (StoredZip zip = new StoredZip(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.add(namesAndTexts[i], namesAndTexts[i + 1].getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
