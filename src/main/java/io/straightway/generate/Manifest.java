package io.straightway.generate;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.straightway.data.DataException;
import io.straightway.store.ObjectRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a job delivered; {@code manifest.json}. The lines are in {@code manifest.jsonl}.
 *
 * @param model        name and version of the model
 * @param modelDigest  SHA-256 of its weights
 * @param sampling     how it was sampled, as JSON
 * @param requested    pictures asked for
 * @param succeeded    pictures delivered
 * @param shards       in order of their index
 * @param lines        {@code manifest.jsonl}
 * @param imagesDigest {@link ManifestLines#digest}
 */
@JsonPropertyOrder({"job", "model", "modelDigest", "sampling", "requested", "succeeded", "imagesDigest", "lines", "shards"})
public record Manifest(
        String job, String model, String modelDigest, @JsonRawValue String sampling, long requested, long succeeded,
        List<ObjectRef> shards, ObjectRef lines, String imagesDigest) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Manifest {
        shards = List.copyOf(shards);
        if (succeeded < 0 || succeeded > requested) {
            throw new IllegalArgumentException(succeeded + " pictures delivered of " + requested + " asked for");
        }
        try {
            JSON.readTree(sampling);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("sampling is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @param file for error messages
     * @throws DataException if a field is missing or has no meaning
     */
    public static Manifest read(String file, byte[] json) {
        try {
            JsonNode node = JSON.readTree(json);
            List<ObjectRef> shards = new ArrayList<>();
            node.path("shards").forEach(shard -> shards.add(ref(shard)));
            return new Manifest(node.path("job").asText(), node.path("model").asText(), node.path("modelDigest").asText(), node.path("sampling").toString(),
                    node.path("requested").asLong(), node.path("succeeded").asLong(), shards, ref(node.path("lines")), node.path("imagesDigest").asText());
        } catch (IOException | IllegalArgumentException e) {
            throw new DataException(file, "is no manifest", e);
        }
    }

    private static ObjectRef ref(JsonNode node) {
        return new ObjectRef(node.path("key").asText(), node.path("sha256").asText(), node.path("bytes").asLong());
    }

    public byte[] json() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a manifest is JSON", e);
        }
    }
}
