package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.straightway.config.ConfigLoader;
import io.straightway.embedded.EmbeddedKafka;
import io.straightway.embedded.EmbeddedStore;
import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.Topic;
import io.straightway.event.Topics;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.node.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that allows what deploy/kubernetes/components/strimzi/users.yaml says and nothing else. */
class AccessListsIT {
    private static final Path USERS = Path.of("deploy/kubernetes/components/strimzi/users.yaml");
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    static Path folder;

    private static final Deque<AutoCloseable> PARTS = new ArrayDeque<>();

    static EmbeddedKafka kafka;
    static EmbeddedStore store;
    static Node worker;

    @BeforeAll
    static void start() throws IOException {
        List<JsonNode> users = new ObjectMapper(new YAMLFactory()).readerFor(JsonNode.class).<JsonNode>readValues(USERS.toFile()).readAll();
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, broker(users.stream().map(AccessListsIT::name).collect(Collectors.toSet())));
        store = EmbeddedStore.start(folder.resolve("objects"), 0, "straightway", "straightway-secret");
        PARTS.push(kafka);
        PARTS.push(store);
        try (Admin admin = Admin.create(clients("broker"))) {
            Topics.create(admin, Set.of("default"), 2, (short) 1);
            admin.createAcls(users.stream().flatMap(user -> rights(user).stream()).toList()).all().toCompletionStage().toCompletableFuture().join();
        }
        users.stream().map(AccessListsIT::name).forEach(AccessListsIT::awaitRights);
        PARTS.push(Node.start(ConfigLoader.load(settings("coordinator"))));
        worker = Node.start(ConfigLoader.load(settings("worker")));
        PARTS.push(worker);
    }

    /** The broker learns of rights a moment after its controller has taken them; each user may see the events, or all topics. */
    private static void awaitRights(String user) {
        try (Admin admin = Admin.create(clients(user))) {
            Awaitility.await("rights of " + user).atMost(PATIENCE).until(() -> admin.listTopics().names().get().contains(Topic.EVENTS.topic()));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        while (!PARTS.isEmpty()) {
            PARTS.pop().close();
        }
    }

    @Test
    void aJobRunsAndIsFollowedWithTheseRights() throws Exception {
        // Given
        TinyWorld.stock(worker.store());

        // When
        try (KafkaProducer<String, String> submitter = producer("straightway-submitter")) {
            submitter.send(new ProducerRecord<>(Topic.TRAINING_JOBS.topic(), "allowed", TinyWorld.teacher("allowed", "allowed", 16, 16))).get();
        }

        // Then
        List<JobEvent> seen = new ArrayList<>();
        try (EventReader watcher = new EventReader(clients("straightway-watcher"), new Wire(new WireFormat.SingleObject()), From.BEGINNING)) {
            Awaitility.await("the end").atMost(PATIENCE).until(() -> {
                seen.addAll(watcher.poll(Duration.ofMillis(200)));
                return seen.stream().anyMatch(event -> event.what().terminal());
            });
        }
        assertThat(seen.getLast().what()).isInstanceOfSatisfying(JobEvent.Ended.class, ended -> assertThat(ended.outcome().ending()).isEqualTo(Outcome.Ending.SUCCEEDED));
    }

    @Test
    void nobodyWritesWhatIsNotTheirs() {
        refused("straightway-submitter", Topic.EVENTS);
        refused("straightway-submitter", Topic.UNITS);
        refused("straightway-worker", Topic.EVENTS);
        refused("straightway-worker", Topic.GENERATION_JOBS);
        refused("straightway-watcher", Topic.SIGNALS);
    }

    private static void refused(String user, Topic topic) {
        try (KafkaProducer<String, String> producer = producer(user)) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic.topic(), "k", "{}")).get()).as(user + " " + topic)
                    .isInstanceOf(ExecutionException.class).hasCauseInstanceOf(AuthorizationException.class);
        }
    }

    private static KafkaProducer<String, String> producer(String user) {
        return new KafkaProducer<>(clients(user), new StringSerializer(), new StringSerializer());
    }

    private static Map<String, String> settings(String role) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "straightway.embedded.enabled", "false",
                "straightway.roles", role,
                "straightway.data", folder.resolve(role).toString(),
                "straightway.device", "cpu",
                "straightway.kafka.bootstrap-servers", kafka.bootstrapServers(),
                "straightway.store.endpoint", store.endpoint().toString(),
                "straightway.worker.heartbeat", "PT0.5S"));
        clients("straightway-" + role).forEach((key, value) -> {
            if (!key.equals("bootstrap.servers")) {
                settings.put("straightway.kafka.properties.\"" + key + "\"", value.toString());
            }
        });
        return settings;
    }

    private static Map<String, Object> clients(String user) {
        return Map.of("bootstrap.servers", kafka.bootstrapServers(), "security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN", "sasl.jaas.config", login(user, ""));
    }

    private static String login(String user, String others) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\"" + user + "-password\" " + others + ";";
    }

    private static Map<String, String> broker(Set<String> users) {
        String known = users.stream().map(user -> "user_" + user + "=\"" + user + "-password\"").collect(Collectors.joining(" "));
        return Map.of(
                "listener.security.protocol.map", "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms", "PLAIN",
                "sasl.mechanism.inter.broker.protocol", "PLAIN",
                "listener.name.clients.plain.sasl.jaas.config", login("broker", "user_broker=\"broker-password\" " + known),
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                // The broker speaks with its own controller without a login, on a port of its own.
                "super.users", "User:broker;User:ANONYMOUS");
    }

    private static String name(JsonNode user) {
        return user.at("/metadata/name").asText();
    }

    private static List<AclBinding> rights(JsonNode user) {
        return StreamSupport.stream(user.at("/spec/authorization/acls").spliterator(), false).flatMap(rule -> {
            ResourcePattern pattern = new ResourcePattern(ResourceType.fromString(underscored(rule.at("/resource/type").asText())), rule.at("/resource/name").asText(),
                    rule.at("/resource/patternType").asText().equals("prefix") ? PatternType.PREFIXED : PatternType.LITERAL);
            return StreamSupport.stream(rule.get("operations").spliterator(), false).map(operation -> new AclBinding(pattern,
                    new AccessControlEntry("User:" + name(user), "*", AclOperation.fromString(underscored(operation.asText())), AclPermissionType.ALLOW)));
        }).toList();
    }

    private static String underscored(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }
}
