package io.straightway.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * EDM's data set format (training/dataset.py of NVlabs/edm): an uncompressed ZIP of square PNGs (or, which is ours, signals: PNGs with a side of
 * one pixel) of one size and {@code dataset.json}
 * with {@code "labels": [["00000/img00000000.png", 6], ...]}. The further keys {@code name}, {@code classes} and {@code credits} are
 * ours; EDM's reader passes over them.
 */
public final class EdmZip {
    private static final String INDEX = "dataset.json";
    private static final int LARGEST_INDEX = 256 << 20;
    private static final int LARGEST_PNG = 64 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private EdmZip() {}

    public static String pictureName(int index) {
        return "%05d/img%08d.png".formatted(index / 1000, index);
    }

    public static byte[] write(DataSet set) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(set.images().pixels().length + 1024);
        write(set, bytes);
        return bytes.toByteArray();
    }

    public static void write(DataSet set, Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            write(set, out);
        } catch (IOException e) {
            throw new DataException(file.toString(), "cannot be written", e);
        }
    }

    private static void write(DataSet set, OutputStream out) {
        Images images = set.images();
        try (StoredZip zip = new StoredZip(out)) {
            ObjectNode index = JSON.createObjectNode();
            ArrayNode labels = JSON.createArrayNode();
            for (int i = 0; i < images.count(); i++) {
                String name = pictureName(i);
                zip.add(name, Png.encode(images.pixels(), i * images.stride(), images.channels(), images.height(), images.width()));
                labels.addArray().add(name).add(images.labels()[i]);
            }
            // EDM knows a label for every picture or for none.
            index.set("labels", images.labelled() ? labels : null);
            index.put("name", set.name());
            images.classes().forEach(index.putArray("classes")::add);
            set.credits().forEach(index.putArray("credits")::add);
            zip.add(INDEX, index.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    public static DataSet read(Path file) {
        try (ForeignZip zip = ForeignZip.open(file)) {
            return read(zip, Optional.empty());
        }
    }

    public static DataSet read(String name, byte[] bytes) {
        try (ForeignZip zip = ForeignZip.open(name, bytes)) {
            return read(zip, Optional.empty());
        }
    }

    /** @param size side to bring every picture to; without it they must have one size already */
    static DataSet read(ForeignZip zip, Optional<Integer> size) {
        JsonNode index = zip.entry(INDEX, LARGEST_INDEX).map(bytes -> parse(zip.file(), bytes)).orElseGet(JSON::createObjectNode);
        List<String> names = zip.names().stream().filter(EdmZip::isPicture).toList();
        List<Picture> pictures = new ArrayList<>(names.size());
        long unpacked = 0;
        for (String name : names) {
            Picture picture = Png.decode(zip.file(), name, zip.entry(name, LARGEST_PNG).orElseThrow(() -> new DataException(zip.file(), name, "is missing")));
            Picture fitted = size.map(picture::fitted).orElse(picture);
            if (fitted.height() != fitted.width() && fitted.height() != 1 && fitted.width() != 1) {
                throw new DataException(zip.file(), name, "is " + fitted.size() + ", not square, and no signal with a side of one pixel");
            }
            unpacked += fitted.pixels().length;
            if (unpacked > Images.LARGEST) {
                throw new DataException(zip.file(), name, "brings the pictures to more than " + Images.LARGEST + " bytes");
            }
            pictures.add(fitted);
        }
        Images images = Images.of(zip.file(), pictures, labels(zip.file(), index, names), strings(index.path("classes")));
        return new DataSet(index.path("name").asText(baseName(zip.file())), images, strings(index.path("credits")));
    }

    private static JsonNode parse(String file, byte[] bytes) {
        try {
            return Optional.ofNullable(JSON.readTree(bytes)).filter(JsonNode::isObject)
                    .orElseThrow(() -> new DataException(file, INDEX, "is no JSON object"));
        } catch (JsonProcessingException e) {
            throw new DataException(file, INDEX, "is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new DataException(file, INDEX, "cannot be read: " + e.getMessage());
        }
    }

    private static int[] labels(String file, JsonNode index, List<String> names) {
        JsonNode rows = index.path("labels");
        if (!rows.isArray()) {
            return new int[0];
        }
        Map<String, Integer> byName = new HashMap<>();
        for (JsonNode row : rows) {
            if (!row.path(0).isTextual() || !row.path(1).canConvertToInt() || !row.path(1).isIntegralNumber() || row.path(1).asInt() < 0) {
                throw new DataException(file, INDEX, "label " + shown(row) + " is not [name, class number]");
            }
            byName.put(row.path(0).asText(), row.path(1).asInt());
        }
        int[] labels = new int[names.size()];
        for (int i = 0; i < labels.length; i++) {
            Integer label = byName.get(names.get(i));
            if (label == null) {
                throw new DataException(file, INDEX, "has no label for " + names.get(i));
            }
            labels[i] = label;
        }
        return labels;
    }

    private static List<String> strings(JsonNode array) {
        List<String> found = new ArrayList<>();
        array.forEach(node -> found.add(node.asText()));
        return found;
    }

    private static String shown(JsonNode row) {
        String text = row.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    static boolean isPicture(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Arrays.asList(".png", ".jpg", ".jpeg", ".gif", ".bmp").stream().anyMatch(lower::endsWith) && !lower.startsWith("__macosx/");
    }

    static String baseName(String file) {
        return Path.of(file).getFileName().toString().replaceFirst("\\.[A-Za-z0-9]{1,5}$", "");
    }
}
