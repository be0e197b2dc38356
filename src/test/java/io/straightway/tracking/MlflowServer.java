package io.straightway.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.straightway.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The part of MLflow's REST API 2.0 that is used, kept to as its documentation has it; keeps what it is told in memory. */
final class MlflowServer implements AutoCloseable {
    /** A run as it was told. */
    static final class Run {
        final String id;
        final String name;
        final Map<String, String> tags = new TreeMap<>();
        final Map<String, String> parameters = new TreeMap<>();
        final List<JsonNode> metrics = new ArrayList<>();
        String status = "RUNNING";

        Run(String id, String name) {
            this.id = id;
            this.name = name;
        }

        synchronized List<Long> steps(String key) {
            return metrics.stream().filter(metric -> metric.path("key").asText().equals(key)).map(metric -> metric.path("step").asLong()).toList();
        }
    }

    private final HttpServer server;
    private final String token;
    private final Map<String, String> experiments = new LinkedHashMap<>();
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch waited = new CountDownLatch(1);
    private volatile boolean hanging;
    private volatile boolean broken;

    MlflowServer(String token) throws IOException {
        this.token = token;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
        server.createContext("/api/2.0/mlflow/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** From now on, no answer comes. */
    void hang() {
        hanging = true;
    }

    /** Returns once somebody waits for an answer that does not come. */
    void awaitHangingCall() throws InterruptedException {
        if (!waited.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody has called");
        }
    }

    void breakDown(boolean now) {
        broken = now;
    }

    synchronized List<Run> runs() {
        return List.copyOf(runs.values());
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (hanging) {
            waited.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                return;
            }
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        String call = exchange.getRequestURI().getPath().replace("/api/2.0/mlflow/", "");
        if (broken) {
            reply(exchange, 500, Map.of("error_code", "INTERNAL_ERROR"));
        } else if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            reply(exchange, 401, Map.of("error_code", "UNAUTHENTICATED"));
        } else {
            answer(exchange, call, body.length == 0 ? Json.read("{}".getBytes(), JsonNode.class) : Json.read(body, JsonNode.class));
        }
    }

    private synchronized void answer(HttpExchange exchange, String call, JsonNode body) throws IOException {
        switch (exchange.getRequestMethod() + " " + call) {
            case "GET experiments/get-by-name" -> {
                String name = exchange.getRequestURI().getQuery().replace("experiment_name=", "");
                if (experiments.containsKey(name)) {
                    reply(exchange, 200, Map.of("experiment", Map.of("experiment_id", experiments.get(name), "name", name)));
                } else {
                    reply(exchange, 404, Map.of("error_code", "RESOURCE_DOES_NOT_EXIST", "message", "no experiment " + name));
                }
            }
            case "POST experiments/create" -> {
                experiments.put(body.path("name").asText(), Integer.toString(experiments.size() + 1));
                reply(exchange, 200, Map.of("experiment_id", experiments.get(body.path("name").asText())));
            }
            case "POST runs/search" -> reply(exchange, 200, search(body));
            case "POST runs/create" -> {
                require(experiments.containsValue(body.path("experiment_id").asText()) && body.path("start_time").isIntegralNumber());
                Run run = new Run("run-" + runs.size(), body.path("run_name").asText());
                body.path("tags").forEach(tag -> run.tags.put(tag.path("key").asText(), tag.path("value").asText()));
                runs.put(run.id, run);
                reply(exchange, 200, Map.of("run", Map.of("info", Map.of("run_id", run.id))));
            }
            case "POST runs/log-batch" -> {
                Run run = runs.get(body.path("run_id").asText());
                require(body.path("metrics").size() <= 1_000 && body.path("params").size() <= 100);
                synchronized (run) {
                    body.path("metrics").forEach(metric -> {
                        require(metric.path("value").isNumber() && metric.path("timestamp").isIntegralNumber() && metric.path("step").isIntegralNumber());
                        run.metrics.add(metric);
                    });
                }
                body.path("params").forEach(parameter -> {
                    String before = run.parameters.put(parameter.path("key").asText(), parameter.path("value").asText());
                    require(before == null || before.equals(parameter.path("value").asText()));
                });
                reply(exchange, 200, Map.of());
            }
            case "POST runs/update" -> {
                runs.get(body.path("run_id").asText()).status = body.path("status").asText();
                reply(exchange, 200, Map.of("run_info", Map.of("run_id", body.path("run_id").asText())));
            }
            default -> reply(exchange, 404, Map.of("error_code", "ENDPOINT_NOT_FOUND", "message", call));
        }
    }

    /** One filter is known: a tag's value. The answer has, as in MLflow, the latest value of each metric. */
    private Map<String, Object> search(JsonNode body) {
        String[] filter = body.path("filter").asText().split("tags\\.`|` = '|'");
        List<Map<String, Object>> found = new ArrayList<>();
        for (Run run : runs.values()) {
            if (filter[2].equals(run.tags.get(filter[1]))) {
                Map<String, JsonNode> latest = new TreeMap<>();
                run.metrics.forEach(metric -> latest.put(metric.path("key").asText(), metric));
                found.add(Map.of("info", Map.of("run_id", run.id, "status", run.status), "data", Map.of("metrics", List.copyOf(latest.values()))));
            }
        }
        return found.isEmpty() ? Map.of() : Map.of("runs", found);
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("INVALID_PARAMETER_VALUE");
        }
    }

    private static void reply(HttpExchange exchange, int status, Map<String, Object> body) throws IOException {
        byte[] bytes = Json.line(body).getBytes();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        released.countDown();
        server.stop(0);
    }
}
