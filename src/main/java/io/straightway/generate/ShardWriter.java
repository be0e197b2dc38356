package io.straightway.generate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.straightway.data.Images;
import io.straightway.data.Png;
import io.straightway.data.StoredZip;
import io.straightway.store.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one shard: an uncompressed ZIP of PNGs, seed 12345 as {@code 000012/000012345.png}, with {@code dataset.json}, so
 * that EDM's tools read it as a data set. The same pictures in the same order give the same bytes. Not thread-safe.
 */
public final class ShardWriter implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String key;
    private final StoredZip zip;
    private final List<ManifestEntry> entries = new ArrayList<>();
    private boolean closed;

    /** @param key of the object that the shard will become */
    public ShardWriter(String key, OutputStream out) {
        this.key = key;
        this.zip = new StoredZip(out);
    }

    /** For shards too large for memory. */
    public static ShardWriter toFile(String key, Path file) {
        try {
            return new ShardWriter(key, Files.newOutputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** A whole shard in memory: its bytes and its lines. */
    public record Shard(byte[] bytes, List<ManifestEntry> entries) {}

    /** @param seeds (count) one per picture */
    public static Shard inMemory(String key, long[] seeds, Images images) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(images.pixels().length + 1024);
        try (ShardWriter writer = new ShardWriter(key, bytes)) {
            writer.add(seeds, images);
            writer.close();
            return new Shard(bytes.toByteArray(), writer.entries());
        }
    }

    /** Nine digits, in a folder per thousand. Seeds of more than nine digits are simply longer. */
    public static String fileName(long seed) {
        if (seed < 0) {
            throw new IllegalArgumentException("seed is " + seed + ", not 0 or more");
        }
        return "%06d/%09d.png".formatted(seed / 1000, seed);
    }

    /** @param seeds (count) one per picture */
    public void add(long[] seeds, Images images) {
        if (seeds.length != images.count()) {
            throw new IllegalArgumentException(seeds.length + " seeds for " + images.count() + " pictures");
        }
        for (int i = 0; i < seeds.length; i++) {
            add(seeds[i], images.labels()[i], Png.encode(images.pixels(), i * images.stride(), images.channels(), images.height(), images.width()), 0);
        }
    }

    /**
     * One encoded picture.
     *
     * @param batch pictures of the network's call that drew it; 0 if that is not known
     */
    public void add(long seed, int label, byte[] png, int batch) {
        String file = fileName(seed);
        zip.add(file, png);
        entries.add(new ManifestEntry(seed, label, file, key, Digest.of(png), batch));
    }

    public List<ManifestEntry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (zip) {
            ObjectNode index = JSON.createObjectNode();
            ArrayNode labels = JSON.createArrayNode();
            entries.forEach(entry -> labels.addArray().add(entry.file()).add(entry.label()));
            boolean labelled = !entries.isEmpty() && entries.stream().allMatch(entry -> entry.label() >= 0);
            index.set("labels", labelled ? labels : null);
            zip.add("dataset.json", index.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
