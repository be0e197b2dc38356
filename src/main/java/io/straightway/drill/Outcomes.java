package io.straightway.drill;

import io.straightway.data.Images;
import io.straightway.flow.Noise;
import io.straightway.generate.ManifestEntry;
import io.straightway.generate.ManifestLines;
import io.straightway.generate.ShardWriter;
import io.straightway.job.Counts;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import io.straightway.store.ObjectInfo;
import io.straightway.store.ObjectStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Compares what happened with what had to happen: each job, each event, each image bit for bit. */
final class Outcomes {
    private final Witness witness;
    private final ObjectStore store;
    private final List<String> findings = new ArrayList<>();
    private long lostJobs;
    private long lostImages;
    private long duplicated;
    private long images;

    private Outcomes(Witness witness, ObjectStore store) {
        this.witness = witness;
        this.store = store;
    }

    /** @param sends how often a job's submission was sent until it was confirmed */
    static Outcomes of(Map<String, Workload.Task> tasks, ToIntFunction<String> sends, Witness witness, ObjectStore store) {
        Outcomes outcomes = new Outcomes(witness, store);
        tasks.values().forEach(task -> outcomes.check(task, sends.applyAsInt(task.spec().id())));
        return outcomes;
    }

    private void check(Workload.Task task, int sends) {
        String job = task.spec().id();
        Course course = new Course(witness.of(job).stream().map(Witness.Seen::event).toList());
        duplicated += course.duplicated(task.expected() == Workload.Expected.REJECTED ? sends : 0);
        if (course.ends() == 0) {
            lostJobs++;
            findings.add(job + " has not ended; its events are " + course.events().stream().map(JobEvent::what).toList());
            return;
        }
        if (!course.numbered()) {
            findings.add(job + " has events numbered " + course.events().stream().map(JobEvent::sequence).toList());
        }
        Optional<Outcome> outcome = witness.outcome(job);
        boolean asExpected = switch (task.expected()) {
            case REJECTED -> outcome.isEmpty();
            case SUCCEEDED -> outcome.filter(end -> end.ending() == Outcome.Ending.SUCCEEDED).isPresent();
            case CANCELLED -> outcome.filter(end -> end.ending() == Outcome.Ending.SUCCEEDED || end.ending() == Outcome.Ending.CANCELLED).isPresent();
        };
        if (!asExpected) {
            findings.add(job + " had to be " + task.expected() + " and is " + outcome);
        }
        outcome.ifPresent(end -> images(task.spec(), end));
    }

    private void images(GenerationSpec spec, Outcome outcome) {
        Counts counts = outcome.counts();
        if (counts.succeeded() + counts.failed() + counts.cancelled() + counts.expired() != counts.requested() || counts.requested() != spec.seeds().count()) {
            findings.add(spec.id() + " has counts that do not add up: " + counts);
        }
        if (outcome.ending() == Outcome.Ending.SUCCEEDED && counts.succeeded() != counts.requested()) {
            findings.add(spec.id() + " succeeded with " + counts);
        }
        if (counts.succeeded() == 0) {
            return;
        }
        List<ManifestEntry> entries = store.get(Keys.manifestLines(spec.id())).map(bytes -> ManifestLines.read(spec.id(), bytes)).orElse(List.of());
        long found = entries.stream().map(ManifestEntry::seed).distinct()
                .filter(seed -> seed >= spec.seeds().first() && seed < spec.seeds().first() + spec.seeds().count()).count();
        images += found;
        lostImages += counts.succeeded() - found;
        if (found != counts.succeeded() || entries.size() != found) {
            findings.add(spec.id() + " has " + entries.size() + " lines for " + found + " seeds in its manifest, and counts " + counts);
        }
        Map<String, List<ManifestEntry>> shards = new HashMap<>();
        entries.forEach(entry -> shards.computeIfAbsent(entry.shard(), shard -> new ArrayList<>()).add(entry));
        shards.forEach(this::shard);
    }

    /** The stand-in draws the same pixels wherever and whenever, and a shard's bytes follow from them. */
    private void shard(String key, List<ManifestEntry> entries) {
        long[] seeds = entries.stream().mapToLong(ManifestEntry::seed).sorted().toArray();
        int stride = 3 * StandIn.SIDE * StandIn.SIDE;
        float[] noise = Noise.images(seeds, stride);
        int[] labels = new int[seeds.length];
        Arrays.fill(labels, Images.NO_LABEL);
        byte[] expected = ShardWriter.inMemory(key, seeds, new Images(seeds.length, 3, StandIn.SIDE, StandIn.SIDE, StandIn.pixels(noise), labels, List.of())).bytes();
        Optional<byte[]> written = store.get(key);
        if (written.isEmpty() || !Arrays.equals(written.get(), expected)) {
            lostImages += seeds.length;
            findings.add(key + (written.isEmpty() ? " is not there" : " has sha256 " + Digest.of(written.get()) + ", not " + Digest.of(expected)));
        }
    }

    /** Shards that were written by attempts that did not count: what faults leave behind. */
    long strayShards(Map<String, Workload.Task> tasks) {
        return tasks.keySet().stream().mapToLong(job -> {
            List<String> keys = store.list(Keys.job(job)).stream().map(ObjectInfo::key).filter(key -> key.endsWith(".zip")).toList();
            List<String> named = store.get(Keys.manifestLines(job)).map(bytes -> ManifestLines.read(job, bytes)).orElse(List.of()).stream()
                    .map(ManifestEntry::shard).distinct().toList();
            return keys.stream().filter(key -> !named.contains(key)).count();
        }).sum();
    }

    long lostJobs() {
        return lostJobs;
    }

    long lostImages() {
        return lostImages;
    }

    long duplicated() {
        return duplicated;
    }

    long images() {
        return images;
    }

    List<String> findings() {
        return List.copyOf(findings);
    }
}
