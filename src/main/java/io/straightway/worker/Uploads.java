package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.job.Artifact;
import io.straightway.json.Json;
import io.straightway.store.Keys;
import io.straightway.store.ObjectRef;
import io.straightway.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Between objects in the store and artifacts in the domain. */
final class Uploads {
    private Uploads() {}

    static Artifact put(ObjectStore store, Artifact.Role role, String key, byte[] bytes, long count) {
        ObjectRef ref = store.put(key, bytes);
        return new Artifact(role, key, ref.sha256(), ref.bytes(), count);
    }

    /** What a job, or a step of it, tells people about its end; a later attempt replaces it. */
    static Artifact report(ObjectStore store, String key, Object report) {
        return put(store, Artifact.Role.REPORT, key, report(report), 1);
    }

    static byte[] report(Object report) {
        return Json.pretty(report).getBytes(StandardCharsets.UTF_8);
    }

    /** A model that lies in the store. */
    static Artifact model(ObjectStore store, Artifact.Role role, ModelCard published) {
        String key = Keys.modelWeights(published.name(), published.version());
        return new Artifact(role, key, published.weightsSha256(), store.stat(key).orElseThrow().bytes(), 1);
    }

    /** @throws io.straightway.store.DigestMismatch if it is not what was reported */
    static byte[] get(ObjectStore store, Artifact artifact) {
        return store.getVerified(ref(artifact));
    }

    static ObjectRef ref(Artifact artifact) {
        return new ObjectRef(artifact.key(), artifact.sha256(), artifact.bytes());
    }

    static List<Artifact> of(List<Artifact> inputs, Artifact.Role role) {
        return inputs.stream().filter(artifact -> artifact.role() == role).toList();
    }
}
