package io.straightway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.straightway.config.StraightwayConfig;
import io.straightway.event.Topic;
import io.straightway.event.Topics;
import io.straightway.event.UnitTopics;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The manifests as they lie in deploy/kubernetes; scripts/test-deploy builds the overlays and checks the outcome. */
class ManifestsTest {
    private static final Manifests MANIFESTS = Manifests.ofSources();
    private static final Map<String, PodTemplateSpec> PODS = Pods.of(MANIFESTS);

    /** Worker.close waits for its loops and then for its uploads, each for so long. */
    private static final int DRAIN_SECONDS = 2 * 30;

    @TestFactory
    Stream<DynamicTest> everyObjectHasOnlyFieldsThatThereAre() {
        return MANIFESTS.objects().stream().map(object -> DynamicTest.dynamicTest(Manifests.type(object) + " " + Manifests.name(object), () -> Manifests.check(object)));
    }

    @Test
    void aFieldThatThereIsNotIsFound() {
        assertThatThrownBy(() -> Manifests.check(Manifests.of("{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: t}, spec: {partitons: 3}}").objects().getFirst()))
                .hasMessageContaining("partitons");
        assertThatThrownBy(() -> Manifests.check(Manifests.of("{apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: {containers: [{port: 80}]}}}}").objects().getFirst()))
                .hasMessageContaining("port");
    }

    @Test
    void theTopicsAreThoseOfTheProgram() {
        Set<String> pools = Environment.understood(Pods.environment(PODS.get("straightway-worker"), settings(true))).pools();
        Map<String, Topic> wanted = Stream.concat(Stream.of(Topic.values()).map(Topic::topic), UnitTopics.of(pools).stream()).distinct()
                .collect(Collectors.toMap(name -> name, name -> name.startsWith(Topic.UNITS.topic() + ".") ? Topic.UNITS : Topic.named(name)));
        List<KafkaTopic> topics = MANIFESTS.all(KafkaTopic.class);

        assertThat(topics).extracting(topic -> topic.getMetadata().getName()).containsExactlyInAnyOrderElementsOf(wanted.keySet());
        assertThat(topics).allSatisfy(topic -> {
            assertThat(topic.getSpec().getPartitions()).hasToString(settings(false).get("STRAIGHTWAY_KAFKA_PARTITIONS"));
            assertThat(topic.getSpec().getReplicas()).hasToString(settings(false).get("STRAIGHTWAY_KAFKA_REPLICATION"));
            Topics.configs(wanted.get(topic.getMetadata().getName())).forEach((key, value) -> assertThat(topic.getSpec().getConfig().get(key)).hasToString(value));
        });
    }

    @Test
    void everyPodsEnvironmentIsUnderstood() {
        for (boolean keda : new boolean[] {false, true}) {
            PODS.forEach((name, pod) -> {
                if (keda || !name.equals("straightway-trainer")) {
                    StraightwayConfig config = Environment.understood(Pods.environment(pod, settings(keda)));
                    assertThat(config.embedded().enabled()).as(name).isFalse();
                    assertThat(config.roles()).as(name).hasSize(1);
                    assertThat(config.web().token()).as(name).isPresent();
                }
            });
        }
    }

    @Test
    void everyPodIsConfined() {
        assertThat(PODS).allSatisfy((name, pod) -> {
            assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.getSpec().getEnableServiceLinks()).isFalse();
            SecurityContext context = Pods.container(pod).getSecurityContext();
            assertThat(context.getReadOnlyRootFilesystem()).isTrue();
            assertThat(context.getAllowPrivilegeEscalation()).isFalse();
            assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(Pods.container(pod).getResources().getLimits()).containsKey("memory");
        });
    }

    @Test
    void whatAPodWritesToIsAVolume() {
        assertThat(PODS).allSatisfy((name, pod) -> {
            Map<String, String> environment = Pods.environment(pod, settings(true));
            Set<String> writable = new HashSet<>(Set.of("/tmp", environment.get("STRAIGHTWAY_DATA")));
            if (environment.get("STRAIGHTWAY_ROLES").contains("worker")) {
                writable.add(environment.get("DJL_CACHE_DIR"));
            }
            Set<String> empty = pod.getSpec().getVolumes().stream().filter(volume -> volume.getEmptyDir() != null).map(volume -> volume.getName()).collect(Collectors.toSet());
            assertThat(Pods.container(pod).getVolumeMounts().stream().filter(mount -> empty.contains(mount.getName())).map(VolumeMount::getMountPath)).containsAll(writable);
            assertThat(environment.get("STRAIGHTWAY_KAFKA_PROPERTIES__SSL_TRUSTSTORE_LOCATION_")).isEqualTo("/etc/straightway/kafka/ca.crt");
            assertThat(Pods.container(pod).getVolumeMounts()).anyMatch(mount -> mount.getMountPath().equals("/etc/straightway/kafka"));
        });
    }

    @Test
    void probesAskWhereHealthIsTold() {
        assertThat(PODS).allSatisfy((name, pod) -> {
            Container container = Pods.container(pod);
            assertThat(container.getPorts()).singleElement().satisfies(port -> {
                assertThat(port.getName()).isEqualTo("http");
                assertThat(port.getContainerPort()).hasToString(settings(false).get("QUARKUS_HTTP_PORT"));
            });
            assertThat(Map.of("started", container.getStartupProbe(), "live", container.getLivenessProbe(), "ready", container.getReadinessProbe()))
                    .allSatisfy((kind, probe) -> assertThat(asked(probe)).isEqualTo("http:/q/health/" + kind));
        });
    }

    private static String asked(Probe probe) {
        HTTPGetAction get = probe.getHttpGet();
        return get.getPort().getStrVal() + ":" + get.getPath();
    }

    @Test
    void workersHaveTheTimeToDrain() {
        assertThat(PODS).allSatisfy((name, pod) -> {
            if (!name.equals("straightway-coordinator")) {
                assertThat(pod.getSpec().getTerminationGracePeriodSeconds()).isGreaterThan(DRAIN_SECONDS);
            }
        });
    }

    @Test
    void selectorsFindWhatTheyAreFor() {
        Map<String, Deployment> deployments = MANIFESTS.all(Deployment.class).stream().collect(Collectors.toMap(d -> d.getMetadata().getName(), d -> d));
        assertThat(deployments).allSatisfy(
                (name, deployment) -> assertThat(found(deployment.getSpec().getSelector().getMatchLabels())).containsExactly(name));
        assertThat(MANIFESTS.all(PodDisruptionBudget.class)).hasSize(2).allSatisfy(
                budget -> assertThat(found(budget.getSpec().getSelector().getMatchLabels())).containsExactly(budget.getMetadata().getName()));
        assertThat(MANIFESTS.all(Service.class)).singleElement().satisfies(service -> {
            assertThat(found(service.getSpec().getSelector())).containsExactly("straightway-coordinator");
            assertThat(service.getSpec().getPorts()).singleElement().satisfies(port -> assertThat(port.getTargetPort().getStrVal()).isEqualTo("http"));
        });
        assertThat(MANIFESTS.ofKind("ScaledObject")).singleElement()
                .satisfies(scaled -> assertThat(deployments).containsKey(scaled.at("/spec/scaleTargetRef/name").asText()));
    }

    private static List<String> found(Map<String, String> labels) {
        return PODS.entrySet().stream().filter(pod -> pod.getValue().getMetadata().getLabels().entrySet().containsAll(labels.entrySet())).map(Map.Entry::getKey).toList();
    }

    @Test
    void theTrainerIsAWorkerOfItsPoolThatLeavesWhenIdle() {
        Map<String, String> worker = Pods.environment(PODS.get("straightway-worker"), settings(true));
        Map<String, String> trainer = Pods.environment(PODS.get("straightway-trainer"), settings(true));

        Map<String, String> expected = new LinkedHashMap<>(worker);
        expected.put("STRAIGHTWAY_WORKER_POOL", "training");
        expected.put("STRAIGHTWAY_WORKER_EXIT_WHEN_IDLE", "PT5M");
        assertThat(trainer).containsExactlyInAnyOrderEntriesOf(expected);
        assertThat(PODS.get("straightway-trainer").getSpec().getRestartPolicy()).isEqualTo("Never");
        assertThat(PODS.get("straightway-trainer").getSpec().getVolumes()).isEqualTo(PODS.get("straightway-worker").getSpec().getVolumes());
    }

    @Test
    void kedaAsksForTheQueuesOfPoolsThatThereAre() {
        Set<String> pools = Set.of(settings(true).get("STRAIGHTWAY_POOLS").split(","));
        List<String> queries = MANIFESTS.objects().stream().filter(object -> Manifests.type(object).startsWith("keda.sh"))
                .flatMap(object -> StreamSupport.stream(object.at("/spec/triggers").spliterator(), false)).map(trigger -> trigger.at("/metadata/query").asText()).toList();

        assertThat(queries.stream().filter(query -> query.contains("straightway_queue_lag")).map(query -> query.replaceAll(".*pool=\"([^\"]*)\".*", "$1")))
                .containsExactlyInAnyOrderElementsOf(pools);
    }

    @Test
    void strimziMakesTheSecretsThatPodsRead() {
        Kafka kafka = MANIFESTS.all(Kafka.class).getFirst();
        Set<String> made = Stream.concat(Stream.of(kafka.getMetadata().getName() + "-cluster-ca-cert"),
                MANIFESTS.all(KafkaUser.class).stream().map(user -> user.getMetadata().getName())).collect(Collectors.toSet());
        // To be made by whoever installs it: docs/how-to/deploy-kubernetes.md.
        made.addAll(Set.of("straightway-store", "straightway-web"));

        assertThat(PODS).allSatisfy((name, pod) -> {
            assertThat(Pods.container(pod).getEnv().stream().filter(variable -> variable.getValueFrom() != null)
                    .map(variable -> variable.getValueFrom().getSecretKeyRef().getName())).isNotEmpty().allMatch(made::contains);
            assertThat(pod.getSpec().getVolumes().stream().filter(volume -> volume.getSecret() != null).map(volume -> volume.getSecret().getSecretName())).allMatch(made::contains);
        });
        assertThat(settings(false)).containsEntry("STRAIGHTWAY_KAFKA_BOOTSTRAP_SERVERS",
                kafka.getMetadata().getName() + "-kafka-bootstrap:" + kafka.getSpec().getKafka().getListeners().getFirst().getPort());
    }

    @Test
    void nothingIsSecretInTheManifests() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("deploy"))) {
            assertThat(files.filter(Files::isRegularFile)).isNotEmpty().allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain("straightway-secret"));
        }
    }

    /** Literals of the configuration map, with those that the component for KEDA changes. */
    private static Map<String, String> settings(boolean keda) {
        Map<String, String> settings = new LinkedHashMap<>(literals("base"));
        if (keda) {
            settings.putAll(literals("components/keda"));
        }
        return settings;
    }

    private static Map<String, String> literals(String folder) {
        try {
            JsonNode kustomization = Manifests.YAML.readTree(Manifests.FOLDER.resolve(folder).resolve("kustomization.yaml").toFile());
            return StreamSupport.stream(kustomization.at("/configMapGenerator/0/literals").spliterator(), false).map(JsonNode::asText)
                    .collect(Collectors.toMap(literal -> literal.substring(0, literal.indexOf('=')), literal -> literal.substring(literal.indexOf('=') + 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
