package io.straightway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.event.Submission;
import io.straightway.event.Undecodable;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.json.Json;
import java.io.UncheckedIOException;
import java.util.Objects;

/** A job in a file: a training job if it has stages, an ablation job if it has students, a generation job if it has a model, else an evaluation job. */
final class JobFile {
    private JobFile() {}

    /** @throws IllegalArgumentException if it is no JSON, or not of the schema's shape */
    static Submission read(byte[] json) {
        Wire wire = new Wire(new WireFormat.SingleObject());
        try {
            JsonNode job = Json.read(json, JsonNode.class);
            return job.has("stages") ? wire.readTrainingJob(json)
                    : job.has("students") ? wire.readAblationJob(json)
                    : job.has("dataset") && !job.has("model") ? wire.readEvaluationJob(json) : wire.readGenerationJob(json);
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException("the job is not JSON: " + Objects.requireNonNullElse(e.getCause(), e).getMessage(), e);
        } catch (Undecodable e) {
            throw new IllegalArgumentException("the job does not fit its schema: " + e.getMessage(), e);
        }
    }
}
