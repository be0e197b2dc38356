package io.straightway.cli;

import io.straightway.catalog.ModelCard;
import io.straightway.catalog.ModelShelf;
import io.straightway.catalog.StoreCatalog;
import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import io.straightway.data.DataSet;
import io.straightway.data.Images;
import io.straightway.drill.Quantiles;
import io.straightway.engine.Device;
import io.straightway.engine.Torch;
import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.Submitter;
import io.straightway.flow.Noise;
import io.straightway.flow.Sampler;
import io.straightway.job.Classes;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobEvent;
import io.straightway.job.ModelName;
import io.straightway.job.Seeds;
import io.straightway.job.Signal;
import io.straightway.metric.Extractors;
import io.straightway.metric.FeatureExtractor;
import io.straightway.net.Blueprint;
import io.straightway.net.Safetensors;
import io.straightway.net.Weights;
import io.straightway.node.Node;
import io.straightway.node.Settings;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * What the pipeline around the sampler costs. The weights are random, which changes nothing about the time. Job and bare sampler take
 * turns, because other work on the machine comes and goes; the ratio of the medians is the figure to read.
 */
final class GenerationBench {
    private static final int BATCH = 64;
    private static final Network NETWORK = Network.small(16, 3, 9);
    private static final Sampling SAMPLING = Sampling.reflow(9);

    private final int images;
    private final int rounds;
    private final int smallJobs;

    GenerationBench(int images, int rounds, int smallJobs) {
        this.images = images;
        this.rounds = rounds;
        this.smallJobs = smallJobs;
    }

    Map<String, Object> run(Path folder) throws Exception {
        Path data = folder == null ? Files.createTempDirectory("straightway-bench") : folder;
        StraightwayConfig config = ConfigLoader.load(Map.of("straightway.data", data.toString(), "straightway.embedded.kafka-port", "0",
                "straightway.embedded.store-port", "0"));
        long begin = System.nanoTime();
        Map<String, Object> figures = new LinkedHashMap<>();
        try (Node node = Node.start(config)) {
            figures.put("startSeconds", since(begin));
            Weights weights = Blueprint.of(NETWORK).initialise(1);
            publish(node, weights);
            List<Double> bare = new ArrayList<>();
            List<Double> job = new ArrayList<>();
            List<Double> features = new ArrayList<>();
            try (EventReader events = new EventReader(node.clients(), Settings.wire(config), From.END);
                    Submitter submitter = new Submitter(node.clients(), Settings.wire(config));
                    Sampler sampler = Sampler.open(Device.cpu(), NETWORK, weights, SAMPLING, Precision.FP32, BATCH)) {
                run(events, submitter, "warm-up", BATCH);
                sample(sampler, BATCH);
                FeatureExtractor extractor = Extractors.open("emoji-cnn", Device.cpu());
                measure(extractor, BATCH);
                for (int i = 0; i < rounds; i++) {
                    bare.add(images / sample(sampler, images));
                    features.add(images / measure(extractor, images));
                    job.add(images / run(events, submitter, "round-" + i, images).generating());
                }
                List<Double> starts = new ArrayList<>();
                List<Double> ends = new ArrayList<>();
                for (int i = 0; i < smallJobs; i++) {
                    Times times = run(events, submitter, "small-" + i, 1);
                    starts.add(times.toStart());
                    ends.add(times.toEnd());
                }
                List<Double> cancels = new ArrayList<>();
                for (int i = 0; i < rounds; i++) {
                    cancels.add(cancel(events, submitter, "cancelled-" + i));
                }
                figures.put("threads", Torch.threads());
                figures.put("network", NETWORK);
                figures.put("nfe", SAMPLING.nfe());
                figures.put("batch", BATCH);
                figures.put("bareImagesPerSecond", bare);
                figures.put("jobImagesPerSecond", job);
                figures.put("featuresImagesPerSecond", features);
                // Of the time that a job's device is busy: an image is drawn, then its features are taken.
                figures.put("featureShare", 1 / (1 + Quantiles.of(features).median() / Quantiles.of(bare).median()));
                figures.put("efficiency", Quantiles.of(job).median() / Quantiles.of(bare).median());
                figures.put("submitToFirstUnitSeconds", Quantiles.of(starts).figures());
                figures.put("submitToTerminalEventSeconds", Quantiles.of(ends).figures());
                figures.put("cancelToTerminalEventSeconds", Quantiles.of(cancels).figures());
                figures.put("residentMegabytes", Memory.peakMegabytes());
            }
        }
        return figures;
    }

    private static void publish(Node node, Weights weights) {
        StoreCatalog catalog = new StoreCatalog(node.store());
        byte[] pixels = new byte[512 * 3 * 16 * 16];
        new Random(1).nextBytes(pixels);
        int[] labels = new int[512];
        Arrays.setAll(labels, i -> i % 9);
        new DatasetShelf(node.store(), catalog).put("noise-16",
                new DataSet("noise-16", new Images(512, 3, 16, 16, pixels, labels, Collections.nCopies(9, "class")), List.of()));
        ModelShelf shelf = new ModelShelf(node.store(), catalog);
        ModelCard card = shelf.publish(new ModelCard("bench", "1", NETWORK, SAMPLING, "noise-16", "", "none", "bench", Optional.empty(), 0, Map.of(), "FP32", 1,
                "", Optional.empty()), Safetensors.write(weights, Map.of()));
        catalog.makeLatest(card.modelName());
    }

    /** Seconds for so many images without anything around the sampler but the noise. */
    private static double sample(Sampler sampler, int count) {
        int size = NETWORK.size();
        int[] labels = new int[BATCH];
        long begin = System.nanoTime();
        for (int done = 0; done < count; done += BATCH) {
            sampler.draw(Noise.images(LongStream.range(done, done + BATCH).toArray(), size), labels);
        }
        return since(begin);
    }

    /** Seconds to take the features of so many images. */
    private static double measure(FeatureExtractor extractor, int count) {
        int size = NETWORK.size();
        byte[] pixels = new byte[BATCH * size];
        new Random(2).nextBytes(pixels);
        long begin = System.nanoTime();
        for (int done = 0; done < count; done += BATCH) {
            extractor.features(pixels, BATCH, NETWORK.channels(), NETWORK.height(), NETWORK.width());
        }
        return since(begin);
    }

    /** Seconds from the submission to the first unit, through the generating step, and to the terminal event. */
    private record Times(double toStart, double generating, double toEnd) {}

    private static GenerationSpec job(String id, int count) {
        return new GenerationSpec(id, ModelName.parse("bench"), new Seeds(0, count), new Classes.Uniform(), Optional.empty(),
                Precision.FP32, Math.max(BATCH, count / 2), BATCH, Optional.empty());
    }

    /** Seconds from the signal, sent when the first images are there, to the terminal event. */
    private static double cancel(EventReader events, Submitter submitter, String id) {
        submitter.submit(job(id, 100_000));
        long begin = 0;
        while (true) {
            for (JobEvent event : events.poll(Duration.ofMillis(50))) {
                if (event.job().equals(id) && event.what() instanceof JobEvent.Progress progress && progress.done() > 0 && begin == 0) {
                    begin = System.nanoTime();
                    submitter.signal(new Signal("cancel", id, Signal.Kind.CANCEL));
                } else if (event.job().equals(id) && event.what().terminal()) {
                    return since(begin);
                }
            }
        }
    }

    private static Times run(EventReader events, Submitter submitter, String id, int count) {
        long begin = System.nanoTime();
        double started = 0;
        double generated = 0;
        submitter.submit(job(id, count));
        while (true) {
            for (JobEvent event : events.poll(Duration.ofMillis(50))) {
                if (event.job().equals(id)) {
                    switch (event.what()) {
                        case JobEvent.Started start -> started = since(begin);
                        case JobEvent.StepCompleted step -> generated = since(begin) - started;
                        case JobEvent.Ended ended -> {
                            return new Times(started, generated, since(begin));
                        }
                        case JobEvent.Rejected rejected -> throw new IllegalStateException(rejected.failure().message());
                        default -> {}
                    }
                }
            }
        }
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
