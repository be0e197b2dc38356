package io.straightway.cli;

import io.straightway.data.Grid;
import io.straightway.data.Images;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The first images of each class of several sources as one picture: a row for each class, one source below the other. */
final class ClassRows {
    /** Side of one image in the picture, in pixels, at least. */
    private static final int SIDE = 64;

    private ClassRows() {}

    /** @throws IllegalArgumentException if there are no columns, or the sources have images of different shapes */
    static byte[] png(List<ImageSource> sources, int columns) {
        if (columns < 1) {
            throw new IllegalArgumentException("--columns is " + columns + ", allowed: 1 or more");
        }
        List<Images> rows = new ArrayList<>();
        sources.forEach(source -> rows.addAll(rows(source.parts().getFirst().images().get(), columns)));
        Images all = rows.stream().reduce(ClassRows::joined).orElseThrow();
        return Grid.shown(all, columns, SIDE);
    }

    /** Of the first part of a source: a whole row for each class, the last image repeated where there are too few. */
    private static List<Images> rows(Images images, int columns) {
        return IntStream.of(images.labels()).distinct().sorted().mapToObj(label -> {
            int[] found = IntStream.range(0, images.count()).filter(i -> images.labels()[i] == label).limit(columns).toArray();
            return images.at(IntStream.range(0, columns).map(i -> found[Math.min(i, found.length - 1)]).toArray());
        }).toList();
    }

    private static Images joined(Images one, Images other) {
        if (one.channels() != other.channels() || one.height() != other.height() || one.width() != other.width()) {
            throw new IllegalArgumentException("images of " + one.width() + "x" + one.height() + " and " + other.width() + "x" + other.height()
                    + ", or of other channels, don't fit into one picture");
        }
        byte[] pixels = new byte[one.pixels().length + other.pixels().length];
        System.arraycopy(one.pixels(), 0, pixels, 0, one.pixels().length);
        System.arraycopy(other.pixels(), 0, pixels, one.pixels().length, other.pixels().length);
        int[] labels = IntStream.concat(IntStream.of(one.labels()), IntStream.of(other.labels())).toArray();
        return new Images(labels.length, one.channels(), one.height(), one.width(), pixels, labels, one.classes());
    }
}
