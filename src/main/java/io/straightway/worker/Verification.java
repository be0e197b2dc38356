package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.data.DataException;
import io.straightway.data.Picture;
import io.straightway.data.Png;
import io.straightway.engine.Device;
import io.straightway.flow.Noise;
import io.straightway.flow.SampledBatch;
import io.straightway.flow.Sampler;
import io.straightway.generate.Manifest;
import io.straightway.generate.ManifestEntry;
import io.straightway.generate.ManifestLines;
import io.straightway.job.Artifact;
import io.straightway.job.GenerationSpec;
import io.straightway.job.Outcome;
import io.straightway.recipe.Network;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import io.straightway.store.ObjectStore;
import io.straightway.telemetry.Meters;
import io.straightway.tracking.Tracker;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Draws some images of a finished generation job once more, as the job drew them, and compares them with what it delivered. */
public final class Verification {
    private static final int LARGEST_PNG = 64 << 20;

    private final ObjectStore store;
    private final Workbench bench;

    /** One image that was drawn again. */
    public record Checked(long seed, int label, String shard, Likeness.Verdict verdict, String words) {}

    /** @param threads of the engine; 0 takes every core. The contract of equal bits holds for equal numbers of threads. */
    public Verification(ObjectStore store, Device device, int threads) {
        this.store = store;
        bench = Workbench.open(store, device, List.of(device), "verify", threads, Map.of(), Meters.inMemory(), Tracker.NONE, PreviewRule.NONE);
    }

    /**
     * @param spec as the job ran, every option filled in
     * @param sample how many images; all of them if the job has no more
     * @param choice seed of the choice of images: the same number chooses the same images
     * @return in the order of the seeds
     * @throws DataException if manifest or model are not those that the job names
     */
    public List<Checked> check(GenerationSpec spec, Outcome outcome, int sample, long choice) {
        String key = Keys.manifest(spec.id());
        Artifact output = outcome.outputs().stream().filter(artifact -> artifact.key().equals(key)).findFirst()
                .orElseThrow(() -> new DataException(key, "is not among the outputs of the job, which is " + outcome.ending()));
        Manifest manifest = Manifest.read(key, Uploads.get(store, output));
        ModelCard model = bench.models().card(spec.model());
        if (!model.weightsSha256().equals(manifest.modelDigest())) {
            throw new DataException(key, "the images are by weights with sha256 " + manifest.modelDigest() + ", but those of " + spec.model() + " have "
                    + model.weightsSha256());
        }
        List<ManifestEntry> chosen = choose(manifest, sample, new SplittableRandom(choice));
        Sampler sampler = bench.models().sampler(model, spec.sampling().orElseThrow(), spec.precision(), spec.batch());
        Labels labels = new Labels(spec.classes(), spec.seeds().first(), model.network().classes());
        List<Checked> checked = new ArrayList<>();
        for (int from = 0; from < chosen.size(); from += spec.batch()) {
            checked.addAll(compare(chosen.subList(from, Math.min(chosen.size(), from + spec.batch())), sampler, model.network(), labels));
        }
        return checked;
    }

    /** Each line with equal chance, in one pass (Algorithm R of Vitter, 1985). */
    private List<ManifestEntry> choose(Manifest manifest, int sample, SplittableRandom random) {
        List<ManifestEntry> chosen = new ArrayList<>();
        long[] passed = {0};
        byte[] lines = store.getVerified(manifest.lines());
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(new ByteArrayInputStream(lines), StandardCharsets.UTF_8))) {
            ManifestLines.each(manifest.lines().key(), reader, entry -> {
                if (chosen.size() < sample) {
                    chosen.add(entry);
                } else {
                    long place = random.nextLong(passed[0] + 1);
                    if (place < sample) {
                        chosen.set((int) place, entry);
                    }
                }
                passed[0]++;
            });
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
        chosen.sort(Comparator.comparingLong(ManifestEntry::seed));
        return chosen;
    }

    /** The batch is padded with its first image, for the number of images in a call is part of the contract. */
    private List<Checked> compare(List<ManifestEntry> entries, Sampler sampler, Network network, Labels labels) {
        int stride = network.size();
        long[] seeds = IntStream.range(0, sampler.batch()).mapToLong(i -> entries.get(i < entries.size() ? i : 0).seed()).toArray();
        float[] noise = Noise.images(seeds, stride);
        int[] given = Arrays.stream(seeds).mapToInt(labels::of).toArray();
        SampledBatch drawn = sampler.draw(noise, given);
        List<Checked> checked = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            checked.add(compare(entries.get(i), given[i], new Picture(network.channels(), network.height(), network.width(), drawn.pixels(i))));
        }
        return checked;
    }

    private Checked compare(ManifestEntry entry, int label, Picture drawn) {
        if (label != entry.label()) {
            return checked(entry, Likeness.Verdict.DIFFERENT, "the job gives this seed the label " + label);
        }
        byte[] stored;
        try {
            stored = stored(entry);
        } catch (DataException e) {
            return checked(entry, Likeness.Verdict.DIFFERENT, String.valueOf(e.getMessage()));
        }
        if (!Digest.of(stored).equals(entry.sha256())) {
            return checked(entry, Likeness.Verdict.DIFFERENT, "the stored image is not the one in the manifest");
        }
        if (Digest.of(Png.encode(drawn)).equals(entry.sha256())) {
            return checked(entry, Likeness.Verdict.IDENTICAL, "the digests are equal");
        }
        // Another Java may compress the same pixels into other bytes.
        Likeness likeness = Likeness.of(Png.decode(entry.shard(), entry.file(), stored), drawn);
        return checked(entry, likeness.verdict(), likeness.toString());
    }

    private static Checked checked(ManifestEntry entry, Likeness.Verdict verdict, String words) {
        return new Checked(entry.seed(), entry.label(), entry.shard(), verdict, words);
    }

    /** Reads the shard only as far as the image. */
    private byte[] stored(ManifestEntry entry) {
        InputStream shard = store.open(entry.shard()).orElseThrow(() -> new DataException(entry.shard(), "is not there"));
        try (ZipInputStream zip = new ZipInputStream(shard)) {
            for (ZipEntry file = zip.getNextEntry(); file != null; file = zip.getNextEntry()) {
                if (file.getName().equals(entry.file())) {
                    return zip.readNBytes(LARGEST_PNG);
                }
            }
            throw new DataException(entry.shard(), entry.file(), "is not there");
        } catch (IOException e) {
            throw new DataException(entry.shard(), "can't be read", e);
        }
    }
}
