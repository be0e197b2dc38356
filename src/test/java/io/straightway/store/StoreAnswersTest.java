package io.straightway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made of a server's answers that the embedded store never gives: narrow keys, a full disk. */
class StoreAnswersTest {
    private static final Patience SHORT = new Patience(3, Duration.ofMillis(5), Duration.ofMillis(20));
    private static final Answer NO_OBJECTS = new Answer(200, "<ListBucketResult><Name>bucket</Name><IsTruncated>false</IsTruncated></ListBucketResult>");
    private static final Answer FORBIDDEN = Answer.error(403, "AccessDenied");
    private static final Answer NO_BUCKET = Answer.error(404, "NoSuchBucket");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private ObjectStore store;
    private Map<String, Answer> answers = Map.of();

    /** What the server says to a request. */
    private record Answer(int status, String body) {
        static Answer error(int status, String code) {
            return new Answer(status, "<Error><Code>" + code + "</Code><Message>told by a test</Message></Error>");
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        store = ObjectStore.of(new StoreAccess(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "bucket", "key", "secret"), SHORT);
    }

    @AfterEach
    void stop() {
        store.close();
        server.stop(0);
    }

    /** Requests are told apart by method and whether they speak of the bucket or of an object in it. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String request = exchange.getRequestMethod() + (path.matches("/bucket/?") ? " bucket" : " object");
        asked.add(request);
        exchange.getRequestBody().readAllBytes();
        Answer answer = answers.getOrDefault(request, FORBIDDEN);
        byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(answer.status, exchange.getRequestMethod().equals("HEAD") ? -1 : body.length);
        if (!exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Test
    void aKeyThatMayOnlyUseTheBucketIsEnough() {
        // Given: it may list below a prefix, but neither ask for the bucket nor make one
        answers = Map.of("GET bucket", NO_OBJECTS);

        // When
        store.ensureBucket();

        // Then
        assertThat(store.reachable()).isTrue();
        assertThat(asked).doesNotContain("PUT bucket");
    }

    @Test
    void aMissingBucketThatTheKeyMayNotMakeIsNamed() {
        answers = Map.of("GET bucket", NO_BUCKET);

        assertThatThrownBy(store::ensureBucket).isInstanceOf(StoreException.class).isNotInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("make the bucket, which is missing").hasMessageContaining("in bucket bucket").hasMessageContaining("AccessDenied");
        assertThat(store.reachable()).isFalse();
    }

    @Test
    void aKeyThatMayDoNothingIsRefused() {
        assertThatThrownBy(store::ensureBucket).isInstanceOf(StoreException.class).isNotInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("AccessDenied");
        assertThat(asked).doesNotContain("PUT bucket");
    }

    @Test
    void aFullStoreIsSaidToBeFullAndNotAskedAgainAtOnce() {
        answers = Map.of("PUT object", Answer.error(507, "XMinioStorageFull"));

        assertThatThrownBy(() -> store.put("a/b", new byte[3])).isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("the store is full").hasMessageContaining("put a/b");
        assertThat(asked).containsExactly("PUT object");
    }

    @Test
    void aBusyStoreIsAskedAgain() {
        answers = Map.of("PUT object", Answer.error(503, "SlowDown"));

        assertThatThrownBy(() -> store.put("a/b", new byte[3])).isInstanceOf(StoreUnavailable.class).hasMessageContaining("SlowDown");
        assertThat(asked).hasSize(SHORT.attempts());
    }

    @Test
    void aFullDiskOfOurOwnIsNotBlamedOnTheStore() {
        Exception full = new IOException("/tmp/x.part: No space left on device");

        assertThat(Faults.passing(full)).isFalse();
        assertThat(Faults.explain("download x", full)).isNotInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("the disk of this machine is full").hasMessageContaining("download x");
    }
}
