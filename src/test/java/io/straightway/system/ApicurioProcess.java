package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Apicurio Registry as a process of its own, with nothing in it. Its API for Confluent's clients is {@code /apis/ccompat/v7}. */
final class ApicurioProcess implements AutoCloseable {
    private static final Path OUTSIDE = Path.of("target/outside").toAbsolutePath();

    private final Process process;
    private final Path log;
    private final URI url;

    private ApicurioProcess(Process process, Path log, URI url) {
        this.process = process;
        this.log = log;
        this.url = url;
    }

    /** Skips the test where it was not fetched. */
    static ApicurioProcess start(Path folder) throws IOException {
        Optional<Path> jar = jar();
        assumeTrue(jar.isPresent(), "no Apicurio Registry in target/outside (scripts/fetch-outside registry brings it from Maven Central), "
                + "so nothing is known about a real schema registry");
        int port = freePort();
        Path log = folder.resolve("apicurio.log");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m",
                "-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=" + port, "-Dquarkus.management.host=127.0.0.1", "-Dquarkus.management.port=" + freePort(),
                "-jar", jar.get().toString()).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        ApicurioProcess started = new ApicurioProcess(process, log, URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7"));
        Awaitility.await("the registry").atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(500)).until(started::answers);
        return started;
    }

    private static Optional<Path> jar() throws IOException {
        if (!Files.isDirectory(OUTSIDE)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(OUTSIDE)) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("apicurio-")).map(folder -> folder.resolve("quarkus-run.jar"))
                    .filter(Files::exists).findFirst();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() throws IOException {
        assertThat(process.isAlive()).as("Apicurio ended while starting: " + log).isTrue();
        return get("/subjects").startsWith("[");
    }

    URI url() {
        return url;
    }

    /** The answer's text; empty if there is none. */
    String get(String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
