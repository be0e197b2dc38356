package io.straightway.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.straightway.data.DataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Manifest entries as lines of JSON, and their common digest. */
public final class ManifestLines {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter WRITER = JSON.writerFor(ManifestEntry.class);
    private static final ObjectReader READER = JSON.readerFor(ManifestEntry.class);

    private ManifestLines() {}

    /** In the order of the seeds. */
    public static byte[] write(List<ManifestEntry> entries) {
        StringBuilder lines = new StringBuilder();
        try {
            for (ManifestEntry entry : bySeed(entries)) {
                lines.append(WRITER.writeValueAsString(entry)).append('\n');
            }
        } catch (JsonProcessingException e) {
            throw new AssertionError("a record of numbers and text is JSON", e);
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @param file for error messages */
    public static List<ManifestEntry> read(String file, byte[] bytes) {
        List<ManifestEntry> entries = new ArrayList<>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
            if (!line.isBlank()) {
                entries.add(entry(file, entries.size() + 1, line));
            }
        }
        return List.copyOf(entries);
    }

    /**
     * One by one, for manifests larger than memory.
     *
     * @param file for error messages
     */
    public static void each(String file, BufferedReader lines, Consumer<ManifestEntry> taker) throws IOException {
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                taker.accept(entry(file, number, line));
            }
        }
    }

    private static ManifestEntry entry(String file, long number, String line) {
        try {
            ManifestEntry entry = READER.readValue(line);
            if (entry == null || entry.file() == null || entry.shard() == null || entry.sha256() == null) {
                throw new DataException(file, "line " + number, "is no manifest entry: it lacks file, shard or sha256");
            }
            return entry;
        } catch (JsonProcessingException e) {
            throw new DataException(file, "line " + number, "is no manifest entry: " + e.getOriginalMessage());
        }
    }

    /**
     * SHA-256 over the picture digests (as text) in the order of the seeds: the same pictures give the same value, however they were
     * sharded and in whatever order the shards were made.
     *
     * @throws IllegalArgumentException if a seed is there twice
     */
    public static String digest(List<ManifestEntry> entries) {
        ImagesDigest digest = new ImagesDigest();
        bySeed(entries).forEach(digest::add);
        return digest.hex();
    }

    private static List<ManifestEntry> bySeed(List<ManifestEntry> entries) {
        return entries.stream().sorted(Comparator.comparingLong(ManifestEntry::seed)).toList();
    }
}
