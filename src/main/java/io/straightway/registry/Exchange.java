package io.straightway.registry;

import io.straightway.event.SchemaIds;
import io.straightway.tls.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/** Questions and answers over HTTP, none longer than allowed, neither in time nor in bytes. */
final class Exchange implements AutoCloseable {
    /** Of an answer: twenty times our largest schema. */
    static final int LARGEST = 1 << 20;

    private static final String JSON = "application/vnd.schemaregistry.v1+json";
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final RegistryAccess access;
    private final HttpClient client;

    Exchange(RegistryAccess access) {
        this.access = access;
        // No redirects: the login is for this server only. HTTP/1.1: some registries stumble over an offer to upgrade.
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER);
        access.certificate().map(file -> Trust.alsoIn(file, "straightway.schema-registry.certificate")).ifPresent(trust -> builder.sslContext(trust.context()));
        client = builder.build();
    }

    /** Status and text of an answer; without the text where it is too long. */
    record Answer(int status, Optional<String> text) {
        String body() {
            return text.orElse("more than " + LARGEST + " bytes");
        }
    }

    /** @throws SchemaIds.Unanswered if there is no answer in time */
    Answer get(String path, Duration patience) {
        return send(request(path).GET().build(), patience);
    }

    /** @throws SchemaIds.Unanswered if there is no answer in time */
    Answer post(String path, String json, Duration patience) {
        return send(request(path).header("Content-Type", JSON).POST(HttpRequest.BodyPublishers.ofString(json)).build(), patience);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(access.url() + path)).header("Accept", JSON + ", application/json");
        access.login().header().ifPresent(login -> request.header("Authorization", login));
        return request;
    }

    private Answer send(HttpRequest request, Duration patience) {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, answered -> new LimitedBody(LARGEST, answered.statusCode()));
        try {
            // Not the request's own timeout, which ends where the body begins.
            HttpResponse<byte[]> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), Optional.of(new String(response.body(), StandardCharsets.UTF_8)));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new SchemaIds.Unanswered("schema registry " + access.url() + " does not answer within " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LimitedBody.TooLarge large) {
                return new Answer(large.status(), Optional.empty());
            }
            throw failed(Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new SchemaIds.Unanswered("interrupted while asking schema registry " + access.url());
        }
    }

    private SchemaIds.Unanswered failed(Throwable cause) {
        return switch (cause) {
            case SSLHandshakeException tls -> new SchemaIds.Refused("the certificate of schema registry " + access.url() + " is not trusted: " + tls.getMessage()
                    + ". Is straightway.schema-registry.certificate the file of the authority that signed it?");
            case IOException broken -> new SchemaIds.Unanswered("schema registry " + access.url() + " does not answer: " + reason(broken));
            default -> throw new IllegalStateException("schema registry " + access.url() + " could not be asked", cause);
        };
    }

    /** The client of Java says nothing where a connection is refused. */
    private static String reason(IOException e) {
        return e.getMessage() == null || e.getMessage().isBlank() ? e.getClass().getSimpleName() : e.getMessage();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
