package io.straightway.worker;

import io.straightway.data.Grid;
import io.straightway.data.Images;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Pictures of many images, for people. */
final class Grids {
    /** Side of one image in the picture, in pixels, at least. */
    private static final int SIDE = 64;

    private Grids() {}

    /** Up to {@code most} images, sorted by class, as nearly square as can be. */
    static byte[] square(Images images, int most) {
        return byClass(images, most, (int) Math.ceil(Math.sqrt(Math.min(most, images.count()))));
    }

    /** Up to {@code most} images, sorted by class. */
    static byte[] byClass(Images images, int most, int columns) {
        int[] shown = IntStream.range(0, Math.min(most, images.count()))
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> images.labels()[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        Images sorted = images.at(shown);
        return Grid.shown(sorted, columns, SIDE);
    }
}
