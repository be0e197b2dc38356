package io.straightway.audit;

import io.straightway.data.DataException;
import io.straightway.generate.ImagesDigest;
import io.straightway.generate.Manifest;
import io.straightway.generate.ManifestEntry;
import io.straightway.generate.ManifestLines;
import io.straightway.job.Seeds;
import io.straightway.store.ObjectRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Compares the lines of a manifest with the shards, image by image. The lines go through a temporary file and the shards through a stream:
 * memory holds the digests of one shard and a bit per seed.
 */
final class ManifestCheck {
    private final Bucket bucket;
    private final String job;
    private final Seeds seeds;
    private final Manifest manifest;
    private final BiPredicate<ObjectRef, Whole<?>> same;
    private final Consumer<Finding> findings;
    private final Map<String, ObjectRef> shards;
    private final BitSet seen = new BitSet();
    private final ImagesDigest digest = new ImagesDigest();
    private Optional<OpenShard> open = Optional.empty();
    private boolean sorted = true;
    private long entries;
    private long images;

    /** @param same compares an object with its reference, and reports what differs */
    ManifestCheck(Bucket bucket, String job, Seeds seeds, Manifest manifest, BiPredicate<ObjectRef, Whole<?>> same, Consumer<Finding> findings) {
        this.bucket = bucket;
        this.job = job;
        this.seeds = seeds;
        this.manifest = manifest;
        this.same = same;
        this.findings = findings;
        shards = new HashMap<>(manifest.shards().stream().collect(Collectors.toMap(ObjectRef::key, shard -> shard, (a, b) -> a)));
    }

    long images() {
        return images;
    }

    void check() {
        try {
            Path file = Files.createTempFile("straightway-audit", ".jsonl");
            try {
                check(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary file for the manifest of job " + job, e);
        }
    }

    private void check(Path file) throws IOException {
        ObjectRef ref = manifest.lines();
        Optional<Whole<Long>> object = Whole.read(bucket, ref.key(), in -> Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING));
        if (object.isEmpty()) {
            findings.accept(new Finding.Loss(job, "object " + ref.key() + " is not there, though the manifest names it"));
            return;
        }
        if (!same.test(ref, object.get())) {
            return;
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            ManifestLines.each(ref.key(), lines, this::entry);
        } catch (DataException e) {
            findings.accept(new Finding.CountMismatch(job, String.valueOf(e.getMessage())));
            return;
        }
        open.ifPresent(OpenShard::close);
        shards.keySet().stream().sorted().forEach(shard -> mismatch("no line of the manifest is in shard " + shard + ", which it lists"));
        if (entries != manifest.succeeded()) {
            mismatch("the manifest has " + entries + " lines, but succeeded is " + manifest.succeeded());
        }
        String found = sorted ? digest.hex() : "";
        if (sorted && !found.equals(manifest.imagesDigest())) {
            findings.accept(new Finding.DigestMismatch(job,
                    "the manifest's lines have the images digest " + found + ", the manifest says " + manifest.imagesDigest()));
        }
    }

    private void entry(ManifestEntry entry) {
        entries++;
        long index = entry.seed() - seeds.first();
        if (index < 0 || index >= seeds.count()) {
            mismatch("seed " + entry.seed() + " is in the manifest, but not in the job, whose seeds are " + seeds.first() + " to "
                    + (seeds.first() + seeds.count() - 1));
        } else if (seen.get((int) index)) {
            findings.accept(new Finding.Duplicate(job, "seed " + entry.seed() + " is in the manifest twice"));
            return;
        } else {
            seen.set((int) index);
        }
        order(entry);
        if (open.filter(shard -> shard.key.equals(entry.shard())).isEmpty()) {
            open.ifPresent(OpenShard::close);
            open = Optional.of(open(entry.shard()));
        }
        open.get().take(entry);
    }

    private void order(ManifestEntry entry) {
        if (sorted) {
            try {
                digest.add(entry);
            } catch (IllegalArgumentException e) {
                sorted = false;
                mismatch("the manifest is not in the order of the seeds: " + e.getMessage());
            }
        }
    }

    private void mismatch(String words) {
        findings.accept(new Finding.CountMismatch(job, words));
    }

    private OpenShard open(String key) {
        Optional<ObjectRef> listed = Optional.ofNullable(shards.remove(key));
        if (listed.isEmpty()) {
            mismatch("lines of the manifest are in shard " + key + ", which it does not list, or are not together");
        }
        Optional<Whole<ShardImages>> object = Whole.read(bucket, key, ShardImages::read);
        if (object.isEmpty()) {
            findings.accept(new Finding.Loss(job, "shard " + key + " is not there"));
            return new OpenShard(key, Optional.empty());
        }
        if (listed.isPresent()) {
            boolean unused = same.test(listed.get(), object.get()); // it reports what differs
        }
        if (object.get().value().isEmpty()) {
            findings.accept(new Finding.DigestMismatch(job, "shard " + key + " is damaged: " + object.get().damage()));
        }
        return new OpenShard(key, object.get().value());
    }

    /** The shard that the lines are about just now; what is wrong with its images is said once, with the first of them. */
    private final class OpenShard {
        private final String key;
        private final Optional<ShardImages> content;
        private final Set<String> taken = new HashSet<>();
        private final Tale missing = new Tale();
        private final Tale other = new Tale();
        private final Tale twice = new Tale();

        OpenShard(String key, Optional<ShardImages> content) {
            this.key = key;
            this.content = content;
        }

        void take(ManifestEntry entry) {
            content.ifPresent(shard -> {
                images++;
                Optional<String> found = Optional.ofNullable(shard.sha256().get(entry.file()));
                if (!taken.add(entry.file())) {
                    twice.add(entry);
                } else if (found.isEmpty()) {
                    missing.add(entry);
                } else if (!found.get().equals(entry.sha256())) {
                    other.add(entry);
                }
            });
        }

        void close() {
            missing.tell("images that are not in shard " + key).ifPresent(words -> findings.accept(new Finding.Loss(job, words)));
            other.tell("images with other bytes than the manifest says in shard " + key)
                    .ifPresent(words -> findings.accept(new Finding.DigestMismatch(job, words)));
            twice.tell("images that another seed has already, in shard " + key).ifPresent(words -> findings.accept(new Finding.Duplicate(job, words)));
            content.ifPresent(shard -> {
                long extra = shard.sha256().keySet().stream().filter(file -> !taken.contains(file)).count();
                if (extra > 0) {
                    mismatch("images that the manifest does not list in shard " + key + ": " + extra);
                }
            });
        }
    }

    private static final class Tale {
        private long count;
        private long first;

        void add(ManifestEntry entry) {
            first = count == 0 ? entry.seed() : first;
            count++;
        }

        Optional<String> tell(String what) {
            return count == 0 ? Optional.empty() : Optional.of(what + ": " + count + ", the first of seed " + first);
        }
    }
}
