package io.straightway.data;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as PNG, lossless, 8 bits a channel. Readers and writers are kept per thread: making one costs more than using it. */
public final class Png {
    /** 64 megapixels: more than a camera takes, and less than hurts. */
    static final long LARGEST = 1L << 26;

    /** Deflate makes at most 1032 bytes of one, with eight pixels each; the other formats stay below. Space for pixels is taken before they are read. */
    private static final long MOST_PER_BYTE = 8 * 1032;

    private static final ThreadLocal<ImageWriter> WRITER = ThreadLocal.withInitial(() -> ImageIO.getImageWritersByFormatName("png").next());

    static {
        ImageIO.setUseCache(false);
        System.setProperty("java.awt.headless", "true");
    }

    private Png() {}

    public static byte[] encode(Picture picture) {
        return encode(picture.pixels(), 0, picture.channels(), picture.height(), picture.width());
    }

    /** @param pixels from {@code offset} on (channels, height, width) unsigned bytes */
    public static byte[] encode(byte[] pixels, int offset, int channels, int height, int width) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(channels * height * width + 256);
        ImageWriter writer = WRITER.get();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            // At these sizes a little compression gets within a percent of the best, in half the time.
            param.setCompressionQuality(0.8f);
            writer.write(null, new IIOImage(buffered(pixels, offset, channels, height, width), null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException("encoding in memory failed", e);
        } finally {
            writer.reset();
        }
        return bytes.toByteArray();
    }

    static BufferedImage buffered(byte[] pixels, int offset, int channels, int height, int width) {
        BufferedImage image = new BufferedImage(width, height, channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        byte[] raster = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        int plane = height * width;
        for (int i = 0; i < plane; i++) {
            for (int c = 0; c < channels; c++) {
                raster[i * channels + channels - 1 - c] = pixels[offset + c * plane + i];
            }
        }
        return image;
    }

    /** Reads PNG, and JPEG, GIF and BMP too where a folder holds them. Transparency is laid over white. */
    public static Picture decode(String file, String entry, byte[] bytes) {
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            var readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataException(file, entry, "is no picture that can be read (PNG, JPEG, GIF, BMP)");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > Math.min(LARGEST, MOST_PER_BYTE * bytes.length)) {
                    throw new DataException(file, entry, reader.getWidth(0) + "x" + reader.getHeight(0) + " pixels are more than " + LARGEST
                            + ", or more than " + bytes.length + " bytes can hold");
                }
                return picture(reader.read(0));
            } finally {
                reader.dispose();
            }
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new DataException(file, entry, "is damaged: " + e.getMessage());
        }
    }

    private static Picture picture(BufferedImage image) {
        int height = image.getHeight();
        int width = image.getWidth();
        int plane = height * width;
        if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
            byte[] grey = new byte[plane];
            image.getRaster().getDataElements(0, 0, width, height, grey);
            return new Picture(1, height, width, grey);
        }
        BufferedImage rgb = image;
        if (image.getColorModel().hasAlpha()) {
            rgb = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = rgb.createGraphics();
            graphics.drawImage(image, 0, 0, java.awt.Color.WHITE, null);
            graphics.dispose();
        }
        byte[] pixels = new byte[3 * plane];
        int[] packed = new int[width];
        for (int y = 0; y < height; y++) {
            rgb.getRGB(0, y, width, 1, packed, 0, width);
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                pixels[i] = (byte) (packed[x] >> 16);
                pixels[plane + i] = (byte) (packed[x] >> 8);
                pixels[2 * plane + i] = (byte) packed[x];
            }
        }
        return new Picture(3, height, width, pixels);
    }
}
