package io.straightway.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls of MLflow's REST API 2.0 that are needed, as its documentation has them. Each waits for the answer. */
final class MlflowApi implements AutoCloseable {
    /** Most metrics of one {@code log-batch}; parameters and tags may be 100 each. */
    static final int MOST_METRICS = 1_000;

    private static final int MOST_PARAMETERS = 100;

    /** Servers took no longer values before they took 6000. */
    private static final int LONGEST_VALUE = 500;

    private static final String ABSENT = "RESOURCE_DOES_NOT_EXIST";
    private static final String THERE = "RESOURCE_ALREADY_EXISTS";

    private final URI server;
    private final Optional<String> token;
    private final Duration patience;
    private final HttpClient http;

    /** @param patience how long one answer is waited for */
    MlflowApi(URI server, Optional<String> token, Duration patience) {
        this.server = server;
        this.token = token;
        this.patience = patience;
        http = HttpClient.newBuilder().connectTimeout(patience).build();
    }

    /** The server refused, with a code of its own; its text is not repeated, since nobody knows what is in it. */
    static final class Refused extends IOException {
        private final String code;

        Refused(String call, int status, String code) {
            super(call + " was answered with " + status + (code.isEmpty() ? "" : ", " + code));
            this.code = code;
        }
    }

    /** A run that the server knows, and how far it has heard of it; −1 if it has heard nothing. */
    record Known(String id, long lastStep) {}

    /** Id of the experiment of that name, which is made if there is none. */
    String experiment(String name) throws IOException, InterruptedException {
        try {
            return named(name);
        } catch (Refused e) {
            if (!e.code.equals(ABSENT)) {
                throw e;
            }
        }
        try {
            return post("experiments/create", Map.of("name", name)).path("experiment_id").asText();
        } catch (Refused e) {
            // Another worker was faster.
            if (!e.code.equals(THERE)) {
                throw e;
            }
            return named(name);
        }
    }

    private String named(String experiment) throws IOException, InterruptedException {
        return get("experiments/get-by-name?experiment_name=" + URLEncoder.encode(experiment, StandardCharsets.UTF_8)).path("experiment").path("experiment_id").asText();
    }

    /** The run with this value of a tag. */
    Optional<Known> find(String experiment, String tag, String value) throws IOException, InterruptedException {
        JsonNode runs = post("runs/search", Map.of("experiment_ids", List.of(experiment), "max_results", 1,
                "filter", "tags.`" + tag + "` = '" + value.replace("'", "") + "'")).path("runs");
        if (runs.isEmpty()) {
            return Optional.empty();
        }
        long last = -1;
        for (JsonNode metric : runs.get(0).path("data").path("metrics")) {
            last = Math.max(last, metric.path("step").asLong());
        }
        return Optional.of(new Known(runs.get(0).path("info").path("run_id").asText(), last));
    }

    String create(String experiment, Tracker.Run run, Map<String, String> tags) throws IOException, InterruptedException {
        String id = post("runs/create", Map.of("experiment_id", experiment, "run_name", run.name(), "start_time", run.began().toEpochMilli(), "tags", pairs(tags)))
                .path("run").path("info").path("run_id").asText();
        post("runs/log-batch", Map.of("run_id", id, "params", pairs(run.parameters())));
        return id;
    }

    /** Goes on with a run that may have been marked as ended. */
    void reopen(String id) throws IOException, InterruptedException {
        post("runs/update", Map.of("run_id", id, "status", "RUNNING"));
    }

    void log(String id, List<Tracker.Point> points) throws IOException, InterruptedException {
        List<Map<String, Object>> metrics = new ArrayList<>();
        for (Tracker.Point point : points) {
            point.figures().forEach((key, value) -> metrics.add(Map.of("key", key, "value", value, "timestamp", point.at().toEpochMilli(), "step", point.step())));
        }
        for (int from = 0; from < metrics.size(); from += MOST_METRICS) {
            post("runs/log-batch", Map.of("run_id", id, "metrics", metrics.subList(from, Math.min(metrics.size(), from + MOST_METRICS))));
        }
    }

    void end(String id, Tracker.End end, Instant at) throws IOException, InterruptedException {
        post("runs/update", Map.of("run_id", id, "status", end.name(), "end_time", at.toEpochMilli()));
    }

    private static List<Map<String, String>> pairs(Map<String, String> values) {
        return values.entrySet().stream().sorted(Map.Entry.comparingByKey()).limit(MOST_PARAMETERS)
                .map(entry -> Map.of("key", entry.getKey(), "value", entry.getValue().substring(0, Math.min(LONGEST_VALUE, entry.getValue().length())))).toList();
    }

    private JsonNode get(String call) throws IOException, InterruptedException {
        return send(call, HttpRequest.newBuilder().GET());
    }

    private JsonNode post(String call, Map<String, Object> body) throws IOException, InterruptedException {
        return send(call, HttpRequest.newBuilder().header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.line(new LinkedHashMap<>(body)))));
    }

    private JsonNode send(String call, HttpRequest.Builder request) throws IOException, InterruptedException {
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        HttpResponse<byte[]> answer = http.send(request.uri(server.resolve("api/2.0/mlflow/" + call)).timeout(patience).build(), HttpResponse.BodyHandlers.ofByteArray());
        JsonNode body;
        try {
            body = answer.body().length == 0 ? Json.read("{}".getBytes(StandardCharsets.UTF_8), JsonNode.class) : Json.read(answer.body(), JsonNode.class);
        } catch (UncheckedIOException e) {
            throw new Refused(name(call), answer.statusCode(), "no JSON");
        }
        if (answer.statusCode() != 200) {
            throw new Refused(name(call), answer.statusCode(), body.path("error_code").asText(""));
        }
        return body;
    }

    private static String name(String call) {
        return call.replaceFirst("\\?.*", "");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
