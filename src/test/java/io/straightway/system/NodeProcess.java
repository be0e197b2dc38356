package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.store.ObjectStore;
import io.straightway.store.StoreAccess;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The packaged application as a process of its own, on ports and in a folder of its own. Starting it again finds what it left. */
final class NodeProcess implements AutoCloseable {
    /** Settings with which it is soon seen that a killed worker is gone. */
    static final Map<String, String> SHORT_LEASE = Map.of("STRAIGHTWAY_UNITS_LEASE", "PT6S", "STRAIGHTWAY_WORKER_HEARTBEAT", "PT0.3S");

    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path folder;
    private final Map<String, String> settings;
    private final int kafkaPort = freePort();
    private final int storePort = freePort();
    private final int httpPort = freePort();
    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;

    /** @param settings environment variables beyond those of folder and ports, or instead of them */
    NodeProcess(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.settings = settings;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
    }

    /** Returns once it says that it is ready. */
    NodeProcess start() throws IOException {
        assertThat(JAR).as("the packaged application: mvn package makes it").exists();
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Dai.djl.offline=true", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx768m", "-jar", JAR.toString(), "serve");
        builder.environment().putAll(Map.of(
                "OMP_WAIT_POLICY", "passive",
                "OPT_OUT_TRACKING", "true",
                "STRAIGHTWAY_DATA", folder.resolve("data").toString(),
                "STRAIGHTWAY_EMBEDDED_KAFKA_PORT", Integer.toString(kafkaPort),
                "STRAIGHTWAY_EMBEDDED_STORE_PORT", Integer.toString(storePort),
                "STRAIGHTWAY_KAFKA_BOOTSTRAP_SERVERS", broker(),
                "STRAIGHTWAY_STORE_ENDPOINT", storeEndpoint(),
                "QUARKUS_HTTP_PORT", Integer.toString(httpPort)));
        builder.environment().put("STRAIGHTWAY_WORKER_THREADS", "1"); // as other tests run beside it
        builder.environment().putAll(settings);
        process = builder.directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("node.log").toFile())).start();
        Awaitility.await("readiness").atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> {
            assertThat(process.isAlive()).as(() -> "the node ended while starting:\n" + log()).isTrue();
            return answer("/q/health/ready").startsWith("200");
        });
        return this;
    }

    String broker() {
        return "127.0.0.1:" + kafkaPort;
    }

    Map<String, Object> clients() {
        return Map.of("bootstrap.servers", broker());
    }

    ObjectStore store() {
        return ObjectStore.of(new StoreAccess(URI.create(storeEndpoint()), "straightway", "straightway", "straightway-secret", "us-east-1"));
    }

    String storeEndpoint() {
        return "http://127.0.0.1:" + storePort;
    }

    /** Where its pages are. */
    String origin() {
        return "http://127.0.0.1:" + httpPort;
    }

    /** Status and body of the answer. */
    String call(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin() + path)).timeout(Duration.ofSeconds(60))
                .method(method, body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            throw new AssertionError("no answer from " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking for " + path, e);
        }
    }

    /** Status and body of the answer. */
    String answer(String path) {
        return get(path).map(answer -> answer.statusCode() + " " + answer.body()).orElse("no answer");
    }

    /** The answer's body; an answer other than 200 is an error. */
    String page(String path) {
        HttpResponse<String> answer = get(path).orElseThrow(() -> new AssertionError("no answer from " + path));
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return answer.body();
    }

    private java.util.Optional<HttpResponse<String>> get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path)).timeout(Duration.ofSeconds(20)).build();
            return java.util.Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return java.util.Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking for " + path, e);
        }
    }

    /** SIGKILL: no hook runs, no buffer is flushed. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM; the exit code. */
    int terminate(Duration patience) throws InterruptedException {
        process.destroy();
        return awaitExit(patience);
    }

    /** Until it ends by itself; the exit code. */
    int awaitExit(Duration patience) throws InterruptedException {
        assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)).as(() -> "still running after " + patience + ":\n" + log()).isTrue();
        return process.exitValue();
    }

    /** What a crash of native code leaves behind. */
    List<Path> crashFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("hs_err.*|core.*")).toList();
        }
    }

    String log() {
        try {
            return Files.readString(folder.resolve("node.log"));
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            kill();
        }
        http.close();
    }
}
