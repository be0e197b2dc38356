package io.straightway.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.straightway.event.JobJson;
import io.straightway.event.Submission;
import io.straightway.event.Undecodable;
import io.straightway.json.Json;
import io.straightway.recipe.Violation;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A job as a user wrote it, before it is read.
 *
 * @param file name of the file, for messages
 * @param json the job, as {@link JobJson} reads it
 * @param lines of its fields in the file by their paths, as violations name them; none where they are not known
 */
record JobDocument(String file, byte[] json, Map<String, Integer> lines) {

    /**
     * The jobs of a file: one of JSON, or one for each document of YAML. JSON is told by its first character, unless the file is called YAML.
     *
     * @throws IllegalArgumentException naming file and line, if it is neither
     */
    static List<JobDocument> read(String file, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.stripLeading().startsWith("{") && !file.endsWith(".yaml") && !file.endsWith(".yml")) {
            return List.of(new JobDocument(file, bytes, Map.of()));
        }
        List<JobDocument> jobs = new ArrayList<>();
        for (YamlDocuments.Document document : YamlDocuments.read(file, text)) {
            document.tree().ifPresent(tree -> {
                if (!tree.isObject()) {
                    throw new IllegalArgumentException(file + ":" + document.lines().get("") + ": no job, allowed: fields such as id: my-job");
                }
                jobs.add(new JobDocument(file, Json.bytes(tree, JsonNode.class), document.lines()));
            });
        }
        if (jobs.isEmpty()) {
            throw new IllegalArgumentException(file + " has no job in it, allowed: YAML or JSON with the fields of a job");
        }
        return jobs;
    }

    /** The same job with fields set that were given otherwise. */
    JobDocument with(Consumer<ObjectNode> change) {
        try {
            if (Json.read(json, JsonNode.class) instanceof ObjectNode tree) {
                change.accept(tree);
                return new JobDocument(file, Json.bytes(tree, JsonNode.class), lines);
            }
            return this;
        } catch (UncheckedIOException e) {
            throw noJson(e);
        }
    }

    /** @throws IllegalArgumentException if it is no JSON, or its shape can't even be told */
    Submission submission() {
        try {
            // First, since this tells the line.
            Json.read(json, JsonNode.class);
            return JobJson.read(json);
        } catch (UncheckedIOException e) {
            throw noJson(e);
        } catch (Undecodable e) {
            throw new IllegalArgumentException(file + lines.entrySet().stream().filter(line -> line.getKey().isEmpty()).map(line -> ":" + line.getValue()).findFirst()
                    .orElse("") + ": the job does not fit its schema: " + e.getMessage(), e);
        }
    }

    private IllegalArgumentException noJson(UncheckedIOException e) {
        if (e.getCause() instanceof JsonProcessingException broken) {
            return new IllegalArgumentException(file + Optional.ofNullable(broken.getLocation()).map(at -> ":" + at.getLineNr()).orElse("") + ": no JSON: "
                    + ((JacksonException) broken).getOriginalMessage(), e);
        }
        return new IllegalArgumentException(file + ": no JSON: " + Objects.requireNonNullElse(e.getCause(), e).getMessage(), e);
    }

    /** What is wrong with a field, beginning with the place in the file. */
    String told(Violation violation) {
        return file + line(violation.field()).map(line -> ":" + line).orElse("") + ": " + violation;
    }

    /** Of a field, or of the nearest that it lies in: one that is missing has no line of its own. */
    private Optional<Integer> line(String field) {
        for (String path = field;; path = path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))))) {
            if (lines.containsKey(path) || path.isEmpty()) {
                return Optional.ofNullable(lines.get(path));
            }
        }
    }
}
