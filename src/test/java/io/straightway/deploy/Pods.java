package io.straightway.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.LinkedHashMap;
import java.util.Map;

/** The pods that manifests make, by the name of what makes them. */
final class Pods {
    /** In place of what a secret holds. */
    private static final Map<String, String> SECRETS = Map.of("sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" password=\"p\";");

    private Pods() {}

    static Map<String, PodTemplateSpec> of(Manifests manifests) {
        Map<String, PodTemplateSpec> pods = new LinkedHashMap<>();
        manifests.all(Deployment.class).forEach(deployment -> pods.put(deployment.getMetadata().getName(), deployment.getSpec().getTemplate()));
        manifests.ofKind("ScaledJob").forEach(job -> pods.put(Manifests.name(job), Manifests.as(template(job), PodTemplateSpec.class)));
        return pods;
    }

    private static JsonNode template(JsonNode scaledJob) {
        return scaledJob.path("spec").path("jobTargetRef").path("template");
    }

    static Container container(PodTemplateSpec pod) {
        return pod.getSpec().getContainers().getFirst();
    }

    /** What the process finds in its environment; secrets are made up. */
    static Map<String, String> environment(PodTemplateSpec pod, Map<String, String> settings) {
        Map<String, String> environment = new LinkedHashMap<>(settings);
        for (EnvVar variable : container(pod).getEnv()) {
            environment.put(variable.getName(), variable.getValueFrom() == null
                    ? variable.getValue()
                    : SECRETS.getOrDefault(variable.getValueFrom().getSecretKeyRef().getKey(), "made-up"));
        }
        return environment;
    }
}
