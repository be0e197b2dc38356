package io.straightway.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * A job as JSON of which only the text is there and no topic: a training job if it has stages, an ablation job if it has students, an
 * evaluation job if it has a data set and no model, else a generation job.
 */
public final class JobJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Wire WIRE = new Wire(new WireFormat.Json());

    private JobJson() {}

    /** @throws Undecodable if it is no JSON, or not of the schema's shape */
    public static Submission read(byte[] json) {
        if (json.length > Wire.LARGEST_SUBMITTED) {
            throw new Undecodable(Undecodable.Code.TOO_LARGE, "the job has " + json.length + " bytes, allowed: up to " + Wire.LARGEST_SUBMITTED);
        }
        return WIRE.readJob(topic(parse(json)), json);
    }

    private static JsonNode parse(byte[] json) {
        try {
            JsonNode job = MAPPER.readTree(json);
            if (!job.isObject()) {
                throw new Undecodable(Undecodable.Code.MALFORMED, "the job is no JSON object");
            }
            return job;
        } catch (IOException e) {
            throw new Undecodable(Undecodable.Code.MALFORMED, "the job is not JSON: " + e.getMessage(), e);
        }
    }

    private static Topic topic(JsonNode job) {
        return job.has("stages") ? Topic.TRAINING_JOBS
                : job.has("students") ? Topic.ABLATION_JOBS
                : job.has("dataset") && !job.has("model") ? Topic.EVALUATION_JOBS : Topic.GENERATION_JOBS;
    }
}
