package io.straightway.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.straightway.event.JobStatus;
import io.straightway.job.UnitId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StoreProxyTest {
    private HttpServer store;
    private StoreProxy proxy;
    private HttpClient client;

    @BeforeEach
    void open() throws Exception {
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        store.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        store.start();
        proxy = new StoreProxy(URI.create("http://127.0.0.1:" + store.getAddress().getPort()));
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        proxy.close();
        store.stop(0);
    }

    @Test
    void uploadsOfShardsAreHeldUntilTheModeChanges() throws Exception {
        // Given
        proxy.mode(StoreProxy.Mode.HOLDING);
        CompletableFuture<Integer> upload = put("jobs/j/shards/00003-a2-abc123.zip");

        // When
        StoreProxy.Upload held = proxy.held().take();
        boolean done = upload.isDone();
        proxy.mode(StoreProxy.Mode.OPEN);

        // Then
        assertThat(held).isEqualTo(new StoreProxy.Upload("j", 3, 2, "abc123"));
        assertThat(done).isFalse();
        assertThat(upload.get()).isEqualTo(200);
    }

    @Test
    void whatWasHeldGoesOnThoughOthersAreHeldRightAfter() throws Exception {
        // Given
        proxy.mode(StoreProxy.Mode.HOLDING);
        CompletableFuture<Integer> first = put("jobs/j/shards/00000-a1-abc123.zip");
        proxy.held().take();

        // When
        proxy.mode(StoreProxy.Mode.OPEN);
        proxy.mode(StoreProxy.Mode.HOLDING);

        // Then
        assertThat(first.get()).isEqualTo(200);
        CompletableFuture<Integer> second = put("jobs/j/shards/00001-a1-abc123.zip");
        assertThat(proxy.held().take().index()).isEqualTo(1);
        proxy.mode(StoreProxy.Mode.OPEN);
        assertThat(second.get()).isEqualTo(200);
    }

    @Test
    void anUploadIsUnderTheLeaseOfItsUnitAndItsWorkerOnly() {
        StoreProxy.Upload upload = new StoreProxy.Upload("j", 3, 2, "abc123");

        assertThat(upload.under(lease(new UnitId("j", 0, 3), 2, "abc123"))).isTrue();
        assertThat(upload.under(lease(new UnitId("j", 0, 3), 1, "abc123"))).isFalse();
        assertThat(upload.under(lease(new UnitId("j", 0, 4), 2, "abc123"))).isFalse();
        assertThat(upload.under(lease(new UnitId("j", 1, 3), 2, "abc123"))).isFalse();
        assertThat(upload.under(lease(new UnitId("j", 0, 3), 2, "def456"))).isFalse();
    }

    private static JobStatus.Lease lease(UnitId unit, int attempt, String token) {
        return new JobStatus.Lease(unit, attempt, "stand-in-4711-" + token, Instant.EPOCH, Instant.EPOCH, 0);
    }

    private CompletableFuture<Integer> put(String key) {
        HttpRequest request = HttpRequest.newBuilder(proxy.endpoint().resolve("/bucket/" + key)).PUT(HttpRequest.BodyPublishers.ofString("shard")).build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }
}
