package io.straightway.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * One line of {@code stats.jsonl}: each figure by EDM's name for it, with the number of values it was taken from, their mean and their
 * standard deviation; and the time.
 *
 * @param images seen
 */
public record StatsLine(long images, Instant at, SequencedMap<String, Figure> figures) {
    static final String KIMG = "Progress/kimg";
    static final String TICK = "Progress/tick";
    static final String TOTAL_SECONDS = "Timing/total_sec";

    private static final String TIMESTAMP = "timestamp";

    /** @param std of the values, not of their mean */
    public record Figure(long num, double mean, double std) {
        static Figure of(double value) {
            return new Figure(1, value, 0);
        }
    }

    /** @throws java.io.UncheckedIOException if it is no such line */
    static StatsLine read(String line) {
        SequencedMap<String, Figure> figures = new LinkedHashMap<>();
        JsonNode object = Json.read(line.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        object.properties().forEach(entry -> {
            if (entry.getValue().isObject()) {
                figures.put(entry.getKey(), new Figure(entry.getValue().path("num").asLong(), entry.getValue().path("mean").asDouble(),
                        entry.getValue().path("std").asDouble()));
            }
        });
        long images = Math.round(figures.getOrDefault(KIMG, Figure.of(0)).mean() * 1000);
        return new StatsLine(images, Instant.ofEpochMilli(Math.round(object.path(TIMESTAMP).asDouble() * 1000)), figures);
    }

    String text() {
        Map<String, Object> object = new LinkedHashMap<>(figures);
        object.put(TIMESTAMP, at.toEpochMilli() / 1000.0);
        return Json.line(object);
    }

    double mean(String name) {
        return figures.getOrDefault(name, Figure.of(0)).mean();
    }
}
