package io.straightway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Fields of a generation job on the command line: a job of their own, or changes to that of a file. They mean what they mean in a file. */
final class GenerationFlags {
    private static final Pattern SEEDS = Pattern.compile("(\\d{1,18})(?:-(\\d{1,18}))?");

    @Option(names = "--model", description = "model that draws the images: NAME or NAME@VERSION")
    private Optional<String> model = Optional.empty();

    @Option(names = "--images", paramLabel = "N", description = "number of images")
    private Optional<Long> images = Optional.empty();

    @Option(names = "--seeds", paramLabel = "FIRST-LAST", description = "seeds of the images, such as 0-255; one seed is one image")
    private Optional<String> seeds = Optional.empty();

    @Option(names = "--labels", split = ",", paramLabel = "N", description = "class labels, taken in turn, such as 0,3")
    private List<Integer> labels = List.of();

    @Option(names = "--nfe", paramLabel = "N", description = "network evaluations per image")
    private Optional<Integer> nfe = Optional.empty();

    @Option(names = "--solver", paramLabel = "NAME", description = "solver of the flow, such as dpm or euler")
    private Optional<String> solver = Optional.empty();

    @Option(names = "--grid", paramLabel = "NAME", description = "time grid, such as sigmoid or edm")
    private Optional<String> grid = Optional.empty();

    @Option(names = "--guidance", paramLabel = "WEIGHT", description = "weight of classifier-free guidance")
    private Optional<Double> guidance = Optional.empty();

    @Option(names = "--reference", paramLabel = "DATASET", description = "data set that the images are compared with")
    private Optional<String> reference = Optional.empty();

    @Option(names = "--interval", description = "also a 95 %% interval of the distance")
    private boolean interval;

    @Option(names = "--batch", paramLabel = "N", description = "images per call of the network")
    private Optional<Integer> batch = Optional.empty();

    @Option(names = "--shard-images", paramLabel = "N", description = "images per unit of work and per ZIP")
    private Optional<Integer> shardImages = Optional.empty();

    @Option(names = "--priority", description = "HIGH, NORMAL or LOW; of any kind of job")
    private Optional<String> priority = Optional.empty();

    @Option(names = "--pool", description = "workers that take its units; of any kind of job")
    private Optional<String> pool = Optional.empty();

    @Option(names = "--deadline", paramLabel = "TIME", description = "when it ends at the latest: 2026-12-31T18:00:00Z, or PT2H from receipt; of any kind of job")
    private Optional<String> deadline = Optional.empty();

    Optional<String> model() {
        return model;
    }

    /** @throws IllegalArgumentException if --seeds is no range, or --images another number */
    void apply(ObjectNode job) {
        model.ifPresent(name -> job.put("model", name));
        images.ifPresent(count -> job.put("images", count));
        seeds.ifPresent(range -> seeds(range, job));
        if (!labels.isEmpty()) {
            labels.forEach(job.putArray("labels")::add);
        }
        nfe.ifPresent(evaluations -> job.withObjectProperty("sampling").put("nfe", evaluations));
        solver.ifPresent(name -> job.withObjectProperty("sampling").putObject("solver").put("name", name));
        grid.ifPresent(name -> job.withObjectProperty("sampling").putObject("grid").put("name", name));
        guidance.ifPresent(weight -> job.withObjectProperty("sampling").putObject("guidance").put("name", "classifier-free").put("weight", weight));
        reference.ifPresent(name -> job.put("reference", name));
        if (interval) {
            job.withObjectProperty("statistics").put("interval", true);
        }
        batch.ifPresent(count -> job.put("batch", count));
        shardImages.ifPresent(count -> job.put("shardImages", count));
        priority.ifPresent(word -> job.put("priority", word));
        pool.ifPresent(name -> job.put("pool", name));
        deadline.ifPresent(time -> job.put("deadline", time));
    }

    private void seeds(String range, ObjectNode job) {
        Matcher matcher = SEEDS.matcher(range);
        long first = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
        long last = matcher.matches() && matcher.group(2) != null ? Long.parseLong(matcher.group(2)) : first;
        if (!matcher.matches() || last < first) {
            throw new IllegalArgumentException("--seeds is " + range + ", allowed: FIRST-LAST such as 0-255, or one seed");
        }
        if (images.isPresent() && images.get() != last - first + 1) {
            throw new IllegalArgumentException("--images is " + images.get() + ", allowed: nothing beside --seeds " + range + ", which are " + (last - first + 1));
        }
        job.put("firstSeed", first).put("images", last - first + 1);
    }
}
