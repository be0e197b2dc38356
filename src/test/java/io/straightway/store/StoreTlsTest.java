package io.straightway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.TestCertificate;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store over TLS with a certificate that no public authority signed. */
class StoreTlsTest {
    private static final Patience SHORT = new Patience(3, Duration.ofMillis(5), Duration.ofMillis(20));

    @TempDir
    static Path folder;

    static TestCertificate certificate;
    static S3Proxy server;

    @BeforeAll
    static void start() throws Exception {
        certificate = TestCertificate.make(folder, "keys-password");
        Path objects = Files.createDirectories(folder.resolve("objects"));
        server = S3Proxy.builder().blobStore(new FilesystemNio2BlobStore(objects.toString())).secureEndpoint(URI.create("https://127.0.0.1:0"))
                .keyStore(certificate.keys().toString(), certificate.password())
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "key", "secret").build();
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @Test
    void aCertificateOfOurOwnIsTrustedWhereItIsNamed() {
        try (ObjectStore store = ObjectStore.of(access(Optional.of(certificate.pem())), SHORT)) {
            store.ensureBucket();
            store.put("a/b", new byte[] {1, 2});

            assertThat(store.get("a/b")).hasValueSatisfying(bytes -> assertThat(bytes).containsExactly(1, 2));
            assertThat(store.reachable()).isTrue();
        }
    }

    @Test
    void anUnknownCertificateIsRefusedAtOnceWithTheSettingToLookAt() {
        try (ObjectStore store = ObjectStore.of(access(Optional.empty()), SHORT)) {
            assertThatThrownBy(store::ensureBucket).isInstanceOf(StoreException.class).isNotInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("not trusted").hasMessageContaining("straightway.store.certificate").hasMessageNotContaining("secret");
            assertThat(store.reachable()).isFalse();
        }
    }

    @Test
    void aFileWithoutCertificatesIsRefused() throws Exception {
        Path text = Files.writeString(folder.resolve("text.pem"), "no certificate\n");

        for (Path wrong : new Path[] {text, folder.resolve("missing.pem")}) {
            assertThatThrownBy(() -> ObjectStore.of(access(Optional.of(wrong)), SHORT))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("straightway.store.certificate is " + wrong);
        }
    }

    private static StoreAccess access(Optional<Path> trusted) {
        return new StoreAccess(URI.create("https://127.0.0.1:" + server.getSecurePort()), "bucket", "key", "secret", StoreAccess.REGION, trusted);
    }
}
