package io.straightway.data;

import java.util.Arrays;

/** Many pictures as one, row by row, for people to look at. */
public final class Grid {
    private static final int GAP = 2;
    private static final byte GROUND = (byte) 255;

    private Grid() {}

    /**
     * For people: pictures enlarged to a side, signals as line plots.
     *
     * @param side of a picture in pixels, at least
     */
    public static byte[] shown(Images images, int columns, int side) {
        return images.line() ? LinePlots.png(images, columns) : png(images, columns, Math.max(1, side / images.height()));
    }

    /**
     * @param columns pictures in a row
     * @param scale   screen pixels per pixel; pictures are enlarged without smoothing
     * @return a PNG
     */
    public static byte[] png(Images images, int columns, int scale) {
        if (columns < 1 || scale < 1 || images.count() < 1) {
            throw new IllegalArgumentException("a grid of " + images.count() + " pictures in " + columns + " columns at scale " + scale + " cannot be");
        }
        int wide = Math.min(columns, images.count());
        int rows = (images.count() + wide - 1) / wide;
        int cellHeight = images.height() * scale + GAP;
        int cellWidth = images.width() * scale + GAP;
        int height = Math.multiplyExact(rows, cellHeight) + GAP;
        int width = Math.multiplyExact(wide, cellWidth) + GAP;
        byte[] out = new byte[Math.multiplyExact(images.channels(), Math.multiplyExact(height, width))];
        Arrays.fill(out, GROUND);
        for (int i = 0; i < images.count(); i++) {
            int top = GAP + i / wide * cellHeight;
            int left = GAP + i % wide * cellWidth;
            for (int c = 0; c < images.channels(); c++) {
                for (int y = 0; y < images.height() * scale; y++) {
                    int row = i * images.stride() + (c * images.height() + y / scale) * images.width();
                    for (int x = 0; x < images.width() * scale; x++) {
                        out[(c * height + top + y) * width + left + x] = images.pixels()[row + x / scale];
                    }
                }
            }
        }
        return Png.encode(out, 0, images.channels(), height, width);
    }
}
