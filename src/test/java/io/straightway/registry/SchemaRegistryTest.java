package io.straightway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.TestCertificate;
import io.straightway.event.SchemaIds;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client against the documented contract, and against registries in trouble. */
class SchemaRegistryTest {
    private static final String SUBJECT = "straightway.events-value";
    private static final String SCHEMA = record("{\"name\":\"a\",\"type\":\"string\"}");
    private static final String INCOMPATIBLE = record("{\"name\":\"b\",\"type\":\"long\"}");
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8));

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private RegistryServer server;
    private SchemaRegistry registry;

    private static String record(String field) {
        return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + field + "]}";
    }

    @BeforeEach
    void start() throws Exception {
        server = RegistryServer.start();
        registry = client(true, new RegistryAccess.Login.None());
    }

    @AfterEach
    void stop() {
        registry.close();
        server.close();
    }

    private SchemaRegistry client(boolean autoRegister, RegistryAccess.Login login) {
        return client(new RegistryAccess(server.url(), login, autoRegister, Optional.empty()));
    }

    private SchemaRegistry client(RegistryAccess access) {
        return new SchemaRegistry(access, BACKOFF, () -> now);
    }

    private void pass(int seconds) {
        now = now.plusSeconds(seconds);
    }

    @Test
    void registersOnceAndRemembers() {
        int id = registry.id(SUBJECT, SCHEMA);

        assertThat(registry.id(SUBJECT, SCHEMA)).isEqualTo(id);
        assertThat(registry.schema(id)).contains(SCHEMA);
        assertThat(server.asked()).containsExactly("POST /subjects/straightway.events-value/versions", "GET /schemas/ids/" + id);
        assertThat(registry.trouble()).isEmpty();
    }

    @Test
    void looksUpOnlyWhereItMustNotRegister() {
        SchemaRegistry careful = client(false, new RegistryAccess.Login.None());

        // No subject, then one with another schema
        assertThatThrownBy(() -> careful.id(SUBJECT, SCHEMA)).isInstanceOf(SchemaIds.Refused.class)
                .hasMessageContaining("subject straightway.events-value").hasMessageContaining("auto-register=true").hasMessageContaining("Register the file from schemas/");
        server.register(SUBJECT, INCOMPATIBLE);
        pass(10);
        assertThatThrownBy(() -> careful.id(SUBJECT, SCHEMA)).isInstanceOf(SchemaIds.Refused.class).hasMessageContaining("does not have our schema");
        assertThat(server.asked()).containsOnly("POST /subjects/straightway.events-value");

        int id = server.register(SUBJECT, SCHEMA);
        pass(10);
        assertThat(careful.id(SUBJECT, SCHEMA)).isEqualTo(id);
    }

    @Test
    void namesTheSubjectThatRefusesASchemaAsIncompatible() {
        server.register(SUBJECT, INCOMPATIBLE);

        assertThatThrownBy(() -> registry.id(SUBJECT, SCHEMA)).isInstanceOf(SchemaIds.Refused.class)
                .hasMessageContaining("subject straightway.events-value").hasMessageContaining("incompatible");
        server.answerWith(422, "{\"error_code\":42201,\"message\":\"Invalid schema\"}");
        pass(10);
        assertThatThrownBy(() -> registry.id(SUBJECT, SCHEMA)).isInstanceOf(SchemaIds.Refused.class).hasMessageContaining("Invalid schema");
    }

    @Test
    void onlyTheRegistrysOwnWordMakesAnIdUnknown() {
        assertThat(registry.schema(4711)).isEmpty();
        assertThat(registry.trouble()).isEmpty();

        // A proxy, a wrong path, an answer that is none: nothing is known about the id.
        for (String body : List.of("{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}", "<html>Not Found</html>", "")) {
            server.answerWith(404, body);
            pass(20);
            assertThatThrownBy(() -> registry.schema(4712)).isInstanceOf(SchemaIds.Refused.class).hasMessageContaining("schema-registry.url right?");
        }
        for (String body : List.of("<html>Welcome</html>", "{}", "{\"schema\":7}", "null")) {
            server.answerWith(200, body);
            pass(20);
            assertThatThrownBy(() -> registry.schema(4712)).isInstanceOf(SchemaIds.Unanswered.class);
            pass(20);
            assertThatThrownBy(() -> registry.id(SUBJECT, SCHEMA)).isInstanceOf(SchemaIds.Unanswered.class);
        }
    }

    @Test
    void anUnknownIdIsNotAskedForAgainAtOnce() {
        assertThat(registry.schema(17)).isEmpty();
        assertThat(registry.schema(17)).isEmpty();
        assertThat(server.asked()).hasSize(1);

        server.register(SUBJECT, SCHEMA);
        pass(10);
        assertThat(registry.schema(17)).contains(SCHEMA);
    }

    @Test
    void leavesARegistryInTroubleAloneForLongerAndLongerAndSaysWhy() {
        int id = registry.id(SUBJECT, SCHEMA);
        server.answerWith(503, "{\"error_code\":50003,\"message\":\"no leader\"}");
        int before = server.asked().size();

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> registry.schema(id)).isInstanceOf(SchemaIds.Unanswered.class).isNotInstanceOf(SchemaIds.Refused.class).hasMessageContaining("503 no leader");
        }
        assertThat(server.asked()).hasSize(before + 1);
        assertThat(registry.trouble()).hasValueSatisfying(why -> assertThat(why).contains(server.url().toString(), "no leader"));

        // The second pause is 1 to 2 s long, the fourth and later ones 4 to 8 s.
        pass(1);
        assertThatThrownBy(() -> registry.schema(id)).isInstanceOf(SchemaIds.Unanswered.class);
        assertThat(server.asked()).hasSize(before + 2);
        pass(1);
        server.recover();
        pass(1);
        assertThat(registry.schema(id)).contains(SCHEMA);
        assertThat(registry.trouble()).isEmpty();

        // What is known needs no registry.
        server.close();
        assertThat(registry.id(SUBJECT, SCHEMA)).isEqualTo(id);
    }

    @Test
    void aRegistryThatIsNotThereOrHangsGivesNoAnswer() throws Exception {
        server.answerWith(exchange -> hang());
        assertThatThrownBy(() -> registry.schema(1)).isInstanceOf(SchemaIds.Unanswered.class).hasMessageContaining("does not answer within 3 s");

        // Headers in time, and a body that never ends
        pass(20);
        server.answerWith(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            hang();
        });
        assertThatThrownBy(() -> registry.schema(1)).isInstanceOf(SchemaIds.Unanswered.class).hasMessageContaining("does not answer within 3 s");

        pass(20);
        server.close();
        assertThatThrownBy(() -> registry.schema(1)).isInstanceOf(SchemaIds.Unanswered.class).isNotInstanceOf(SchemaIds.Refused.class).hasMessageContaining("does not answer");
    }

    private static void hang() {
        try {
            Thread.sleep(Duration.ofMinutes(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anAnswerWithoutEndIsCutOff() {
        server.answerWith(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] some = new byte[1 << 16];
            for (int i = 0; i < 1_000; i++) {
                exchange.getResponseBody().write(some);
            }
        });

        assertThat(registry.schema(1)).isEmpty();
        assertThatThrownBy(() -> registry.id(SUBJECT, SCHEMA)).isInstanceOf(SchemaIds.Refused.class).hasMessageContaining("more than 1048576 bytes");
    }

    @Test
    void theLoginGoesToTheRegistryAndNowhereElse() throws Exception {
        try (RegistryServer elsewhere = RegistryServer.start()) {
            server.require("Basic dXNlcjpzM2NyZXQ=");
            assertThatThrownBy(() -> registry.id(SUBJECT, SCHEMA)).isInstanceOf(SchemaIds.Refused.class).hasMessageContaining("401")
                    .hasMessageContaining("straightway.schema-registry.username");

            SchemaRegistry user = client(true, new RegistryAccess.Login.Basic("user", "s3cret"));
            assertThat(user.schema(user.id(SUBJECT, SCHEMA))).contains(SCHEMA);
            server.require("Bearer t0ken");
            SchemaRegistry bearer = client(true, new RegistryAccess.Login.Bearer("t0ken"));
            assertThat(bearer.schema(17)).contains(SCHEMA);

            server.answerWith(exchange -> {
                exchange.getResponseHeaders().add("Location", elsewhere.url() + "/schemas/ids/18");
                exchange.sendResponseHeaders(302, -1);
            });
            assertThatThrownBy(() -> bearer.schema(18)).isInstanceOf(SchemaIds.Refused.class).hasMessageContaining("302").hasMessageNotContaining("t0ken");
            assertThat(elsewhere.asked()).isEmpty();
        }
    }

    @Test
    void secretsAreInNoText() {
        assertThat(new RegistryAccess(server.url(), new RegistryAccess.Login.Basic("user", "s3cret"), true, Optional.empty()).toString()).contains("user").doesNotContain("s3cret");
        assertThat(new RegistryAccess.Login.Bearer("t0ken").toString()).doesNotContain("t0ken");
        assertThatThrownBy(() -> new RegistryAccess(URI.create("http://user:s3cret@host"), new RegistryAccess.Login.None(), true, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("straightway.schema-registry.url").hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> RegistryAccess.url("http://user:s3 cret@host")).hasMessageContaining("straightway.schema-registry.url").hasMessageNotContaining("cret");
    }

    @Test
    void aUrlThatIsNoneOfARegistryIsRefused() {
        for (String wrong : List.of("registry:8081", "ftp://registry", "/subjects", "http://registry?x=1", "http:///subjects")) {
            assertThatThrownBy(() -> new RegistryAccess(URI.create(wrong), new RegistryAccess.Login.None(), true, Optional.empty()))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("straightway.schema-registry.url is " + wrong);
        }
        assertThat(new RegistryAccess(URI.create("http://registry/apis/ccompat/v7/"), new RegistryAccess.Login.None(), true, Optional.empty()).url())
                .isEqualTo(URI.create("http://registry/apis/ccompat/v7"));
    }

    @Test
    void aCertificateOfOurOwnIsTrustedWhereItIsNamed() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "keys-password");
        try (RegistryServer secured = RegistryServer.start(certificate)) {
            SchemaRegistry stranger = client(new RegistryAccess(secured.url(), new RegistryAccess.Login.None(), true, Optional.empty()));
            assertThatThrownBy(() -> stranger.id(SUBJECT, SCHEMA)).isInstanceOf(SchemaIds.Refused.class)
                    .hasMessageContaining("not trusted").hasMessageContaining("straightway.schema-registry.certificate");

            SchemaRegistry knowing = client(new RegistryAccess(secured.url(), new RegistryAccess.Login.None(), true, Optional.of(certificate.pem())));
            assertThat(knowing.schema(knowing.id(SUBJECT, SCHEMA))).contains(SCHEMA);

            assertThatThrownBy(() -> client(new RegistryAccess(secured.url(), new RegistryAccess.Login.None(), true, Optional.of(folder.resolve("missing.pem")))))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("straightway.schema-registry.certificate is");
        }
    }

    @Test
    void aCommandWaitsAWhileButNotForWhatIsRefused() throws Exception {
        PatientIds patient = new PatientIds(new SchemaRegistry(new RegistryAccess(server.url(), new RegistryAccess.Login.None(), false, Optional.empty())), Duration.ofMinutes(1));

        // Given: in trouble until it has been asked twice
        server.answerWith(exchange -> {
            if (server.asked().size() > 2) {
                server.recover();
            }
            exchange.sendResponseHeaders(503, -1);
        });
        int id = server.register(SUBJECT, SCHEMA);
        assertThat(patient.schema(id)).contains(SCHEMA);
        assertThat(server.asked()).hasSizeGreaterThanOrEqualTo(4);

        assertThatThrownBy(() -> patient.id("other-value", SCHEMA)).isInstanceOf(SchemaIds.Refused.class);
    }
}
