package io.straightway.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What people have on disk, as a data set: recognises EDM ZIPs, IDX files, CIFAR-10's binary version, folders, folders per class. */
public final class Sources {
    private static final int MOST_FILES = 4_000_000;

    private Sources() {}

    /** In the size they have; those of IDX files padded to a power of two. */
    public static DataSet read(Path path) {
        return read(path, Optional.empty());
    }

    /**
     * @param path a ZIP, an IDX file of images, or a folder
     * @param size side of the square pictures, a power of two; larger or oblong ones are cropped and reduced
     */
    public static DataSet read(Path path, int size) {
        requirePowerOfTwo(size);
        return read(path, Optional.of(size));
    }

    private static DataSet read(Path path, Optional<Integer> size) {
        if (!Files.exists(path)) {
            throw new DataException(path.toString(), "is not there");
        }
        if (!Files.isDirectory(path)) {
            if (path.getFileName().toString().matches(".*images.*idx3-ubyte(\\.gz)?")) {
                return idx(path, size);
            }
            try (ForeignZip zip = ForeignZip.open(path)) {
                return EdmZip.read(zip, size);
            }
        }
        List<Path> files = files(path);
        Optional<Path> idx = files.stream().filter(file -> file.getFileName().toString().matches("(train-)?images-?idx3-ubyte(\\.gz)?|train-images[.-]idx3-ubyte(\\.gz)?")).findFirst();
        if (idx.isPresent()) {
            return idx(idx.get(), size);
        }
        List<Path> cifar = files.stream().filter(file -> file.getFileName().toString().matches("data_batch_\\d+\\.bin")).toList();
        return cifar.isEmpty() ? folder(path, files, size) : Cifar10.read(cifar, size);
    }

    private static DataSet idx(Path images, Optional<Integer> size) {
        return Idx.read(images, images.resolveSibling(images.getFileName().toString().replace("images", "labels").replace("idx3", "idx1")), size);
    }

    private static DataSet folder(Path root, List<Path> files, Optional<Integer> size) {
        List<Path> found = files.stream().filter(file -> EdmZip.isPicture(file.toString())).toList();
        List<String> folders = found.stream().map(file -> root.relativize(file)).filter(file -> file.getNameCount() > 1)
                .map(file -> file.getName(0).toString()).distinct().sorted().toList();
        boolean perClass = folders.size() > 1 && found.stream().allMatch(file -> root.relativize(file).getNameCount() > 1);
        List<Picture> pictures = new ArrayList<>();
        int[] labels = new int[perClass ? found.size() : 0];
        for (Path file : found) {
            if (perClass) {
                labels[pictures.size()] = folders.indexOf(root.relativize(file).getName(0).toString());
            }
            Picture picture = Png.decode(root.toString(), root.relativize(file).toString(), bytes(file));
            pictures.add(size.map(picture::fitted).orElse(picture));
        }
        String name = EdmZip.baseName(root.toString());
        return new DataSet(name, Images.of(root.toString(), pictures, labels, perClass ? folders : List.of()), List.of());
    }

    private static List<Path> files(Path root) {
        try (Stream<Path> walk = Files.walk(root, 8)) {
            List<Path> files = walk.filter(Files::isRegularFile).limit(MOST_FILES + 1L).sorted().toList();
            if (files.size() > MOST_FILES) {
                throw new DataException(root.toString(), "holds more than " + MOST_FILES + " files");
            }
            return files;
        } catch (IOException e) {
            throw new DataException(root.toString(), "cannot be read", e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > 1L << 30) {
                throw new DataException(file.toString(), "has more than " + (1L << 30) + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new DataException(file.toString(), "cannot be read", e);
        }
    }

    static void requirePowerOfTwo(int size) {
        if (size < 4 || size > 1024 || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("size is " + size + ", not a power of two from 4 to 1024");
        }
    }
}
