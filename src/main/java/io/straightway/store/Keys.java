package io.straightway.store;

import java.util.regex.Pattern;

/**
 * The layout of the bucket. Names come from outside, so each is checked: a name can never leave its prefix.
 * What an attempt of a unit writes carries {@code <attempt>-<run>}: a worker that lost its lease and writes on harms nobody.
 */
public final class Keys {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final String ALLOWED = "1 to 128 letters, digits, '.', '_' or '-', the first a letter or digit, without \"..\"";

    private Keys() {}

    /** The name itself, if it is allowed in a key. */
    public static String name(String what, String name) {
        if (!NAME.matcher(name).matches() || name.contains("..")) {
            String shown = name.length() <= 80 ? name : name.substring(0, 80) + "…";
            throw new IllegalArgumentException(what + " \"" + shown + "\" is not allowed: " + ALLOWED);
        }
        return name;
    }

    public static String dataset(String name) {
        return "datasets/" + name("data set", name) + ".zip";
    }

    /** Prefix of every data set. */
    public static final String DATASETS = "datasets/";

    public static String datasetCard(String name) {
        return DATASETS + name("data set", name) + ".json";
    }

    public static String heldOut(String dataset) {
        return "datasets/" + name("data set", dataset) + ".held-out.zip";
    }

    public static String modelWeights(String name, String version) {
        return model(name, version) + "model.safetensors";
    }

    public static String modelCard(String name, String version) {
        return model(name, version) + "model.json";
    }

    /** Names the version that is meant where none is named. */
    public static String modelLatest(String name) {
        return modelVersions(name) + "latest";
    }

    /** Prefix of every model. */
    public static final String MODELS = "models/";

    /** Prefix of every version of a model. */
    public static String modelVersions(String name) {
        return MODELS + name("model", name) + "/";
    }

    private static String model(String name, String version) {
        return modelVersions(name) + name("version of model " + name, version) + "/";
    }

    public static String reference(String name) {
        return "references/" + name("reference", name) + ".npz";
    }

    public static String extractor(String name) {
        return "references/" + name("feature extractor", name) + ".safetensors";
    }

    public static String pairsCard(String name) {
        return importedPairs(name) + "pairs.json";
    }

    /** One file of imported pairs. */
    public static String pairsPart(String name, int index) {
        return "%s%05d.pairs".formatted(importedPairs(name), natural("index", index));
    }

    /** Prefix of the files and the card of imported pairs. */
    public static String importedPairs(String name) {
        return "pairs/" + name("pairs", name) + "/";
    }

    /**
     * What one unit of an ablation came to, for every ablation that would do the same.
     *
     * @param kind {@code teachers}, {@code pairs}, {@code students} or {@code cells}
     * @param digest of everything that decides it
     */
    public static String made(String kind, String digest) {
        return "ablations/" + name("kind", kind) + "/" + name("digest", digest) + ".json";
    }

    /** Prefix of everything that jobs write, models apart. */
    public static final String JOBS = "jobs/";

    /** Prefix of everything a job writes. */
    public static String job(String job) {
        return JOBS + name("job id", job) + "/";
    }

    public static String manifestLines(String job) {
        return job(job) + "manifest.jsonl";
    }

    public static String manifest(String job) {
        return job(job) + "manifest.json";
    }

    public static String grid(String job) {
        return job(job) + "grid.png";
    }

    public static String report(String job) {
        return job(job) + "report.json";
    }

    /** What a step that searched for a sampling tried, and what it chose. */
    public static String tuning(String job, int step) {
        return job(job) + "tune-" + natural("step", step) + ".json";
    }

    /** What a stage of a pipeline found out about a model. */
    public static String evaluation(String job, String stage) {
        return job(job) + "evaluate/" + name("stage", stage) + ".json";
    }

    /** The report in words. */
    public static String reportText(String job) {
        return job(job) + "report.md";
    }

    public static String plot(String job, String name) {
        return job(job) + name("plot", name) + ".png";
    }

    public static String shard(String job, int index, int attempt, String run) {
        return unit(job, "shards", index, attempt, run) + ".zip";
    }

    /** The manifest lines of one shard, from which the job's manifest is assembled. */
    public static String shardLines(String job, int index, int attempt, String run) {
        return unit(job, "shards", index, attempt, run) + ".jsonl";
    }

    public static String stats(String job, int index, int attempt, String run) {
        return unit(job, "stats", index, attempt, run) + ".moments";
    }

    /** Feature vectors of one shard, kept where more is measured than a distance. */
    public static String features(String job, int index, int attempt, String run) {
        return unit(job, "stats", index, attempt, run) + ".features.safetensors";
    }

    public static String pairs(String job, int stage, int index, int attempt, String run) {
        return unit(job, "pairs/" + natural("stage", stage), index, attempt, run) + ".pairs";
    }

    /** Prefix of the pairs that a job has made. */
    public static String pairsOf(String job) {
        return job(job) + "pairs/";
    }

    /** Prefix of one checkpoint; {@code images} is how many images the training has seen. */
    public static String checkpoint(String job, String stage, int attempt, String run, long images) {
        return checkpoints(job, stage) + natural("attempt", attempt) + "-" + name("run", run) + "/" + natural("images", images) + "/";
    }

    /** Prefix of every checkpoint of a stage. */
    public static String checkpoints(String job, String stage) {
        return job(job) + "checkpoints/" + name("stage", stage) + "/";
    }

    /** The figures of one training of a job while it runs, a line of JSON for each tick. */
    public static String trainingStats(String job, String stage) {
        return job(job) + "training/" + name("stage", stage) + "/stats.jsonl";
    }

    /** A grid of what one training of a job draws once it has seen so many images. */
    public static String trainingPreview(String job, String stage, long images) {
        return job(job) + "training/" + name("stage", stage) + "/preview-" + natural("images", images) + ".png";
    }

    /** Part of an unfinished shard. */
    public static String part(String shard, int part, String kind) {
        return "%s.part-%05d.%s".formatted(shard, natural("part", part), kind);
    }

    private static String unit(String job, String kind, int index, int attempt, String run) {
        return "%s%s/%05d-a%d-%s".formatted(job(job), kind, natural("index", index), natural("attempt", attempt), name("run", run));
    }

    private static long natural(String what, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " is " + value + ", not 0 or more");
        }
        return value;
    }
}
