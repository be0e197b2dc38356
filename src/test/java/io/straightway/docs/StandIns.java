package io.straightway.docs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Small files in the places and formats of the large ones that a reader fetches. */
final class StandIns {
    private static final List<String> ART = List.of("twemoji", "openmoji", "fluent-emoji-flat", "emojione", "fxemoji", "noto-v1");
    private static final List<String> GROUPS = List.of("Smileys & Emotion", "People & Body", "Animals & Nature", "Food & Drink", "Travel & Places",
            "Activities", "Objects", "Symbols", "Flags");
    private static final int THINGS = 3;
    private static final int GREY = 96;
    private static final int PICTURES = 32;
    private static final int SIDE = 32;

    private StandIns() {}

    /** Six art sets that draw the same few things in each of the nine groups. */
    static void emoji(Path jar) throws IOException {
        Files.createDirectories(jar.getParent());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (String set : ART) {
                zip.putNextEntry(new ZipEntry("META-INF/resources/webjars/iconify__json/1/json/" + set + ".json"));
                zip.write(new ObjectMapper().writeValueAsBytes(art(set)));
            }
        }
    }

    private static Map<String, Object> art(String set) {
        Map<String, Object> icons = new LinkedHashMap<>();
        Map<String, Object> categories = new LinkedHashMap<>();
        for (int group = 0; group < GROUPS.size(); group++) {
            List<String> names = new ArrayList<>();
            for (int thing = 0; thing < THINGS; thing++) {
                String name = "thing" + (char) ('a' + group) + (char) ('a' + thing);
                names.add(name);
                icons.put(name, Map.of("body", "<circle cx='%d' cy='%d' r='%d' fill='#%02x%02x40'/>"
                        .formatted(40 + 20 * thing, 30 + 8 * group, 15 + ART.indexOf(set), 28 * group, 100 * thing)));
            }
            categories.put(GROUPS.get(group), names);
        }
        return Map.of("info", Map.of("name", set, "author", Map.of("name", "a test", "url", "none"), "license", Map.of("title", "none")),
                "width", 128, "height", 128, "icons", icons, "categories", categories);
    }

    /** Noise in the format of MNIST, ten classes. */
    static void fashion(Path folder) throws IOException {
        Files.createDirectories(folder);
        byte[] pixels = new byte[GREY * 28 * 28];
        new Random(5).nextBytes(pixels);
        idx(folder.resolve("train-images-idx3-ubyte.gz"), new int[] {0x803, GREY, 28, 28}, pixels);
        byte[] labels = new byte[GREY];
        for (int i = 0; i < GREY; i++) {
            labels[i] = (byte) (i % 10);
        }
        idx(folder.resolve("train-labels-idx1-ubyte.gz"), new int[] {0x801, GREY}, labels);
    }

    private static void idx(Path file, int[] header, byte[] values) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file)); DataOutputStream data = new DataOutputStream(out)) {
            for (int number : header) {
                data.writeInt(number);
            }
            data.write(values);
        }
    }

    /** A folder for each of three classes, with pictures of 32x32. */
    static void pictures(Path folder) throws IOException {
        Random random = new Random(9);
        for (String shape : List.of("squares", "discs", "stripes")) {
            Files.createDirectories(folder.resolve(shape));
            for (int i = 0; i < PICTURES; i++) {
                ImageIO.write(picture(shape, random.nextInt(1 << 24), 6 + random.nextInt(8)), "png", folder.resolve(shape).resolve(i + ".png").toFile());
            }
        }
    }

    private static BufferedImage picture(String shape, int colour, int radius) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                boolean inside = switch (shape) {
                    case "squares" -> Math.max(Math.abs(x - SIDE / 2), Math.abs(y - SIDE / 2)) < radius;
                    case "discs" -> Math.hypot(x - SIDE / 2, y - SIDE / 2) < radius;
                    default -> x / 4 % 2 == 0;
                };
                image.setRGB(x, y, inside ? colour : 0xffffff);
            }
        }
        return image;
    }
}
