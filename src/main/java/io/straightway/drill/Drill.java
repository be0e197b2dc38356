package io.straightway.drill;

import io.straightway.audit.Audit;
import io.straightway.audit.Bucket;
import io.straightway.audit.Ledger;
import io.straightway.audit.LedgerReader;
import io.straightway.audit.Report;
import io.straightway.event.Submitter;
import io.straightway.event.Topic;
import io.straightway.event.TopicReplay;
import io.straightway.job.JobEvent;
import io.straightway.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;

/**
 * Runs jobs of known outcome on a cluster of processes while faults are injected one after the other, and says afterwards what became of
 * jobs, events and images.
 */
final class Drill {
    private static final Duration SETTLING = Duration.ofMinutes(10);

    /** Age below which records may lack what belongs to them. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    /** Between two tries at one fault. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private static final int COORDINATORS = 2;

    private static final Duration PER_IMAGE = Duration.ofMillis(25);

    /**
     * @param time how long faults go on; each comes at least once
     * @param jobs that are submitted at least
     */
    record Options(Path folder, Duration time, long seed, int jobs, int workers) {}

    private final Options options;
    private final Consumer<String> log;
    private final Trials trials = new Trials(System::nanoTime, PAUSE);
    private final List<Tried> tried = new ArrayList<>();

    Drill(Options options, Consumer<String> log) {
        this.options = options;
        this.log = log;
    }

    DrillReport run() throws Exception {
        long begin = System.nanoTime();
        log.accept("logs and data in " + options.folder());
        try (Cluster cluster = new Cluster(options.folder(), COORDINATORS, options.workers(), PER_IMAGE);
                Witness witness = new Witness(cluster.clients(), cluster.wire());
                Submitter submitter = new Submitter(cluster.clients(), cluster.wire());
                Workload workload = new Workload(witness, submitter::submit, submitter::signal, options.seed())) {
            log.accept("%d coordinators and %d workers are ready after %.1f s".formatted(COORDINATORS, options.workers(), seconds(begin)));
            Scene scene = new Scene(cluster, witness, workload, new Random(options.seed()));
            List<Fault> skipped = cluster.shiftable() ? List.of() : clocks();
            skipped.forEach(fault -> log.accept(fault.name() + ": not injected, there is no C compiler here"));
            FaultPlan plan = plan(cluster.shiftable(), options.seed());
            long faultsBegin = System.nanoTime();
            witness.await(event -> event.what() instanceof JobEvent.Ended, begin, Recovery.PATIENCE);
            do {
                injectAll(plan.nextRound(), scene);
            } while (System.nanoTime() - faultsBegin < options.time().toNanos() || workload.submitted() < options.jobs());
            injectAll(plan.kinds().stream().filter(fault -> Tried.missedOnly(fault.name(), tried)).toList(), scene);
            workload.stop(Recovery.PATIENCE);
            settle(scene);
            return report(scene, skipped, begin);
        }
    }

    /** @param shiftable whether clocks are among the faults */
    static FaultPlan plan(boolean shiftable, long seed) {
        List<Fault> kinds = new ArrayList<>(Stream.of(WorkerFaults.all(), ClusterFaults.coordinators(), ClusterFaults.surroundings()).flatMap(List::stream).toList());
        if (shiftable) {
            kinds.addAll(clocks());
        }
        return new FaultPlan(kinds, seed);
    }

    private static List<Fault> clocks() {
        return Stream.of(WorkerFaults.clocks(), ClusterFaults.clocks()).flatMap(List::stream).toList();
    }

    private void injectAll(List<Fault> faults, Scene scene) throws InterruptedException {
        Recovery recovery = new Recovery(scene.witness(), () -> scene.workload().probe(scene.cluster().partitions()), Recovery.PATIENCE);
        for (Fault fault : faults) {
            Tried next = trials.of(fault.name(), () -> recovery.await(fault.action().inject(scene)));
            tried.add(next);
            log.accept(next.line());
        }
    }

    private void settle(Scene scene) throws InterruptedException {
        long until = System.nanoTime() + SETTLING.toNanos();
        while (scene.witness().ended() < scene.workload().submitted() && System.nanoTime() < until) {
            Thread.sleep(100);
        }
    }

    private DrillReport report(Scene scene, List<Fault> skipped, long begin) throws Exception {
        Map<String, Workload.Task> tasks = scene.workload().tasks();
        Outcomes outcomes = Outcomes.of(tasks, scene.workload()::sends, scene.witness(), scene.cluster().store());
        return new DrillReport(options.seed(), seconds(begin), List.copyOf(tried), skipped.stream().map(Fault::name).toList(), tasks.size(),
                scene.workload().repeated(), scene.workload().conflicts(), outcomes.images(), outcomes.lostJobs(), outcomes.lostImages(), outcomes.duplicated(),
                retried(scene.witness()), outcomes.strayShards(tasks), deadLetters(scene.cluster()), audit(scene.cluster()), outcomes.findings());
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

    /** What an audit says if it is not content, or why it came to no end: what the drill has found otherwise must not go with it. */
    private static Optional<String> audit(Cluster cluster) {
        Instant begin = Instant.now();
        try {
            Ledger ledger = LedgerReader.read(cluster.clients(), cluster.wire(), Optional.empty(), cluster.retention());
            Report report = Audit.of(ledger, Bucket.of(cluster.store()), Optional.empty(), begin, GRACE);
            return Optional.of(report).filter(audit -> !audit.holds()).map(Report::text);
        } catch (KafkaException | StoreException e) {
            return Optional.of("The audit came to no end: " + e);
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
