package io.straightway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of the documentation, page by page, with the scripts of this checkout against one packaged node. What a page is run in looks
 * like the checkout; what it writes stays out of it. Files that a reader fetches are small ones of the same format.
 */
class DocsIT {
    private static final Path CHECKOUT = Path.of("").toAbsolutePath();
    private static final List<String> LINKS = List.of("docs", "schemas", "src", "pom.xml");
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final int KAFKA = freePort();
    private static final int STORE = freePort();
    private static final int WEB = freePort();
    private static final Map<String, String> ADDRESSES =
            Map.of("127.0.0.1:19092", "127.0.0.1:" + KAFKA, "127.0.0.1:19000", "127.0.0.1:" + STORE, "127.0.0.1:18080", "127.0.0.1:" + WEB);

    @TempDir
    static Path folder;

    private static Process node;

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
    }

    @BeforeAll
    static void aCheckoutWithANode() throws IOException, InterruptedException {
        assertThat(CHECKOUT.resolve("target/quarkus-app/quarkus-run.jar")).as("the packaged application: mvn package makes it").exists();
        for (String name : LINKS) {
            Files.createSymbolicLink(folder.resolve(name), CHECKOUT.resolve(name));
        }
        scripts();
        StandIns.emoji(folder.resolve("target/emoji/iconify__json-2.2.378.jar"));
        StandIns.fashion(folder.resolve("target/fashion/usr/share/datasets/fashion-mnist"));
        StandIns.pictures(folder.resolve("pictures"));

        ProcessBuilder builder = new ProcessBuilder("./scripts/straightway", "serve").directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("node.log").toFile());
        builder.environment().putAll(environment());
        builder.environment().put("STRAIGHTWAY_JAVA_OPTS", "-Xmx768m");
        node = builder.start();
        Awaitility.await("readiness").atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> {
            assertThat(node.isAlive()).as(() -> "the node ended while starting:\n" + log()).isTrue();
            return ready();
        });
        // What a reader has who comes to any page by way of the demo.
        String stock = """
                ```sh run
                ./scripts/straightway dataset pack --emoji target/emoji/iconify__json-2.2.378.jar --size 16 --name emoji-16
                ./scripts/straightway model import src/main/resources/demo/teacher
                ```
                """;
        new PageRun(Page.parse(Path.of("what every page begins with"), stock.lines().toList()), folder, environment(), ADDRESSES).check();
    }

    /** Those of the checkout run where they are, so that they find the application, and its archive of classes, where they expect it. */
    private static void scripts() throws IOException {
        Files.createDirectory(folder.resolve("scripts"));
        try (Stream<Path> files = Files.list(CHECKOUT.resolve("scripts"))) {
            for (Path script : files.filter(file -> Files.isRegularFile(file) && Files.isExecutable(file)).toList()) {
                Path here = Files.writeString(folder.resolve("scripts").resolve(script.getFileName()), "#!/bin/sh\nexec '" + script + "' \"$@\"\n");
                assertThat(here.toFile().setExecutable(true)).as(here.toString()).isTrue();
            }
        }
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("PATH", folder.resolve("scripts") + ":" + System.getenv("PATH"));
        environment.put("STRAIGHTWAY_DATA", folder.resolve("data").toString());
        environment.put("STRAIGHTWAY_EMBEDDED_KAFKA_PORT", Integer.toString(KAFKA));
        environment.put("STRAIGHTWAY_EMBEDDED_STORE_PORT", Integer.toString(STORE));
        environment.put("STRAIGHTWAY_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + KAFKA);
        environment.put("STRAIGHTWAY_STORE_ENDPOINT", "http://127.0.0.1:" + STORE);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(WEB));
        return environment;
    }

    private static boolean ready() throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + WEB + "/q/health/ready")).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static String log() {
        try {
            return Files.readString(folder.resolve("node.log"));
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    @TestFactory
    Stream<DynamicTest> theCommandsOfEachPageDoWhatItSays() {
        return Page.all().stream().filter(PageRun::hasCommands).map(page -> DynamicTest.dynamicTest(page.path().toString(),
                () -> new PageRun(page, folder, environment(), ADDRESSES).check()));
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        if (node != null) {
            node.destroy();
            node.waitFor();
        }
        // JUnit tells of each link that it deletes.
        for (String name : LINKS) {
            Files.deleteIfExists(folder.resolve(name));
        }
    }
}
