package io.straightway.drill;

import io.straightway.catalog.ModelCard;
import io.straightway.catalog.ModelShelf;
import io.straightway.catalog.StoreCatalog;
import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.Submitter;
import io.straightway.job.Classes;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobEvent;
import io.straightway.job.ModelName;
import io.straightway.job.Seeds;
import io.straightway.job.Statistics;
import io.straightway.job.Terms;
import io.straightway.net.Blueprint;
import io.straightway.net.Safetensors;
import io.straightway.node.Node;
import io.straightway.node.Settings;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.worker.Runners;
import io.straightway.worker.Workbench;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One node under jobs without a pause, real ones of the engine and those of the stand-in, for a given time: does its memory grow? Jobs are
 * forgotten soon, so that what is meant to be kept does not count as growth.
 */
final class Soak {
    /** Growth per hour, as a share of what is used, that is too much. */
    static final double LIMIT = 0.05;

    /** Time without the end of any job that no busy machine explains. */
    private static final Duration STANDSTILL = Duration.ofMinutes(3);

    private static final Network NETWORK = new Network(io.straightway.recipe.Architecture.DDPMPP, 8, 3, 0, 8, List.of(1, 2), 1, List.of(), 0, 0, 0);
    private static final ModelName MODEL = ModelName.of("soak", "1");
    private static final String POOL = "stand-in";
    private static final Duration SAMPLE = Duration.ofSeconds(5);

    private record Sample(double hours, long heap, ResidentMemory resident) {}

    private final Duration time;
    private final Consumer<String> log;
    private final List<Sample> samples = new ArrayList<>();
    private long jobs;
    private long failed;
    private Duration longestPause = Duration.ZERO;

    Soak(Duration time, Consumer<String> log) {
        this.time = time;
        this.log = log;
    }

    /** Figures, of which {@code passed} is one. */
    Map<String, Object> run(Path folder) throws Exception {
        Map<String, String> settings = new LinkedHashMap<>(Map.of("straightway.data", folder.toString(), "straightway.embedded.kafka-port", "0",
                "straightway.embedded.store-port", "0", "straightway.pools", "default," + POOL, "straightway.retention.jobs", "PT5S",
                "straightway.retention.ids", "PT5S", "straightway.worker.threads", "1"));
        StraightwayConfig config = ConfigLoader.load(settings);
        settings.put("straightway.worker.pool", POOL);
        StraightwayConfig standIn = ConfigLoader.load(settings);
        try (Node node = Node.start(config);
                WorkerGroup group = new WorkerGroup(standIn, node.clients(), 2,
                        token -> Runners.of(Workbench.standIn(node.store(), token, StandIn.taking(Duration.ofMillis(1)))));
                Submitter submitter = new Submitter(node.clients(), Settings.wire(config));
                EventReader events = new EventReader(node.clients(), Settings.wire(config), From.END)) {
            StandIn.publish(node.store());
            StoreCatalog catalog = new StoreCatalog(node.store());
            new ModelShelf(node.store(), catalog).publish(new ModelCard(MODEL.name(), "1", NETWORK, Sampling.reflow(5), "", "", "none", "soak",
                    Optional.empty(), 0, Map.of(), "FP32", 1, "", Optional.empty()), Safetensors.write(Blueprint.of(NETWORK).initialise(1), Map.of()));
            work(submitter, events);
        }
        return figures();
    }

    private void work(Submitter submitter, EventReader events) throws IOException {
        long begin = System.nanoTime();
        long next = begin;
        long submitted = 0;
        long lastEnd = begin;
        while (System.nanoTime() - begin < time.toNanos()) {
            while (submitted - jobs < 6) {
                submitter.submit(job(submitted++));
            }
            for (JobEvent event : events.poll(Duration.ofMillis(100))) {
                if (event.what() instanceof JobEvent.Ended ended) {
                    jobs++;
                    lastEnd = System.nanoTime();
                    failed += ended.outcome().failure().isPresent() ? 1 : 0;
                } else if (event.what().terminal()) {
                    throw new IllegalStateException("a job of the soak is wrong: " + event.what());
                }
            }
            Duration pause = Duration.ofNanos(System.nanoTime() - lastEnd);
            longestPause = pause.compareTo(longestPause) > 0 ? pause : longestPause;
            if (System.nanoTime() > next) {
                next = System.nanoTime() + SAMPLE.toNanos();
                samples.add(sample(begin));
                log.accept("%d jobs, heap %.1f MB, native %.1f MB, mapped files %.1f MB".formatted(jobs, samples.getLast().heap() / 1e6,
                        samples.getLast().resident().anonymous() / 1e6, samples.getLast().resident().files() / 1e6));
            }
        }
    }

    private static GenerationSpec job(long number) {
        boolean real = number % 2 == 0;
        return new GenerationSpec("soak-" + number, real ? MODEL : StandIn.MODEL, new Seeds(number, 8), new Classes.None(), Optional.empty(),
                Precision.FP32, 4, 4, Optional.empty(), Statistics.DISTANCE, new Terms(Terms.Priority.NORMAL, real ? Terms.DEFAULT_POOL : POOL, Optional.empty()));
    }

    private static Sample sample(long begin) throws IOException {
        System.gc();
        return new Sample((System.nanoTime() - begin) / 3.6e12, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), ResidentMemory.now());
    }

    private Map<String, Object> figures() {
        // The first third is for compilers, caches and pools to fill.
        List<Sample> settled = samples.subList(samples.size() / 3, samples.size());
        List<Trend.Point> heap = settled.stream().map(sample -> new Trend.Point(sample.hours(), sample.heap())).toList();
        // The heap is all there from the beginning, and judged by itself.
        long committed = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        List<Trend.Point> anonymous = settled.stream().map(sample -> new Trend.Point(sample.hours(), sample.resident().anonymous() - committed)).toList();
        // Told, and not judged: the kernel decides how much of them is in memory.
        List<Trend.Point> files = settled.stream().map(sample -> new Trend.Point(sample.hours(), sample.resident().files())).toList();
        boolean leaks = Trend.goesOnGrowing(heap, LIMIT) || Trend.goesOnGrowing(anonymous, LIMIT);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("passed", failed == 0 && longestPause.compareTo(STANDSTILL) < 0 && !leaks);
        figures.put("minutes", time.toSeconds() / 60.0);
        figures.put("jobs", jobs);
        figures.put("failedJobs", failed);
        figures.put("longestPauseSeconds", longestPause.toMillis() / 1000.0);
        figures.put("samples", settled.size());
        figures.put("heap", judged(heap));
        figures.put("native", judged(anonymous));
        figures.put("mappedFiles", figures(files));
        return figures;
    }

    private static Map<String, Object> judged(List<Trend.Point> points) {
        Map<String, Object> figures = figures(points);
        figures.put("tooMuch", Trend.goesOnGrowing(points, LIMIT));
        return figures;
    }

    private static Map<String, Object> figures(List<Trend.Point> points) {
        Trend trend = Trend.of(points);
        Trend later = Trend.later(points);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("megabytes", trend.mean() / 1e6);
        figures.put("megabytesPerHour", trend.perHour() / 1e6);
        figures.put("standardError", trend.error() / 1e6);
        figures.put("percentPerHour", trend.share() * 100);
        figures.put("laterMegabytesPerHour", later.perHour() / 1e6);
        figures.put("laterStandardError", later.error() / 1e6);
        return figures;
    }
}
