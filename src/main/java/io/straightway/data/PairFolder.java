package io.straightway.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reflow pairs in the layout of "2-rectified flow++" (github.com/sangyun884/rfpp: generate_edm.py, dataset.py): {@code samples.zip} with a
 * PNG per pair, {@code z.zip} with the noise under the same name, and {@code images_labels.csv}, empty or absent for pairs without classes.
 * Noise is a {@code .bin}, the 32 bytes of a state of NumPy's PCG64 whose standard normals it is, or a {@code .npy} with the values. Names
 * and partners are checked on opening, the entries themselves when they are read. Not thread-safe.
 */
public final class PairFolder implements AutoCloseable {
    static final String SAMPLES = "samples.zip";
    static final String NOISE = "z.zip";
    static final String LABELS = "images_labels.csv";
    static final String PICTURE = ".png";
    static final String VALUES = ".npy";

    private static final String STATE = ".bin";
    private static final int LARGEST_PNG = 64 << 20;
    private static final int LARGEST_SIDE = 1024;

    private final ForeignZip samples;
    private final ForeignZip noise;
    private final List<String> names;
    private final Set<String> states;
    private final Map<String, Integer> labels;
    private final Picture first;

    private PairFolder(ForeignZip samples, ForeignZip noise, Path table) {
        this.samples = samples;
        this.noise = noise;
        this.names = stems(samples, List.of(PICTURE));
        if (names.isEmpty()) {
            throw new DataException(samples.file(), "holds no pairs");
        }
        Set<String> pictures = new HashSet<>(names);
        List<String> ends = stems(noise, List.of(STATE, VALUES));
        ends.stream().filter(name -> !pictures.contains(name)).findFirst().ifPresent(name -> {
            throw new DataException(noise.file(), name, "has no partner " + name + PICTURE + " in " + SAMPLES);
        });
        if (ends.size() < names.size()) {
            ends.forEach(pictures::remove);
            String name = names.stream().filter(pictures::contains).findFirst().orElseThrow();
            throw new DataException(samples.file(), name + PICTURE, "has no partner " + name + STATE + " or " + name + VALUES + " in " + NOISE);
        }
        this.states = new HashSet<>(noise.names().stream().filter(name -> name.endsWith(STATE)).toList());
        this.labels = Files.exists(table) ? PairLabels.read(table) : Map.of();
        this.first = picture(names.getFirst());
        if (first.height() != first.width() || first.height() > LARGEST_SIDE) {
            throw new DataException(samples.file(), names.getFirst() + PICTURE, "is " + first.size() + ", allowed: squares of up to " + LARGEST_SIDE + " pixels");
        }
        if (!labels.isEmpty()) {
            requireLabels(table);
        }
    }

    /** @throws DataException if the folder is not of this layout, or something in it has no partner */
    public static PairFolder open(Path folder) {
        for (String file : List.of(SAMPLES, NOISE)) {
            if (!Files.isRegularFile(folder.resolve(file))) {
                throw new DataException(folder.toString(), "has no " + file);
            }
        }
        ForeignZip samples = ForeignZip.open(folder.resolve(SAMPLES));
        List<ForeignZip> opened = new ArrayList<>(List.of(samples));
        try {
            opened.add(ForeignZip.open(folder.resolve(NOISE)));
            return new PairFolder(samples, opened.getLast(), folder.resolve(LABELS));
        } catch (RuntimeException e) {
            opened.forEach(ForeignZip::close);
            throw e;
        }
    }

    public int count() {
        return names.size();
    }

    public int channels() {
        return first.channels();
    }

    /** Height and width in pixels. */
    public int resolution() {
        return first.height();
    }

    /** Largest class plus one, 0 for pairs without classes. */
    public int classes() {
        return labels.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    }

    /**
     * Pairs {@code from} to {@code from + count}, in the order of their names.
     *
     * @throws DataException if an entry is not what it should be
     */
    public Pairs read(int from, int count) {
        int stride = first.pixels().length;
        float[] x0 = new float[Math.multiplyExact(count, stride)];
        float[] x1 = new float[x0.length];
        int[] classes = new int[count];
        Arrays.fill(classes, Images.NO_LABEL);
        for (int i = 0; i < count; i++) {
            String name = names.get(from + i);
            Picture picture = picture(name);
            if (picture.channels() != first.channels() || picture.height() != first.height() || picture.width() != first.width()) {
                throw new DataException(samples.file(), name + PICTURE, "is " + picture.size() + ", the first one is " + first.size());
            }
            new Images(1, picture.channels(), picture.height(), picture.width(), picture.pixels(), new int[1], List.of()).values(0, false, x0, i * stride);
            noise(name, x1, i * stride);
            classes[i] = labels.getOrDefault(name + PICTURE, Images.NO_LABEL);
        }
        return new Pairs(first.channels(), first.height(), first.width(), new Pairs.Values(count, x1), classes, x0);
    }

    private Picture picture(String name) {
        byte[] png = samples.entry(name + PICTURE, LARGEST_PNG).orElseThrow();
        return Png.decode(samples.file(), name + PICTURE, png);
    }

    private void noise(String name, float[] target, int from) {
        int size = first.pixels().length;
        String state = name + STATE;
        if (!states.contains(state)) {
            byte[] values = noise.entry(name + VALUES, Npy.largest(size)).orElseThrow();
            Npy.read(noise.file(), name + VALUES, values, first.channels(), first.height(), first.width(), target, from);
            return;
        }
        byte[] bytes = noise.entry(state, Pcg64.BYTES).orElseThrow();
        if (bytes.length != Pcg64.BYTES) {
            throw new DataException(noise.file(), state, "has " + bytes.length + " bytes, allowed: the " + Pcg64.BYTES + " of state and increment of PCG64");
        }
        Ziggurat.normals(Pcg64.of(bytes), target, from, size);
    }

    /** Names without their ends, in order. */
    private static List<String> stems(ForeignZip zip, List<String> ends) {
        List<String> stems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String name : zip.names()) {
            String end = ends.stream().filter(name::endsWith).findFirst().orElseThrow(
                    () -> new DataException(zip.file(), name, "is not expected here, allowed: names with " + String.join(" or ", ends)));
            String stem = name.substring(0, name.length() - end.length());
            if (!seen.add(stem)) {
                throw new DataException(zip.file(), name, "is there twice");
            }
            stems.add(stem);
        }
        return stems;
    }

    private void requireLabels(Path table) {
        Optional<String> bare = names.stream().filter(name -> !labels.containsKey(name + PICTURE)).findFirst();
        if (bare.isPresent()) {
            throw new DataException(table.toString(), bare.get() + PICTURE, "has no label");
        }
        if (labels.size() > names.size()) {
            Set<String> pictures = new HashSet<>(names);
            String name = labels.keySet().stream().filter(label -> !pictures.contains(label.substring(0, label.length() - PICTURE.length()))).findFirst().orElseThrow();
            throw new DataException(table.toString(), name, "has a label, but is not in " + SAMPLES);
        }
    }

    @Override
    public void close() {
        try (samples; noise) {
            // both, whatever happens to the first
        }
    }
}
