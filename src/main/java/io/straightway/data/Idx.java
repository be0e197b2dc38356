package io.straightway.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/** The IDX files of the MNIST family (yann.lecun.com/exdb/mnist): big-endian magic number, dimensions, unsigned bytes; or that in gzip. */
final class Idx {
    private static final int LARGEST = 1 << 30;
    private static final int LARGEST_SIDE = 4096;
    /** They are padded to squares, which must not take much more memory than the file. */
    private static final int MOST_OBLONG = 4;

    private Idx() {}

    /** Pictures are padded with black to the next power of two (28 to 32) before they are reduced. */
    static DataSet read(Path images, Path labels, Optional<Integer> size) {
        int[] shape = new int[3];
        byte[] pixels = read(images, shape);
        List<Picture> pictures = new ArrayList<>(shape[0]);
        int side = Math.max(shape[1], shape[2]);
        if (side > LARGEST_SIDE || side > MOST_OBLONG * Math.min(shape[1], shape[2])) {
            throw new DataException(images.toString(), "has pictures of " + shape[2] + "x" + shape[1] + ", allowed: sides up to " + LARGEST_SIDE
                    + ", one at most " + MOST_OBLONG + " times the other");
        }
        int padded = Integer.highestOneBit(Math.max(1, side - 1)) * 2;
        for (int i = 0; i < shape[0]; i++) {
            byte[] one = Arrays.copyOfRange(pixels, i * shape[1] * shape[2], (i + 1) * shape[1] * shape[2]);
            pictures.add(new Picture(1, shape[1], shape[2], one).padded(padded, 0).boxed(size.orElse(padded), size.orElse(padded)));
        }
        int[] classes = new int[0];
        if (Files.exists(labels)) {
            int[] count = new int[1];
            byte[] found = read(labels, count);
            if (count[0] != shape[0]) {
                throw new DataException(labels.toString(), "has " + count[0] + " labels for " + shape[0] + " pictures");
            }
            classes = new int[count[0]];
            for (int i = 0; i < classes.length; i++) {
                classes[i] = found[i] & 0xff;
            }
        }
        String name = EdmZip.baseName(String.valueOf(images.toAbsolutePath().getParent()));
        return new DataSet(name, Images.of(images.toString(), pictures, classes, digits(classes)), List.of());
    }

    /** The format has numbers only, so they are the names. */
    private static List<String> digits(int[] classes) {
        return IntStream.rangeClosed(0, Arrays.stream(classes).max().orElse(-1)).mapToObj(Integer::toString).toList();
    }

    /** Fills in the shape, whose length is the number of dimensions wanted, and returns the data. */
    private static byte[] read(Path path, int[] shape) {
        byte[] bytes = unpacked(path);
        int header = 4 + 4 * shape.length;
        if (bytes.length < header || ByteBuffer.wrap(bytes).getInt() != 0x800 + shape.length) {
            throw new DataException(path.toString(), "is not an IDX file of unsigned bytes in " + shape.length + " dimensions");
        }
        long size = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = ByteBuffer.wrap(bytes).getInt(4 + 4 * i);
            if (shape[i] < 1 || shape[i] > LARGEST || (size *= shape[i]) > LARGEST) {
                throw new DataException(path.toString(), "dimension " + i + " is " + shape[i]);
            }
        }
        if (bytes.length != header + size) {
            throw new DataException(path.toString(), "has " + bytes.length + " bytes where its header says " + (header + size));
        }
        return Arrays.copyOfRange(bytes, header, bytes.length);
    }

    private static byte[] unpacked(Path path) {
        byte[] bytes = Sources.bytes(path);
        if (!path.toString().endsWith(".gz")) {
            return bytes;
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] unpacked = in.readNBytes(LARGEST + 1);
            if (unpacked.length > LARGEST) {
                throw new DataException(path.toString(), "unpacks to more than " + LARGEST + " bytes");
            }
            return unpacked;
        } catch (IOException e) {
            throw new DataException(path.toString(), "is no readable gzip", e);
        }
    }
}
