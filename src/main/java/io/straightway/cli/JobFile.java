package io.straightway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.event.Submission;
import io.straightway.event.Undecodable;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.json.Json;
import java.io.UncheckedIOException;

/** A job in JSON: a training job if it has stages, an ablation job if it has students, a generation job if it has a model, else an evaluation job. */
final class JobFile {
    private JobFile() {}

    /**
     * @throws UncheckedIOException if it is no JSON
     * @throws Undecodable if it is not of the schema's shape and names no id
     */
    static Submission read(byte[] json) {
        Wire wire = new Wire(new WireFormat.SingleObject());
        JsonNode job = Json.read(json, JsonNode.class);
        return job.has("stages") ? wire.readTrainingJob(json)
                : job.has("students") ? wire.readAblationJob(json)
                : job.has("dataset") && !job.has("model") ? wire.readEvaluationJob(json) : wire.readGenerationJob(json);
    }
}
