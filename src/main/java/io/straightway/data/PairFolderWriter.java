package io.straightway.data;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes pairs in the layout that {@link PairFolder} reads. Images are rounded to 8 bits, as the sampler does it; noise is kept as values
 * ({@code .npy}), bit for bit, for what comes from elsewhere has no state of a generator. A folder without {@code images_labels.csv} holds
 * pairs without classes. Nothing shows in the folder before {@link #finish}. Not thread-safe.
 */
public final class PairFolderWriter implements AutoCloseable {
    /** Pairs of one folder inside the ZIPs. */
    private static final int FOLDER = 60_000;

    private static final List<String> FILES = List.of(PairFolder.SAMPLES, PairFolder.NOISE, PairFolder.LABELS);

    private final Path folder;
    private final Path draft;
    private final StoredZip samples;
    private final StoredZip noise;
    private final BufferedWriter labels;
    private int count;
    private int labelled;

    private PairFolderWriter(Path folder) throws IOException {
        this.folder = folder;
        draft = Files.createTempDirectory(folder, "unfinished");
        samples = new StoredZip(created(draft.resolve(PairFolder.SAMPLES)));
        noise = new StoredZip(created(draft.resolve(PairFolder.NOISE)));
        labels = Files.newBufferedWriter(draft.resolve(PairFolder.LABELS));
    }

    /** @throws DataException if the folder holds pairs already, or cannot be written */
    public static PairFolderWriter create(Path folder) {
        FILES.stream().filter(file -> Files.exists(folder.resolve(file))).findFirst().ifPresent(file -> {
            throw new DataException(folder.toString(), "has " + file + " already, allowed: a folder without pairs");
        });
        try {
            Files.createDirectories(folder);
            return new PairFolderWriter(folder);
        } catch (IOException e) {
            throw new DataException(folder.toString(), "cannot be written", e);
        }
    }

    /**
     * @param pairs of the same kind as those before: all with classes or none
     * @param x1 the noise of the pairs, (count, channels, height, width)
     */
    public void add(Pairs pairs, float[] x1) {
        int stride = pairs.stride();
        if (x1.length != pairs.x0().length) {
            throw new IllegalArgumentException(x1.length + " values of noise for " + pairs.count() + " pairs of " + stride);
        }
        for (int i = 0; i < pairs.count(); i++) {
            String name = "%d/%05d".formatted(count / FOLDER, count);
            samples.add(name + PairFolder.PICTURE, Png.encode(pixels(pairs.x0(), i * stride, stride), 0, pairs.channels(), pairs.height(), pairs.width()));
            noise.add(name + PairFolder.VALUES, Npy.write(x1, i * stride, pairs.channels(), pairs.height(), pairs.width()));
            count++;
            if (pairs.labels()[i] != Images.NO_LABEL) {
                label(name + PairFolder.PICTURE + "," + pairs.labels()[i] + "\n");
            }
        }
        if (labelled > 0 && labelled < count) {
            throw new DataException(folder.toString(), "cannot hold pairs with and without classes together");
        }
    }

    private void label(String line) {
        labelled++;
        try {
            labels.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + PairFolder.LABELS, e);
        }
    }

    /** Values of about −1 to 1 as unsigned bytes, 127.5·x + 128 cut to whole numbers: what undoes {@link Images#values}. */
    private static byte[] pixels(float[] values, int from, int size) {
        byte[] pixels = new byte[size];
        for (int i = 0; i < size; i++) {
            pixels[i] = (byte) (int) Math.clamp(127.5f * values[from + i] + 128, 0, 255);
        }
        return pixels;
    }

    private static OutputStream created(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }

    /** Pairs written so far. */
    public int count() {
        return count;
    }

    /** Puts what was added into the folder. Nothing can be added after it. */
    public void finish() {
        try {
            closeFiles();
            for (String file : labelled > 0 ? FILES : List.of(PairFolder.SAMPLES, PairFolder.NOISE)) {
                Files.move(draft.resolve(file), folder.resolve(file));
            }
        } catch (IOException e) {
            throw new DataException(folder.toString(), "cannot be finished", e);
        }
    }

    /** Without {@link #finish}, what was added is gone. */
    @Override
    public void close() {
        try {
            closeFiles();
            for (String file : FILES) {
                Files.deleteIfExists(draft.resolve(file));
            }
            Files.delete(draft);
        } catch (IOException e) {
            throw new DataException(draft.toString(), "cannot be removed", e);
        }
    }

    private void closeFiles() throws IOException {
        try (samples; noise) {
            labels.close();
        }
    }
}
