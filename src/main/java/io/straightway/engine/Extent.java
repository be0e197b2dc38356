package io.straightway.engine;

import java.util.List;

/** Height and width of a kernel, a padding or a step over images, in pixels. */
public record Extent(int height, int width) {
    public static Extent square(int side) {
        return new Extent(side, side);
    }

    public int area() {
        return height * width;
    }

    List<Integer> list() {
        return List.of(height, width);
    }
}
