package io.straightway.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pictures of one size with their classes. The arrays are shared, not copied: treat them as read-only.
 *
 * @param pixels  (count, channels, height, width) as unsigned bytes; channels is 1 (grey) or 3 (RGB)
 * @param labels  (count) class of each picture, {@link #NO_LABEL} for none
 * @param classes names by class number; empty where the names are not known
 */
public record Images(int count, int channels, int height, int width, byte[] pixels, int[] labels, List<String> classes) {
    public static final int NO_LABEL = -1;

    /** Bytes of all pixels: what one array holds. */
    static final long LARGEST = Integer.MAX_VALUE - 8;

    public Images {
        if (count < 0 || channels != 1 && channels != 3 || height < 1 || width < 1) {
            throw new IllegalArgumentException("pictures of shape (" + count + ", " + channels + ", " + height + ", " + width + ") cannot be");
        }
        if (pixels.length != (long) count * channels * height * width) {
            throw new IllegalArgumentException(pixels.length + " bytes of pixels are not (" + count + ", " + channels + ", " + height + ", " + width + ")");
        }
        if (labels.length != count) {
            throw new IllegalArgumentException(labels.length + " labels for " + count + " pictures");
        }
        classes = List.copyOf(classes);
    }

    /** Joins pictures of one size; {@code labels} may be shorter than the pictures: empty means none has a class. */
    static Images of(String file, List<Picture> pictures, int[] labels, List<String> classes) {
        if (pictures.isEmpty()) {
            throw new DataException(file, "holds no pictures");
        }
        int channels = pictures.stream().mapToInt(Picture::channels).max().orElseThrow();
        Picture first = pictures.getFirst();
        int size = channels * first.height() * first.width();
        if ((long) size * pictures.size() > LARGEST) {
            throw new DataException(file, pictures.size() + " pictures of " + size + " bytes are more than one array can hold");
        }
        byte[] pixels = new byte[size * pictures.size()];
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i).withChannels(channels);
            if (picture.height() != first.height() || picture.width() != first.width()) {
                throw new DataException(file, "picture " + i + " is " + picture.size() + ", the first one is " + first.size());
            }
            System.arraycopy(picture.pixels(), 0, pixels, i * size, size);
        }
        int[] all = labels;
        if (labels.length == 0) {
            all = new int[pictures.size()];
            Arrays.fill(all, NO_LABEL);
        }
        return new Images(pictures.size(), channels, first.height(), first.width(), pixels, all, classes);
    }

    /** Whether the pictures have one dimension: signals. */
    public boolean line() {
        return height == 1 || width == 1;
    }

    /** Bytes of one picture. */
    public int stride() {
        return channels * height * width;
    }

    public Picture picture(int index) {
        int from = index * stride();
        return new Picture(channels, height, width, Arrays.copyOfRange(pixels, from, from + stride()));
    }

    /**
     * Writes one picture as the values a network sees, pixel/127.5 − 1.
     *
     * @param mirrored left to right
     */
    public void values(int index, boolean mirrored, float[] target, int from) {
        int size = stride();
        for (int k = 0; k < size; k++) {
            int column = k % width;
            int source = mirrored ? k - column + width - 1 - column : k;
            target[from + k] = Byte.toUnsignedInt(pixels[index * size + source]) / 127.5f - 1;
        }
    }

    public boolean labelled() {
        return count > 0 && Arrays.stream(labels).allMatch(label -> label >= 0);
    }

    /** How many classes: what a network's label input must hold. 0 without labels. */
    public int classCount() {
        return labelled() ? Math.max(classes.size(), Arrays.stream(labels).max().orElse(-1) + 1) : 0;
    }

    /** The pictures from an index on, {@code most} of them or as many as are left. */
    public Images part(int from, int most) {
        return at(IntStream.range(from, Math.min(count, from + most)).toArray());
    }

    /** The pictures at these indices, in this order. */
    public Images at(int... indices) {
        byte[] chosen = new byte[Math.multiplyExact(indices.length, stride())];
        int[] chosenLabels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(pixels, indices[i] * stride(), chosen, i * stride(), stride());
            chosenLabels[i] = labels[indices[i]];
        }
        return new Images(indices.length, channels, height, width, chosen, chosenLabels, classes);
    }
}
