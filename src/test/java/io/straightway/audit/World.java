package io.straightway.audit;

import io.straightway.data.Images;
import io.straightway.event.JobStatus;
import io.straightway.generate.Manifest;
import io.straightway.generate.ManifestEntry;
import io.straightway.generate.ManifestLines;
import io.straightway.generate.ShardWriter;
import io.straightway.job.Artifact;
import io.straightway.job.Classes;
import io.straightway.job.Closed;
import io.straightway.job.Counts;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobEvent;
import io.straightway.job.ModelName;
import io.straightway.job.Outcome;
import io.straightway.job.Retention;
import io.straightway.job.Seeds;
import io.straightway.job.Usage;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import io.straightway.store.ObjectInfo;
import io.straightway.store.ObjectRef;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** A finished job of six images in two shards, as topics and bucket tell of it, to be spoilt by a test. */
final class World implements Bucket {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final Duration GRACE = Duration.ofMinutes(1);
    static final Retention RETENTION = new Retention(Duration.ofDays(30), Duration.ofDays(300));
    static final String JOB = "g-1";
    static final long FIRST = 100;
    static final String SECOND_SHARD = Keys.shard(JOB, 1, 1, "run");

    private static final int SIDE = 4;

    final GenerationSpec spec = spec(JOB);
    final Map<String, byte[]> objects = new TreeMap<>();
    final Ledger ledger = new Ledger(RETENTION);
    final List<JobEvent> events = new ArrayList<>();
    final Outcome outcome;
    /** When the objects were written. */
    Instant modified = NOW.minusSeconds(3600);

    World() {
        this(lines -> lines);
    }

    /** @param change made to the manifest's lines before anything is digested */
    World(UnaryOperator<List<ManifestEntry>> change) {
        List<ManifestEntry> lines = new ArrayList<>();
        List<ObjectRef> shards = new ArrayList<>();
        for (int index = 0; index < 2; index++) {
            ShardWriter.Shard shard = ShardWriter.inMemory(Keys.shard(JOB, index, 1, "run"), LongStream.range(FIRST + 3 * index, FIRST + 3 * index + 3).toArray(),
                    images(index));
            shards.add(put(Keys.shard(JOB, index, 1, "run"), shard.bytes()));
            lines.addAll(shard.entries());
        }
        lines = new ArrayList<>(change.apply(lines));
        String digest = lines.stream().map(ManifestEntry::seed).distinct().count() == lines.size() ? ManifestLines.digest(lines) : "";
        ObjectRef jsonl = put(Keys.manifestLines(JOB), ManifestLines.write(lines));
        ObjectRef json = put(Keys.manifest(JOB), new Manifest(JOB, "m@v1", "aa", "{}", 6, 6, shards, jsonl, digest).json());
        ObjectRef grid = put(Keys.grid(JOB), new byte[] {1, 2, 3});
        outcome = outcome(Outcome.Ending.SUCCEEDED, 6, List.of(artifact(Artifact.Role.MANIFEST, json), artifact(Artifact.Role.MANIFEST, jsonl), artifact(Artifact.Role.GRID, grid)));
        JobEvent.Accepted accepted = new JobEvent.Accepted(spec, 3, 99);
        happened(accepted);
        happened(new JobEvent.Started());
        happened(new JobEvent.StepCompleted("generate", 1, 2, shards.stream().map(shard -> artifact(Artifact.Role.SHARD, shard)).toList(), Usage.NONE,
                Optional.empty()));
        happened(new JobEvent.Ended(outcome, Optional.of(accepted)));
    }

    static GenerationSpec spec(String id) {
        return new GenerationSpec(id, ModelName.of("m", "v1"), new Seeds(FIRST, 6), new Classes.Uniform(), Optional.of(Sampling.reflow(7)), Precision.FP32, 3, 2,
                Optional.empty());
    }

    static Outcome outcome(Outcome.Ending ending, long requested, List<Artifact> outputs) {
        return new Outcome(ending, new Counts("images", requested, requested, 0, 0, 0), outputs, Optional.empty(), Usage.NONE, Optional.empty(), List.of());
    }

    private static Images images(int index) {
        byte[] pixels = new byte[3 * 3 * SIDE * SIDE];
        new Random(index).nextBytes(pixels);
        return new Images(3, 3, SIDE, SIDE, pixels, new int[3], List.of());
    }

    private static Artifact artifact(Artifact.Role role, ObjectRef ref) {
        return new Artifact(role, ref.key(), ref.sha256(), ref.bytes(), 3);
    }

    private ObjectRef put(String key, byte[] bytes) {
        objects.put(key, bytes);
        return new ObjectRef(key, Digest.of(bytes), bytes.length);
    }

    JobEvent event(long sequence, JobEvent.What what) {
        return new JobEvent(JOB, sequence, NOW.minusSeconds(3600 - sequence), what);
    }

    /** The next event. */
    World happened(JobEvent.What what) {
        events.add(event(events.size(), what));
        return this;
    }

    /** The status that goes with the events so far. */
    JobStatus status() {
        return JobStatus.of(new Closed(spec, NOW.minusSeconds(3600), events.size(), outcome, NOW.minusSeconds(3590)), NOW.minusSeconds(3590));
    }

    Report audit() {
        return audit(status());
    }

    Report audit(JobStatus status) {
        ledger.status(status, false);
        return auditWithoutStatus();
    }

    Report auditWithoutStatus() {
        ledger.submitted(JOB, NOW.minusSeconds(3600));
        events.forEach(event -> ledger.event(event, false));
        return Audit.of(ledger, this, Optional.empty(), NOW, GRACE);
    }

    @Override
    public List<String> folders(String prefix) {
        return objects.keySet().stream().filter(key -> key.startsWith(prefix)).map(key -> key.substring(prefix.length()).split("/")[0]).distinct().toList();
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        return objects.entrySet().stream().filter(object -> object.getKey().startsWith(prefix))
                .map(object -> new ObjectInfo(object.getKey(), object.getValue().length, modified)).toList();
    }

    @Override
    public Optional<InputStream> open(String key) {
        return Optional.ofNullable(objects.get(key)).map(ByteArrayInputStream::new);
    }
}
