package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.TestCertificate;
import io.straightway.config.ConfigLoader;
import io.straightway.coordinator.Coordinator;
import io.straightway.embedded.EmbeddedKafka;
import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.Topic;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.node.Node;
import io.straightway.store.ObjectStore;
import io.straightway.store.Patience;
import io.straightway.store.StoreAccess;
import io.straightway.store.StoreException;
import io.straightway.worker.Worker;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node against a broker with SASL over TLS and a store over TLS, by configuration alone. */
class SecuredIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String LOGIN = "sasl-8c1d77";
    private static final String STORE_SECRET = "store-9f20aa";
    private static final String WRONG = "wrong-51be03";
    private static final List<String> SECRETS = List.of(LOGIN, STORE_SECRET, WRONG);

    @TempDir
    static Path folder;

    static LogTape log;
    static TestCertificate certificate;
    static EmbeddedKafka kafka;
    static S3Proxy objects;
    static Node node;
    static Outside outside;

    @BeforeAll
    static void start() throws Exception {
        log = LogTape.record();
        certificate = TestCertificate.make(folder, "keys-password");
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, broker());
        objects = store(0);
        node = Node.start(ConfigLoader.load(settings(LOGIN)));
        Awaitility.await("the coordinator").atMost(PATIENCE).until(() -> node.coordinator().map(Coordinator::running).orElseThrow());
        TinyWorld.stock(node.store());
        outside = new Outside(node.clients());
    }

    @AfterAll
    static void stop() throws Exception {
        outside.close();
        node.close();
        objects.stop();
        kafka.close();
        log.close();
    }

    @Test
    void aJobRunsWithEveryClientLoggedIn() {
        // When: a training of one step, which needs every kind of client
        outside.submit(Topic.TRAINING_JOBS, "secured", TinyWorld.teacher("secured", "secured", 16, 16));
        Outcome outcome = outside.awaitEnd("secured");

        // Then
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        assertThat(node.board().of("secured")).isPresent();
        try (EventReader events = new EventReader(node.clients(), new Wire(new WireFormat.SingleObject()), From.BEGINNING)) {
            Awaitility.await().atMost(PATIENCE).until(() -> events.poll(Duration.ofMillis(200)).stream().anyMatch(event -> event.job().equals("secured")));
        }
    }

    @Test
    void aWrongPasswordIsOneClearLine() {
        assertThatThrownBy(() -> Node.start(ConfigLoader.load(settings(WRONG)))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("sasl.jaas.config").hasMessageContaining("straightway.kafka.properties")
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1))
                .satisfies(e -> assertThat(LogTape.text(e)).doesNotContain(SECRETS.toArray(String[]::new)));
    }

    @Test
    void aLoginThatCannotBeReadIsNotRepeated() {
        Map<String, String> settings = settings(LOGIN);
        settings.put("straightway.kafka.properties.\"sasl.jaas.config\"", "PlainLoginModule required username=user password=two " + WRONG + ";");

        assertThatThrownBy(() -> Node.start(ConfigLoader.load(settings))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sasl.jaas.config").satisfies(e -> assertThat(LogTape.text(e)).doesNotContain(WRONG));
    }

    @Test
    void nothingThatGoesWrongTellsASecret() throws Exception {
        // Given: a refused login, a refused key, a job that cannot be, and a store that goes away under a job
        aWrongPasswordIsOneClearLine();
        try (ObjectStore stranger = ObjectStore.of(new StoreAccess(endpoint(), "straightway", "straightway", WRONG, StoreAccess.REGION,
                Optional.of(certificate.pem())), new Patience(1, Duration.ZERO, Duration.ZERO))) {
            assertThatThrownBy(() -> stranger.put("x", new byte[1])).isInstanceOf(StoreException.class)
                    .satisfies(e -> assertThat(LogTape.text(e)).doesNotContain(WRONG));
        }
        outside.submit(Topic.GENERATION_JOBS, "bad", TinyWorld.images("bad", "no-such-model", 0, 1, 1));
        outside.await("bad", event -> event.what() instanceof JobEvent.Rejected);
        int port = objects.getSecurePort();
        objects.stop();
        assertThat(node.store().reachable()).isFalse();
        assertThat(node.worker().map(Worker::alive)).contains(true);
        outside.submit(Topic.GENERATION_JOBS, "patient", TinyWorld.images("patient", "no-such-model", 0, 1, 1));
        Thread.sleep(2_000);

        // When: it comes back
        objects = store(port);
        outside.await("patient", event -> event.what() instanceof JobEvent.Rejected);

        // Then
        assertThat(node.store().reachable()).isTrue();
        assertThat(log.lines()).isNotEmpty().allSatisfy(line -> assertThat(line).doesNotContain(SECRETS.toArray(String[]::new)));
        List<ConsumerRecord<byte[], byte[]>> told = outside.everything();
        assertThat(told).isNotEmpty().allSatisfy(record -> {
            assertThat(Outside.text(record.value())).doesNotContain(SECRETS.toArray(String[]::new));
            assertThat(record.headers()).allSatisfy(header -> assertThat(Outside.text(header.value())).doesNotContain(SECRETS.toArray(String[]::new)));
        });
    }

    private static Map<String, String> settings(String password) {
        return new HashMap<>(Map.ofEntries(
                Map.entry("straightway.embedded.enabled", "false"),
                Map.entry("straightway.data", folder.resolve("node").toString()),
                Map.entry("straightway.device", "cpu"),
                Map.entry("straightway.kafka.bootstrap-servers", kafka.bootstrapServers()),
                Map.entry("straightway.kafka.properties.\"security.protocol\"", "SASL_SSL"),
                Map.entry("straightway.kafka.properties.\"sasl.mechanism\"", "PLAIN"),
                Map.entry("straightway.kafka.properties.\"sasl.jaas.config\"", login("straightway", password)),
                Map.entry("straightway.kafka.properties.\"ssl.truststore.type\"", "PEM"),
                Map.entry("straightway.kafka.properties.\"ssl.truststore.location\"", certificate.pem().toString()),
                Map.entry("straightway.store.endpoint", endpoint().toString()),
                Map.entry("straightway.store.secret-key", STORE_SECRET),
                Map.entry("straightway.store.certificate", certificate.pem().toString()),
                Map.entry("straightway.worker.heartbeat", "PT0.5S")));
    }

    private static String login(String user, String password, String... more) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\"" + password + "\" "
                + String.join(" ", more) + ";";
    }

    /** A broker that lets nobody in without a login, itself included. */
    private static Map<String, String> broker() {
        return Map.of(
                "listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms", "PLAIN",
                "sasl.mechanism.inter.broker.protocol", "PLAIN",
                "listener.name.clients.plain.sasl.jaas.config",
                login("broker", "broker-password", "user_broker=\"broker-password\"", "user_straightway=\"" + LOGIN + "\""),
                "ssl.keystore.type", "PKCS12",
                "ssl.keystore.location", certificate.keys().toString(),
                "ssl.keystore.password", certificate.password(),
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", certificate.pem().toString());
    }

    private static S3Proxy store(int port) throws Exception {
        S3Proxy proxy = S3Proxy.builder().blobStore(new FilesystemNio2BlobStore(Files.createDirectories(folder.resolve("objects")).toString()))
                .secureEndpoint(URI.create("https://127.0.0.1:" + port)).keyStore(certificate.keys().toString(), certificate.password())
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "straightway", STORE_SECRET).build();
        proxy.start();
        return proxy;
    }

    private static URI endpoint() {
        return URI.create("https://127.0.0.1:" + objects.getSecurePort());
    }
}
