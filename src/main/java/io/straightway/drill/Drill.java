package io.straightway.drill;

import io.straightway.event.Submitter;
import io.straightway.event.Topic;
import io.straightway.event.TopicReplay;
import io.straightway.job.JobEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs jobs of known outcome on a cluster of processes while faults are injected one after the other, and says afterwards what became of
 * jobs, events and images.
 */
final class Drill {
    /** A fault that the cluster does not recover from within this time is reported as such. */
    private static final Duration RECOVERY = Duration.ofMinutes(5);

    private static final Duration SETTLING = Duration.ofMinutes(10);

    private static final int COORDINATORS = 2;

    private static final Duration PER_IMAGE = Duration.ofMillis(25);

    /**
     * @param time how long faults go on; each comes at least once
     * @param jobs that are submitted at least
     */
    record Options(Path folder, Duration time, long seed, int jobs, int workers) {}

    private final Options options;
    private final Consumer<String> log;
    private final Random random;
    private final List<DrillReport.Injected> injected = new ArrayList<>();
    private final Set<String> skipped = new LinkedHashSet<>();

    Drill(Options options, Consumer<String> log) {
        this.options = options;
        this.log = log;
        random = new Random(options.seed());
    }

    DrillReport run() throws Exception {
        long begin = System.nanoTime();
        log.accept("logs and data in " + options.folder());
        try (Cluster cluster = new Cluster(options.folder(), COORDINATORS, options.workers(), PER_IMAGE);
                Witness witness = new Witness(cluster.clients(), cluster.wire());
                Submitter submitter = new Submitter(cluster.clients(), cluster.wire());
                Workload workload = new Workload(witness, submitter, options.seed())) {
            log.accept("%d coordinators and %d workers are ready after %.1f s".formatted(COORDINATORS, options.workers(), seconds(begin)));
            Scene scene = new Scene(cluster, witness, workload, random);
            long faultsBegin = System.nanoTime();
            witness.await(event -> event.what() instanceof JobEvent.Ended, begin, RECOVERY);
            do {
                injectAll(scene);
            } while (System.nanoTime() - faultsBegin < options.time().toNanos() || workload.submitted() < options.jobs());
            workload.stop();
            settle(scene);
            return report(scene, begin);
        }
    }

    private void injectAll(Scene scene) {
        List<Fault> faults = new ArrayList<>(Stream.of(WorkerFaults.all(), ClusterFaults.coordinators(), ClusterFaults.surroundings())
                .flatMap(List::stream).toList());
        List<Fault> clocks = Stream.of(WorkerFaults.clocks(), ClusterFaults.clocks()).flatMap(List::stream).toList();
        if (scene.cluster().shiftable()) {
            faults.addAll(clocks);
        } else {
            clocks.forEach(fault -> {
                skipped.add(fault.name());
                log.accept(fault.name() + ": not injected, there is no C compiler here");
            });
        }
        Collections.shuffle(faults, random);
        for (Fault fault : faults) {
            inject(fault, scene);
        }
    }

    private void inject(Fault fault, Scene scene) {
        DrillReport.Injected result;
        try {
            long begin = System.nanoTime();
            Fault.Injection injection = fault.action().inject(scene);
            Optional<Double> recovered = recovery(injection, begin, scene);
            result = new DrillReport.Injected(fault.name(), true, recovered, recovered.isPresent() ? "" : "no recovery within " + RECOVERY + " by " + injection.sign());
        } catch (Exception e) {
            result = new DrillReport.Injected(fault.name(), false, Optional.empty(), String.valueOf(e));
        }
        injected.add(result);
        log.accept("%s: %s".formatted(fault.name(), result.recoverySeconds().map("recovered after %.1f s"::formatted).orElse(result.problem())));
    }

    /** Seconds from the end of the fault; none if the jobs were over before it was. */
    private static Optional<Double> recovery(Fault.Injection injection, long begin, Scene scene) throws InterruptedException {
        return switch (injection.sign()) {
            case Fault.Jobs concerned -> scene.witness().await(event -> concerned.jobs().contains(event.job())
                    && (event.what().terminal() || event.what() instanceof JobEvent.StepCompleted), concerned.drained() ? begin : injection.over(), RECOVERY)
                    .map(seen -> Math.max(0, (seen.at() - injection.over()) / 1e9));
            case Fault.EveryPartition every -> {
                long last = injection.over();
                for (String probe : scene.workload().probe(scene.cluster().partitions())) {
                    Optional<Witness.Seen> answer = scene.witness().await(
                            event -> event.job().equals(probe) && event.what() instanceof JobEvent.SubmissionRepeated, injection.over(), RECOVERY);
                    if (answer.isEmpty()) {
                        yield Optional.empty();
                    }
                    last = Math.max(last, answer.get().at());
                }
                yield Optional.of((last - injection.over()) / 1e9);
            }
        };
    }

    private void settle(Scene scene) throws InterruptedException {
        long until = System.nanoTime() + SETTLING.toNanos();
        while (scene.witness().ended() < scene.workload().submitted() && System.nanoTime() < until) {
            Thread.sleep(100);
        }
    }

    private DrillReport report(Scene scene, long begin) throws Exception {
        Map<String, Workload.Task> tasks = scene.workload().tasks();
        Ledger ledger = Ledger.of(tasks, scene.witness(), scene.cluster().store());
        return new DrillReport(options.seed(), seconds(begin), injected, List.copyOf(skipped), tasks.size(), scene.workload().repeated(), scene.workload().conflicts(),
                ledger.images(), ledger.lostJobs(), ledger.lostImages(), ledger.duplicated(), retried(scene.witness()), ledger.strayShards(tasks),
                deadLetters(scene.cluster()), audit(scene.cluster()), ledger.findings());
    }

    private static long retried(Witness witness) {
        return witness.jobs().stream().flatMap(job -> witness.of(job).stream()).filter(seen -> seen.event().what() instanceof JobEvent.UnitRetried).count();
    }

    private static long deadLetters(Cluster cluster) {
        LongAdder letters = new LongAdder();
        try (TopicReplay replay = new TopicReplay(cluster.clients(), List.of(Topic.DEAD_LETTERS))) {
            replay.each(letter -> letters.increment());
        }
        return letters.sum();
    }

    /** Whether {@code straightway audit} is content. */
    private static boolean audit(Cluster cluster) throws Exception {
        return Part.run("audit", cluster.folder(), cluster.outside(), "audit", "--json") == 0;
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
