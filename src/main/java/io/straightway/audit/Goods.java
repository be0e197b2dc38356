package io.straightway.audit;

import io.straightway.data.DataException;
import io.straightway.generate.Manifest;
import io.straightway.job.Artifact;
import io.straightway.job.GenerationSpec;
import io.straightway.job.Outcome;
import io.straightway.store.Keys;
import io.straightway.store.ObjectInfo;
import io.straightway.store.ObjectRef;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Is everything there that an ended job's terminal event names, and all that this names in turn, with the bytes that the digests promise? */
final class Goods {
    private static final int LARGEST_MANIFEST = 64 << 20;

    private final Bucket bucket;
    private final Trail trail;
    private final Outcome outcome;
    private final Consumer<Finding> findings;
    private final Set<String> named;
    private long objects;
    private long images;

    Goods(Bucket bucket, Trail trail, Outcome outcome, Consumer<Finding> findings) {
        this.bucket = bucket;
        this.trail = trail;
        this.outcome = outcome;
        this.findings = findings;
        named = new HashSet<>(trail.named());
    }

    void check() {
        if (trail.pinned().orElse(null) instanceof GenerationSpec spec) {
            generated(spec);
        } else {
            outcome.outputs().forEach(this::output);
        }
        leftovers();
    }

    private void generated(GenerationSpec spec) {
        Optional<Artifact> manifest = Optional.empty();
        for (Artifact output : outcome.outputs()) {
            if (output.key().equals(Keys.manifest(trail.job()))) {
                manifest = Optional.of(output);
            } else if (!output.key().equals(Keys.manifestLines(trail.job()))) {
                output(output);
            }
        }
        manifest.ifPresentOrElse(output -> reference(output).ifPresent(ref -> manifest(spec, ref)), this::withoutManifest);
    }

    private void output(Artifact output) {
        reference(output).ifPresent(
                ref -> Whole.read(bucket, ref.key()).ifPresentOrElse(object -> same(ref, object), () -> missing(ref.key(), "the terminal event")));
    }

    private Optional<ObjectRef> reference(Artifact output) {
        try {
            return Optional.of(new ObjectRef(output.key(), output.sha256(), output.bytes()));
        } catch (IllegalArgumentException e) {
            findings.accept(new Finding.Unreadable(trail.job(), "an output of the terminal event makes no sense: " + e.getMessage()));
            return Optional.empty();
        }
    }

    /** Objects whose bytes were digested. */
    long objects() {
        return objects;
    }

    /** Images whose bytes were compared with the manifest. */
    long images() {
        return images;
    }

    /** Where assembly failed, the terminal event names the shards itself. */
    private void withoutManifest() {
        long counted = outcome.outputs().stream().filter(output -> output.role() == Artifact.Role.SHARD).mapToLong(Artifact::count).sum();
        if (counted != outcome.counts().succeeded()) {
            findings.accept(new Finding.CountMismatch(trail.job(), outcome.counts().succeeded()
                    + " images succeeded, but there is no manifest, and the shards in the terminal event hold " + counted));
        }
    }

    private void manifest(GenerationSpec spec, ObjectRef ref) {
        Optional<Whole<Manifest>> object = Whole.read(bucket, ref.key(), in -> {
            byte[] json = in.readNBytes(LARGEST_MANIFEST + 1);
            if (json.length > LARGEST_MANIFEST) {
                throw new IOException("more than " + LARGEST_MANIFEST + " bytes");
            }
            try {
                return Manifest.read(ref.key(), json);
            } catch (DataException e) {
                throw new IOException(e.getMessage(), e);
            }
        });
        if (object.isEmpty()) {
            missing(ref.key(), "the terminal event");
        } else if (same(ref, object.get())) {
            object.get().value().ifPresentOrElse(manifest -> follow(spec, manifest),
                    () -> findings.accept(new Finding.CountMismatch(trail.job(), object.get().damage())));
        }
    }

    private void follow(GenerationSpec spec, Manifest manifest) {
        named.add(manifest.lines().key());
        manifest.shards().forEach(shard -> named.add(shard.key()));
        expect("job", spec.id(), manifest.job());
        expect("model", spec.model().toString(), manifest.model());
        expect("requested", outcome.counts().requested(), manifest.requested());
        expect("succeeded", outcome.counts().succeeded(), manifest.succeeded());
        outcome.outputs().stream().filter(output -> output.key().equals(manifest.lines().key()))
                .forEach(output -> expect("lines.sha256", output.sha256(), manifest.lines().sha256()));
        ManifestCheck lines = new ManifestCheck(bucket, trail.job(), spec.seeds(), manifest, this::same, findings);
        lines.check();
        images += lines.images();
    }

    private void expect(String field, Object wanted, Object found) {
        if (!found.equals(wanted)) {
            findings.accept(new Finding.CountMismatch(trail.job(),
                    Keys.manifest(trail.job()) + ": " + field + " is " + found + ", by the job's events " + wanted));
        }
    }

    private void missing(String key, String by) {
        findings.accept(new Finding.Loss(trail.job(), "object " + key + " is not there, though " + by + " names it"));
    }

    private boolean same(ObjectRef ref, Whole<?> object) {
        objects++;
        boolean same = ref.sha256().equals(object.sha256()) && ref.bytes() == object.bytes();
        if (!same) {
            findings.accept(new Finding.DigestMismatch(trail.job(), "object " + ref.key() + " has " + object.bytes() + " bytes with sha256 "
                    + object.sha256() + ", not " + ref.bytes() + " with " + ref.sha256()));
        }
        return same;
    }

    private void leftovers() {
        List<ObjectInfo> left = bucket.list(Keys.job(trail.job())).stream().filter(object -> !named.contains(object.key())).toList();
        if (!left.isEmpty()) {
            findings.accept(new Finding.Leftover(trail.job(), left.size() + (left.size() == 1 ? " object" : " objects") + " of "
                    + left.stream().mapToLong(ObjectInfo::bytes).sum() + " bytes that nothing names, such as " + left.getFirst().key()));
        }
    }
}
