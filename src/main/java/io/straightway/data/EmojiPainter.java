package io.straightway.data;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.attributes.ViewBox;
import com.github.weisj.jsvg.parser.SVGLoader;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Draws SVG and frames it: cropped to what is visible, a sixteenth of margin, square, over white. One per thread. */
final class EmojiPainter {
    /** Fainter than this counts as empty when cropping. */
    private static final int VISIBLE = 8;

    private final SVGLoader loader = new SVGLoader();
    private final BufferedImage canvas;
    private final int[] argb;
    private final int side;
    private final int size;

    EmojiPainter(int size) {
        this.size = size;
        // Four samples a pixel each way survive the crop, which enlarges.
        side = Math.max(64, 4 * size);
        canvas = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
        argb = ((DataBufferInt) canvas.getRaster().getDataBuffer()).getData();
    }

    /** Nothing where the drawing shows nothing or cannot be drawn. */
    Optional<Picture> paint(String svg) {
        Arrays.fill(argb, 0);
        Graphics2D graphics = canvas.createGraphics();
        try {
            SVGDocument document = loader.load(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
            if (document == null) {
                return Optional.empty();
            }
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            document.render(null, graphics, new ViewBox(0, 0, side, side));
        } catch (RuntimeException e) {
            return Optional.empty();
        } finally {
            graphics.dispose();
        }
        return framed();
    }

    private Optional<Picture> framed() {
        int top = side;
        int bottom = -1;
        int left = side;
        int right = -1;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                if (argb[y * side + x] >>> 24 > VISIBLE) {
                    top = Math.min(top, y);
                    bottom = y;
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                }
            }
        }
        if (bottom < 0) {
            return Optional.empty();
        }
        int height = bottom - top + 1;
        int width = right - left + 1;
        int frame = Math.max(height, width) * 8 / 7 + 1;
        int shiftY = top - (frame - height) / 2;
        int shiftX = left - (frame - width) / 2;
        byte[] pixels = new byte[3 * frame * frame];
        for (int y = 0; y < frame; y++) {
            for (int x = 0; x < frame; x++) {
                int sourceY = y + shiftY;
                int sourceX = x + shiftX;
                boolean inside = sourceY >= 0 && sourceY < side && sourceX >= 0 && sourceX < side;
                int colour = inside ? argb[sourceY * side + sourceX] : 0;
                for (int c = 0; c < 3; c++) {
                    pixels[(c * frame + y) * frame + x] = overWhite(colour, 16 - 8 * c);
                }
            }
        }
        return Optional.of(new Picture(3, frame, frame, pixels).boxed(size, size));
    }

    private static byte overWhite(int colour, int shift) {
        int alpha = colour >>> 24;
        return (byte) (((colour >> shift & 0xff) * alpha + 255 * (255 - alpha) + 127) / 255);
    }
}
